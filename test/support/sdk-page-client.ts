/// <reference lib="dom" />
import type { CrmClient } from '#core/crm/crm-client.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { connectZoho } from '#widgets/shared/sdk/connect-zoho.ts';
import { createSdkCrmClient } from '#test/support/sdk-crm-client.ts';
import { findZohoGlobal } from '#widgets/shared/sdk/zoho-global.ts';
import { browserTimer } from '#widgets/shared/timer.ts';

/** A call of the adapter that ended, as it travels out of the browser: sets as arrays, errors by their parts. */
export type PageOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly reason: CrmError['reason'];
      readonly message: string;
      readonly details: CrmError['details'];
    };

declare global {
  var callCrm: (call: (crm: CrmClient) => Promise<unknown>) => Promise<PageOutcome<unknown>>;
  var page: unknown;
}

/** The widgets' adapter in a frame (test/support/sdk-clients.ts): connected once, then asked by the test. */
const connecting = connectZoho(findZohoGlobal(), browserTimer).then((connected) => {
  if (!connected.ok) throw new Error(`not connected: ${connected.error}`);
  globalThis.page = connected.value.page;
  return createSdkCrmClient(connected.value.zoho, browserTimer);
});

globalThis.callCrm = async (call) => {
  try {
    return { ok: true, value: await call(await connecting) };
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    return { ok: false, reason: error.reason, message: error.message, details: error.details };
  }
};

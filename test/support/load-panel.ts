import type { AccountState, AccountView } from '#widgets/account-360/models/account-view.ts';
import { loadAccount, type LoadPorts } from '#widgets/account-360/models/load-account.ts';
import { createSdkRecordReader, type RecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import { createZoneDay } from '#widgets/shared/viewer-settings.ts';
import { answerSdk } from './answer-sdk.ts';
import { createFakeZoho } from './fake-zoho.ts';
import { createManualTimer } from './manual-timer.ts';
import { ACCOUNT_ID, type PanelWorld } from './panel-world.ts';

export const ACCOUNT_PAGE = { entity: 'Accounts', recordIds: [ACCOUNT_ID] };

/** The real reader over a CRM page that answers about `world`; `change` replaces single methods. */
export function portsOf(world: PanelWorld, change: Partial<RecordReader> = {}): LoadPorts {
  const { zoho } = createFakeZoho({ answer: (data) => answerSdk(world, data) });
  return {
    crm: { ...createSdkRecordReader(zoho, createManualTimer()), ...change },
    modulePrefix: '',
    // Noon: the same day in every zone of the tests.
    nowMs: () => world.todayDay * 86_400_000 + 43_200_000,
    zoneDay: createZoneDay,
  };
}

export async function loadPanel(
  world: PanelWorld,
  change: Partial<RecordReader> = {},
  page: { entity: string | null; recordIds: readonly string[] } = ACCOUNT_PAGE,
): Promise<AccountState> {
  return await loadAccount(page, portsOf(world, change));
}

/** Fails the test where the panel is in any other state. */
export async function loadReady(world: PanelWorld, change: Partial<RecordReader> = {}): Promise<AccountView> {
  const state = await loadPanel(world, change);
  if (state.kind !== 'ready') throw new Error(`the panel is ${JSON.stringify(state)}`);
  return state.view;
}

/// <reference lib="dom" />
import { embedWidget } from '#sandbox/embedded/browser/embed-widget.ts';
import type { HostManners } from '#sandbox/embedded/browser/host-manners.ts';
import type { SdkAnswer } from './answer-sdk.ts';

/** What the test gives the page around the panel (test/support/panel-harness.ts). */
declare global {
  var harness: {
    readonly pageLoad: Readonly<Record<string, unknown>> | null;
    readonly manners: Partial<HostManners>;
  };
  function performCall(data: unknown): Promise<SdkAnswer>;
}

/** A bare CRM page: our own host, which checks origin and source, around the panel as it ships. */
embedWidget({
  container: document.body,
  title: 'ABM',
  widgetUrl: 'https://widgets.test/app/account-360.html',
  uniqueId: 'panel-1',
  locale: 'en_US',
  ...globalThis.harness,
  perform: (data) => globalThis.performCall(data),
  zdkUrl: 'https://widgets.test/sdk/zdk.js',
  onRefused: () => undefined,
});

/// <reference lib="dom" />
import { embedWidget } from '#sandbox/embedded/browser/embed-widget.ts';
import { DEFAULT_MANNERS, type HostManners } from '#sandbox/embedded/browser/host-manners.ts';
import { performCall, type CrmRest } from '#sandbox/embedded/browser/perform-call.ts';

/** What the test gives the page around the adapter (test/support/sdk-clients.ts). */
declare global {
  var hostOptions: { readonly token: string; readonly manners: Partial<HostManners>; readonly widgetUrl: string };
}

/** The sandbox's host over the sandbox's REST API as one user; nothing else of its pages. */
const { token, widgetUrl, manners: asked } = globalThis.hostOptions;
const manners = { ...DEFAULT_MANNERS, ...asked };
const rest: CrmRest = async (method, path, body) => {
  const response = await fetch(`/crm/v8${path}`, {
    method,
    headers: { Authorization: `Zoho-oauthtoken ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? null : JSON.parse(text),
    headers: Object.fromEntries(response.headers),
  };
};
const nothing = (): void => undefined;
embedWidget({
  container: document.body,
  title: 'ABM',
  widgetUrl,
  uniqueId: crypto.randomUUID(),
  locale: 'en_US',
  pageLoad: { Entity: 'Accounts', EntityId: '1' },
  manners,
  zdkUrl: new URL('zdk.js', widgetUrl).href,
  perform: (data) =>
    performCall(data, {
      rest,
      manners,
      origin: location.origin,
      // A folder that keeps nothing: what arrived is told back.
      services: {
        files: async ({ APIData, FileData }) => {
          const file = APIData instanceof Object && 'File' in APIData ? APIData.File : FileData;
          if (!(file instanceof File)) return { ok: false, data: { code: 'INVALID_DATA', message: 'no file came' } };
          return { ok: true, data: { name: file.name, text: await file.text() } };
        },
      },
      actions: { resize: nothing, openRecord: nothing, openTab: nothing, close: nothing },
    }),
  onRefused: (reason) => console.error(`refused: ${reason}`),
});

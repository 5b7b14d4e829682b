import type { CallOutcome } from './perform-call.ts';
import { isWidgetMessage, type HostMessage, type WidgetMessage } from './wire.ts';

/** Why a message was not taken: not from our frame, frame on a foreign origin, not of the protocol, not our widget's id. */
export type Refusal = 'source' | 'origin' | 'shape' | 'uniqueId';

/** When PageLoad comes: with the context (SDK 1.2), after `init()` has settled (1.0.5, 1.1), or never (a web tab may bring none). */
export type PageLoadTiming = 'early' | 'late' | 'never';

export interface EmbedOptions {
  readonly container: HTMLElement;
  readonly title: string;
  /** Page of the widget on its own origin; the SDK's parameters are added here. */
  readonly widgetUrl: string;
  readonly uniqueId: string;
  readonly locale: string;
  /** What PageLoad says: `{Entity, EntityId}` on a record's page, null on a web tab, which brings none. */
  readonly pageLoad: Readonly<Record<string, unknown>> | null;
  readonly pageLoadTiming: PageLoadTiming;
  readonly perform: (data: unknown) => Promise<CallOutcome>;
  /** URL of the (empty) ZDK script that SDK 1.2 asks for and appends. */
  readonly zdkUrl: string;
  readonly onRefused: (reason: Refusal) => void;
}

export interface EmbeddedWidget {
  readonly frame: HTMLIFrameElement;
  close(): void;
}

/** Long enough for a handshake that took its script along. Milliseconds. */
const LATE_PAGE_LOAD_MS = 500;

/**
 * Puts a widget into a CRM page and answers its protocol. Both `event.source` and `event.origin` are checked; what fails is
 * reported and never answered. Works with Zoho's own SDK script and with ours: it relies on the protocol alone.
 */
export function embedWidget(options: EmbedOptions): EmbeddedWidget {
  const { uniqueId, onRefused } = options;
  const widgetOrigin = new URL(options.widgetUrl).origin;
  const url = new URL(options.widgetUrl);
  // `serviceOrigin` must not be last: the SDK does not strip a hash that follows it.
  url.search = `serviceOrigin=${encodeURIComponent(location.origin)}&isDevMode=false&isLogEnabled=false`;

  const frame = document.createElement('iframe');
  frame.title = options.title;
  frame.className = 'widget-frame';
  let timer = 0;

  const post = (message: HostMessage): void => frame.contentWindow?.postMessage(message, widgetOrigin);

  async function answer(message: WidgetMessage): Promise<void> {
    const { promiseid } = message;
    if (promiseid === undefined) return;
    const outcome = await options.perform(message.data).catch((): CallOutcome => ({
      ok: false,
      data: { code: 'INTERNAL_ERROR', message: 'the CRM could not be reached' },
    }));
    const eventName = outcome.ok ? 'EVENT_RESPONSE' : 'EVENT_RESPONSE_FAILURE';
    post({ type: 'FRAMEWORK.EVENT', eventName, promiseid, data: outcome.data });
  }

  function greet(): void {
    const context = { uniqueID: uniqueId, locale: options.locale, localeResource: {}, model: {}, connectors: {} };
    post({ type: 'FRAMEWORK.EVENT', eventName: 'SET_CONTEXT', data: context });
    const { pageLoad, pageLoadTiming } = options;
    if (pageLoad === null || pageLoadTiming === 'never') return;
    const tell = (): void => post({ type: 'FRAMEWORK.EVENT', eventName: 'PageLoad', data: pageLoad });
    if (pageLoadTiming === 'early') tell();
    else timer = window.setTimeout(tell, LATE_PAGE_LOAD_MS);
  }

  function refusalOf(event: MessageEvent<unknown>): Refusal | null {
    if (event.source !== frame.contentWindow) return 'source';
    if (event.origin !== widgetOrigin) return 'origin';
    const message = event.data;
    if (!isWidgetMessage(message)) return 'shape';
    // A widget learns its id by registering; every other message has to carry it.
    return message.eventName !== 'REGISTER' && message.uniqueID !== uniqueId ? 'uniqueId' : null;
  }

  function receive(event: MessageEvent<unknown>): void {
    const refusal = refusalOf(event);
    const message = event.data;
    if (refusal !== null || !isWidgetMessage(message)) {
      onRefused(refusal ?? 'shape');
      return;
    }
    switch (message.eventName) {
      case 'REGISTER':
        greet();
        return;
      case 'ZDK_EVENT':
        if (message.promiseid !== undefined) {
          const { promiseid } = message;
          post({ type: 'FRAMEWORK.EVENT', eventName: 'EVENT_RESPONSE', promiseid, data: options.zdkUrl });
        }
        return;
      case 'CRM_EVENT':
        void answer(message);
        return;
      case 'DEREGISTER':
    }
  }

  window.addEventListener('message', receive);
  frame.src = url.href;
  options.container.append(frame);
  return {
    frame,
    close() {
      window.clearTimeout(timer);
      window.removeEventListener('message', receive);
      frame.remove();
    },
  };
}

import type { CallOutcome } from './perform-call.ts';
import { isWidgetMessage, type HostMessage, type WidgetMessage } from './wire.ts';

export interface EmbedOptions {
  readonly container: HTMLElement;
  readonly title: string;
  /** Page of the widget on its own origin; the SDK's parameters are added here. */
  readonly widgetUrl: string;
  readonly uniqueId: string;
  readonly locale: string;
  /** What PageLoad says: `{Entity, EntityId}` on a record's page, null on a web tab, which brings none. */
  readonly pageLoad: Readonly<Record<string, unknown>> | null;
  readonly perform: (data: unknown) => Promise<CallOutcome>;
  /** URL of the (empty) ZDK script that SDK 1.2 asks for and appends. */
  readonly zdkUrl: string;
}

export interface EmbeddedWidget {
  readonly frame: HTMLIFrameElement;
  /** Messages that were not from our frame and origin, or not of the protocol. */
  forgeries(): number;
  close(): void;
}

/**
 * Puts a widget into a CRM page and answers its protocol. Both `event.source` and `event.origin` are checked; what fails is
 * ignored and counted, never answered. Works with Zoho's own SDK script and with ours: it relies on the protocol alone.
 */
export function embedWidget(options: EmbedOptions): EmbeddedWidget {
  const { uniqueId } = options;
  const widgetOrigin = new URL(options.widgetUrl).origin;
  const url = new URL(options.widgetUrl);
  // `serviceOrigin` must not be last: the SDK does not strip a hash that follows it.
  const parameters = `serviceOrigin=${encodeURIComponent(location.origin)}&isDevMode=false&isLogEnabled=false`;
  url.search = parameters;

  const frame = document.createElement('iframe');
  frame.title = options.title;
  frame.className = 'widget-frame';
  let forged = 0;

  const post = (message: HostMessage): void => frame.contentWindow?.postMessage(message, widgetOrigin);

  async function answer(message: WidgetMessage): Promise<void> {
    const { promiseid } = message;
    if (promiseid === undefined) return;
    const outcome = await options.perform(message.data).catch(
      (): CallOutcome => ({ ok: false, data: { code: 'INTERNAL_ERROR', message: 'the CRM could not be reached' } }),
    );
    const eventName = outcome.ok ? 'EVENT_RESPONSE' : 'EVENT_RESPONSE_FAILURE';
    post({ type: 'FRAMEWORK.EVENT', eventName, promiseid, data: outcome.data });
  }

  function receive(event: MessageEvent<unknown>): void {
    // Other frames and extensions talk too; only what comes from our frame can be a forgery or a call.
    if (event.source !== frame.contentWindow) return;
    const message = event.data;
    if (event.origin !== widgetOrigin || !isWidgetMessage(message)) {
      forged += 1;
      return;
    }
    if (message.eventName === 'REGISTER') {
      const context = { uniqueID: uniqueId, locale: options.locale, localeResource: {}, model: {}, connectors: {} };
      post({ type: 'FRAMEWORK.EVENT', eventName: 'SET_CONTEXT', data: context });
      if (options.pageLoad !== null) post({ type: 'FRAMEWORK.EVENT', eventName: 'PageLoad', data: options.pageLoad });
      return;
    }
    if (message.eventName === 'DEREGISTER') return;
    if (message.uniqueID !== uniqueId) {
      forged += 1;
      return;
    }
    if (message.eventName === 'ZDK_EVENT') {
      const { promiseid } = message;
      if (promiseid !== undefined) {
        post({ type: 'FRAMEWORK.EVENT', eventName: 'EVENT_RESPONSE', promiseid, data: options.zdkUrl });
      }
      return;
    }
    void answer(message);
  }

  window.addEventListener('message', receive);
  frame.src = url.href;
  options.container.append(frame);
  return {
    frame,
    forgeries: () => forged,
    close() {
      window.removeEventListener('message', receive);
      frame.remove();
    },
  };
}

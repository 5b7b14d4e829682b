import { DEFAULT_MANNERS, type HostManners } from './host-manners.ts';
import { createWidgetHost, type WidgetHostOptions } from './widget-host.ts';

export interface EmbedOptions extends Pick<
  WidgetHostOptions,
  'uniqueId' | 'locale' | 'pageLoad' | 'perform' | 'zdkUrl' | 'onRefused'
> {
  readonly container: HTMLElement;
  readonly title: string;
  /** Page of the widget on its own origin; the SDK's parameters are added here. */
  readonly widgetUrl: string;
  /** What differs from the usual manners of a CRM page. */
  readonly manners?: Partial<HostManners>;
}

export interface EmbeddedWidget {
  readonly frame: HTMLIFrameElement;
  /** Sends the widget an event, as the CRM does with `Notify` and others. */
  tell(eventName: string, data: unknown): void;
  close(): void;
}

/** Puts a widget into a CRM page and answers its protocol (`createWidgetHost`). */
export function embedWidget(options: EmbedOptions): EmbeddedWidget {
  const widgetOrigin = new URL(options.widgetUrl).origin;
  const url = new URL(options.widgetUrl);
  // `serviceOrigin` must not be last: the SDK does not strip a hash that follows it.
  url.search = `serviceOrigin=${encodeURIComponent(location.origin)}&isDevMode=false&isLogEnabled=false`;

  const frame = document.createElement('iframe');
  frame.title = options.title;
  frame.className = 'widget-frame';
  const host = createWidgetHost({
    ...options,
    manners: { ...DEFAULT_MANNERS, ...options.manners },
    origin: location.origin,
    widgetOrigin,
    isWidget: (source) => source === frame.contentWindow,
    post: (message) => frame.contentWindow?.postMessage(message, widgetOrigin),
    after(ms, run) {
      const timer = window.setTimeout(run, ms);
      return () => window.clearTimeout(timer);
    },
  });
  const receive = (event: MessageEvent<unknown>): void => host.receive(event);

  window.addEventListener('message', receive);
  frame.addEventListener('load', () => host.frameLoaded());
  frame.src = url.href;
  options.container.append(frame);
  return {
    frame,
    tell: (eventName, data) => host.tell(eventName, data),
    close() {
      host.close();
      window.removeEventListener('message', receive);
      frame.remove();
    },
  };
}

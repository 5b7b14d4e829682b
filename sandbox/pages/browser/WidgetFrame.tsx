import { useEffect, useRef, useState } from 'preact/hooks';
import { embedWidget } from '#sandbox/embedded/browser/embed-widget.ts';
import { readManners } from '#sandbox/embedded/browser/host-manners.ts';
import { createPageFiles } from '#sandbox/embedded/browser/page-files.ts';
import { performCall } from '#sandbox/embedded/browser/perform-call.ts';
import type { Refusal } from '#sandbox/embedded/browser/widget-host.ts';
import { isObject } from '#sandbox/embedded/browser/wire.ts';
import { formatAddress } from './address.ts';
import { Notice } from './Notice.tsx';
import { useViewer } from './viewer.ts';

interface WidgetFrameProps {
  readonly title: string;
  /** `account-360`, `segment-list`, `setup-wizard`. */
  readonly widget: string;
  /** What PageLoad says; null where Zoho says nothing. */
  readonly pageLoad: Readonly<Record<string, unknown>> | null;
  /** True: takes the height of the page that is left, as a tab does; false: of what the widget asks for. */
  readonly fill?: boolean;
}

/** Heights that UI.Resize may ask for. CSS pixels. */
const MIN_HEIGHT = 120;
const MAX_HEIGHT = 6_000;

/** What a person may send a widget by hand, from the console: a `tell-widget` on its place with this in `detail`. */
const TELL = 'tell-widget';

/** A widget where the CRM puts it. The page's address may ask for other manners of the host, `?pageLoad=late` for example. */
export function WidgetFrame({ title, widget, pageLoad, fill = false }: WidgetFrameProps) {
  const { session, user, api, t } = useViewer();
  const place = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState<number | null>(null);
  const { widgetsUrl } = session;
  const context = JSON.stringify(pageLoad);

  useEffect(() => {
    const container = place.current;
    if (container === null || widgetsUrl === null) return;
    const manners = readManners(location.search);
    const services = { files: createPageFiles(api.rest) };
    const embedded = embedWidget({
      container,
      title,
      widgetUrl: `${widgetsUrl}/app/${widget}.html`,
      uniqueId: crypto.randomUUID(),
      locale: user.locale,
      pageLoad,
      manners,
      zdkUrl: `${widgetsUrl}/sdk/zdk.js`,
      perform: (data) =>
        performCall(data, {
          rest: api.rest,
          manners,
          services,
          origin: location.origin,
          actions: {
            resize: (_width, asked) => setHeight(readHeight(asked)),
            openRecord: (module, id) => location.assign(formatAddress(session.org.key, { page: 'record', module, id })),
            openTab: () => location.assign(formatAddress(session.org.key, { page: 'abm' })),
            close: (reload) => (reload ? location.reload() : embedded.close()),
          },
        }),
      onRefused: (reason) => count(container, reason),
    });
    const tell = (event: Event): void => {
      const detail: unknown = event instanceof CustomEvent ? event.detail : null;
      if (!isObject(detail) || typeof detail['eventName'] !== 'string') return;
      embedded.tell(detail['eventName'], detail['data']);
    };
    container.addEventListener(TELL, tell);
    return () => {
      container.removeEventListener(TELL, tell);
      embedded.close();
    };
  }, [widgetsUrl, widget, context]);

  if (widgetsUrl === null) return <Notice title={title} text={t.noWidgets} />;
  const style = height === null || fill ? {} : { blockSize: `${height}px` };
  return <div ref={place} class={fill ? 'widget widget--fill' : 'widget'} style={style} />;
}

/** Zoho's documentation writes sizes as texts of plain numbers. null = nothing that can be a height. */
function readHeight(asked: unknown): number | null {
  const pixels = Number.parseFloat(String(asked));
  return Number.isFinite(pixels) ? Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, Math.ceil(pixels))) : null;
}

/** Where a developer looks: `data-refused-origin="3"` on the frame's place. */
function count(container: HTMLElement, reason: Refusal): void {
  const name = `data-refused-${reason.toLowerCase()}`;
  container.setAttribute(name, String(Number(container.getAttribute(name) ?? '0') + 1));
}

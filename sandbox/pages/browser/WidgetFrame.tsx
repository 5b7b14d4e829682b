import { useEffect, useRef, useState } from 'preact/hooks';
import { embedWidget, type PageLoadTiming, type Refusal } from '#sandbox/embedded/browser/embed-widget.ts';
import { performCall } from '#sandbox/embedded/browser/perform-call.ts';
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

/** A widget where the CRM puts it. `?pageLoad=late` and `?pageLoad=never` in the page's address try the other orders of events. */
export function WidgetFrame({ title, widget, pageLoad, fill = false }: WidgetFrameProps) {
  const { session, user, api, t } = useViewer();
  const place = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState<number | null>(null);
  const { widgetsUrl } = session;
  const context = JSON.stringify(pageLoad);

  useEffect(() => {
    const container = place.current;
    if (container === null || widgetsUrl === null) return;
    const embedded = embedWidget({
      container,
      title,
      widgetUrl: `${widgetsUrl}/app/${widget}.html`,
      uniqueId: crypto.randomUUID(),
      locale: user.locale,
      pageLoad,
      pageLoadTiming: readTiming(),
      zdkUrl: `${widgetsUrl}/sdk/zdk.js`,
      perform: (data) =>
        performCall(data, api.rest, {
          resize: (_width, asked) => setHeight(readHeight(asked)),
          openRecord: (module, id) => location.assign(formatAddress(session.org.key, { page: 'record', module, id })),
        }),
      onRefused: (reason) => count(container, reason),
    });
    return () => embedded.close();
  }, [widgetsUrl, widget, context]);

  if (widgetsUrl === null) return <Notice title={title} text={t.noWidgets} />;
  const style = height === null || fill ? {} : { blockSize: `${height}px` };
  return <div ref={place} class={fill ? 'widget widget--fill' : 'widget'} style={style} />;
}

function readTiming(): PageLoadTiming {
  const timing = new URLSearchParams(location.search).get('pageLoad');
  return timing === 'late' || timing === 'never' ? timing : 'early';
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

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useTranslator } from '../i18n/translation-context.ts';
import type { Translator } from '../i18n/translator.ts';
import { Button } from '../ui/Button.tsx';
import { LabelChip } from '../ui/LabelChip.tsx';
import type { ChartSpec, StackedSpec } from './chart-spec.ts';
import { ChartTable, StackedTable } from './ChartTable.tsx';
import type { DrawnChart } from './draw-chart.ts';
import { onThemeChange, readPalette } from './read-palette.ts';

/** One bar with its gap. Pixels; the chart grows with its bars so that names never overlap. */
const BAR_PX = 34;
const AXIS_PX = 34;
const COLUMNS_PX = 240;

interface ChartProps {
  readonly spec: ChartSpec | StackedSpec;
  /** What a bar opens, said on its button in the table; null = bars open nothing. */
  readonly openLabel: ((name: string) => string) | null;
  readonly onOpen: ((key: string) => void) | null;
}

/**
 * A chart and its table twin: the picture for the eye, the table for keyboard, screen reader and exact numbers; whatever a
 * click on a bar opens, the bar's row opens too. The drawing code is fetched when the first chart comes on screen.
 */
export function Chart({ spec, openLabel, onOpen }: ChartProps) {
  const t = useTranslator();
  const [asTable, setAsTable] = useState(false);
  const titleId = useId();
  return (
    <figure class="chart" aria-labelledby={titleId}>
      <figcaption class="chart__head">
        <h2 class="chart__title" id={titleId}>
          {spec.title}
        </h2>
        <div class="segmented" role="group" aria-label={t.text('chart.viewOf', { title: spec.title })}>
          <Button pressed={!asTable} onPress={() => setAsTable(false)}>
            {t.text('chart.chart')}
          </Button>
          <Button pressed={asTable} onPress={() => setAsTable(true)}>
            {t.text('chart.table')}
          </Button>
        </div>
      </figcaption>
      {asTable ? (
        spec.kind === 'stacked' ? (
          <StackedTable spec={spec} />
        ) : (
          <ChartTable spec={spec} openLabel={openLabel} onOpen={onOpen} />
        )
      ) : (
        <Drawing spec={spec} onOpen={onOpen} onFailed={() => setAsTable(true)} description={describe(spec, t)} />
      )}
      {spec.kind === 'stacked' && !asTable && <Legend spec={spec} />}
    </figure>
  );
}

/** Said instead of the picture. */
function describe(spec: ChartSpec | StackedSpec, t: Translator): string {
  const { title, points } = spec;
  if (spec.kind === 'stacked') {
    const [first, last] = [points[0]?.name ?? '', points.at(-1)?.name ?? ''];
    return t.text('chart.stackedDescription', {
      title,
      columns: points.length,
      parts: spec.series.length,
      first,
      last,
    });
  }
  const largest = spec.points.reduce<ChartSpec['points'][number] | null>(
    (most, point) => (most === null || point.value > most.value ? point : most),
    null,
  );
  const [name, value] = [largest?.name ?? '', largest?.shown ?? ''];
  return t.text('chart.description', { title, bars: points.length, name, value });
}

function Legend({ spec }: { readonly spec: StackedSpec }) {
  const t = useTranslator();
  return (
    <ul role="list" class="chart__legend" aria-label={t.text('chart.legend')}>
      {spec.series.map(({ key, name, colour }) => (
        <li key={key}>
          <LabelChip name={name} noLabelText="" colour={colour === 'muted' ? 'var(--edge-strong)' : colour} />
        </li>
      ))}
    </ul>
  );
}

interface DrawingProps {
  readonly spec: ChartSpec | StackedSpec;
  readonly description: string;
  readonly onOpen: ((key: string) => void) | null;
  readonly onFailed: () => void;
}

function Drawing({ spec, description, onOpen, onFailed }: DrawingProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<DrawnChart | null>(null);
  const latest = useRef({ spec, onOpen });
  latest.current = { spec, onOpen };

  useEffect(() => {
    let gone = false;
    let stopTheme = (): void => undefined;
    const draw = async (): Promise<void> => {
      const { drawChart } = await import('./draw-chart.ts');
      const element = canvas.current;
      if (gone || element === null) return;
      const pick = latest.current.onOpen === null ? null : (key: string) => latest.current.onOpen?.(key);
      const chart = drawChart(element, latest.current.spec, readPalette(element.parentElement ?? document.body), pick);
      drawn.current = chart;
      stopTheme = onThemeChange(() =>
        chart.update(latest.current.spec, readPalette(element.parentElement ?? document.body)),
      );
    };
    // Without the drawing code there is still the table.
    draw().catch(() => {
      if (!gone) onFailed();
    });
    return () => {
      gone = true;
      stopTheme();
      drawn.current?.destroy();
      drawn.current = null;
    };
  }, []);

  useEffect(() => {
    const element = canvas.current?.parentElement;
    if (element !== null && element !== undefined) drawn.current?.update(spec, readPalette(element));
  }, [spec]);

  const height = spec.kind === 'bars' ? spec.points.length * BAR_PX + AXIS_PX : COLUMNS_PX;
  return (
    <div class="chart__canvas" style={{ blockSize: `${height}px` }}>
      <canvas ref={canvas} role="img" aria-label={description} />
    </div>
  );
}

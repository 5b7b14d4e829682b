import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  Tooltip,
  type ChartConfiguration,
  type ChartDataset,
} from 'chart.js';
import type { ChartPalette, ChartSpec, StackedSpec } from './chart-spec.ts';

// Only what bars need: the whole library is twice that. Loaded by Chart.tsx when a chart is on screen.
Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

/** Longer names are cut on the axis; tooltip and table twin say them in full. */
const MAX_NAME_CHARS = 22;
/** Thick enough to hit (WCAG 2.2 SC 2.5.8), thin enough that two bars do not look like walls. Pixels. */
const MAX_BAR_PX = 26;

export interface DrawnChart {
  /** The same chart with other points or in another theme. */
  update(spec: ChartSpec | StackedSpec, palette: ChartPalette): void;
  destroy(): void;
}

/** Draws on the canvas. `onPick` gets the key of the bar that was clicked, wherever beside its end; null = bars open nothing. */
export function drawChart(
  canvas: HTMLCanvasElement,
  spec: ChartSpec | StackedSpec,
  palette: ChartPalette,
  onPick: ((key: string) => void) | null,
): DrawnChart {
  let current = spec;
  const pick = (event: Event): string | null => {
    const axis = current.kind === 'bars' ? 'y' : 'x';
    const [hit] = chart.getElementsAtEventForMode(event, 'index', { axis, intersect: false }, true);
    return hit === undefined ? null : (current.points[hit.index]?.key ?? null);
  };
  const chart = new Chart(canvas, configure(spec, palette));
  const clicked = (event: MouseEvent): void => {
    const key = pick(event);
    if (key !== null) onPick?.(key);
  };
  if (onPick !== null) {
    canvas.style.cursor = 'pointer';
    canvas.addEventListener('click', clicked);
  }
  return {
    update(next, colours) {
      current = next;
      const { data, options } = configure(next, colours);
      chart.data = data;
      chart.options = options ?? {};
      chart.update();
    },
    destroy() {
      canvas.removeEventListener('click', clicked);
      chart.destroy();
    },
  };
}

function configure(spec: ChartSpec | StackedSpec, palette: ChartPalette): ChartConfiguration<'bar', number[], string> {
  const lying = spec.kind === 'bars';
  const stacked = spec.kind === 'stacked';
  const font = { family: palette.font, size: 12 };
  const names = {
    stacked,
    grid: { display: false },
    border: { color: palette.edge },
    ticks: {
      color: palette.ink,
      font,
      autoSkip: !lying,
      maxRotation: 0,
      callback: (_: string | number, index: number) => short(spec.points[index]?.name ?? ''),
    },
  };
  const values = {
    stacked,
    beginAtZero: true,
    grid: { color: palette.edge },
    border: { display: false },
    ticks: {
      color: palette.inkSoft,
      font,
      maxTicksLimit: 5,
      callback: (value: string | number) => spec.tick(Number(value)),
    },
  };
  return {
    type: 'bar',
    data: {
      labels: spec.points.map(({ name }) => name),
      datasets: stacked ? stack(spec, palette) : single(spec, palette),
    },
    options: {
      indexAxis: lying ? 'y' : 'x',
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      scales: lying ? { x: values, y: names } : { x: names, y: values },
      plugins: {
        tooltip: {
          mode: 'index',
          axis: lying ? 'y' : 'x',
          intersect: false,
          displayColors: stacked,
          backgroundColor: palette.ink,
          titleColor: palette.surface,
          bodyColor: palette.surface,
          titleFont: font,
          bodyFont: font,
          callbacks: {
            label: ({ dataIndex, datasetIndex }) =>
              stacked
                ? `${spec.series[datasetIndex]?.name ?? ''}: ${spec.points[dataIndex]?.shown[datasetIndex] ?? ''}`
                : `${spec.valueHeader}: ${spec.points[dataIndex]?.shown ?? ''}`,
          },
        },
      },
    },
  };
}

function single(spec: ChartSpec, palette: ChartPalette): ChartDataset<'bar', number[]>[] {
  return [
    {
      label: spec.valueHeader,
      data: spec.points.map(({ value }) => value),
      backgroundColor: spec.points.map(({ colour }) => inTheme(colour, palette)),
      borderRadius: 4,
      maxBarThickness: MAX_BAR_PX,
      // A bar of one in a thousand is still a bar.
      minBarLength: 2,
    },
  ];
}

/** Parts touch one another: a line of the page's own colour keeps neighbours apart. */
function stack(spec: StackedSpec, palette: ChartPalette): ChartDataset<'bar', number[]>[] {
  return spec.series.map(({ name, colour }, part) => ({
    label: name,
    data: spec.points.map(({ values }) => values[part] ?? 0),
    backgroundColor: inTheme(colour, palette),
    borderColor: palette.surface,
    borderWidth: { top: 1 },
    borderSkipped: false,
    maxBarThickness: MAX_BAR_PX,
    categoryPercentage: 0.9,
    barPercentage: 1,
  }));
}

function inTheme(colour: string, palette: ChartPalette): string {
  return colour === 'accent' || colour === 'muted' ? palette[colour] : colour;
}

function short(name: string): string {
  return name.length <= MAX_NAME_CHARS ? name : `${name.slice(0, MAX_NAME_CHARS - 1)}…`;
}

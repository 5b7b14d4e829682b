/** What a chart needs of a run; `levels.json` and the settings have more. */
export interface ChartInput {
  readonly title: string;
  readonly subtitle: string;
  readonly labels: readonly { readonly name: string; readonly colour: string; readonly accounts: number }[];
  /** One line a metric, below the bars. */
  readonly notes: readonly string[];
}

const WIDTH = 720;
const BAR = { left: 150, height: 22, gap: 10, top: 84, longest: 480 };
const LINE_HEIGHT = 20;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** Accounts per label as an SVG that reads on light and dark pages. The same input gives the same text. */
export function drawLabelChart({ title, subtitle, labels, notes }: ChartInput): string {
  const most = Math.max(1, ...labels.map(({ accounts }) => accounts));
  const barsEnd = BAR.top + labels.length * (BAR.height + BAR.gap);
  const height = barsEnd + 14 + notes.length * LINE_HEIGHT + 16;
  const bars = labels.map(({ name, colour, accounts }, index) => {
    const y = BAR.top + index * (BAR.height + BAR.gap);
    const width = Math.round((accounts / most) * BAR.longest);
    const middle = y + BAR.height / 2 + 5;
    return [
      `<text x="${BAR.left - 12}" y="${middle}" text-anchor="end">${escape(name)}</text>`,
      `<rect x="${BAR.left}" y="${y}" width="${width}" height="${BAR.height}" rx="3" fill="${escape(colour)}"/>`,
      `<text x="${BAR.left + width + 8}" y="${middle}">${accounts}</text>`,
    ].join('');
  });
  const lines = notes.map(
    (note, index) => `<text class="quiet" x="24" y="${barsEnd + 22 + index * LINE_HEIGHT}">${escape(note)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(`${title}: ${labels.map(({ name, accounts }) => `${name} ${accounts}`).join(', ')}`)}">`,
    `<style>text{font:14px ${FONT};fill:#1f2328}.title{font-size:18px;font-weight:600}.quiet{font-size:13px;fill:#59636e}.page{fill:#fff}`,
    '@media (prefers-color-scheme:dark){text{fill:#f0f6fc}.quiet{fill:#9198a1}.page{fill:#0d1117}}</style>',
    `<rect class="page" width="${WIDTH}" height="${height}" rx="8"/>`,
    `<text class="title" x="24" y="36">${escape(title)}</text>`,
    `<text class="quiet" x="24" y="60">${escape(subtitle)}</text>`,
    ...bars,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

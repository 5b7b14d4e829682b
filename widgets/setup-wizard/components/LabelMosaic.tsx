/** The preset's colours over recency (upwards) and frequency (rightwards), as its grid shows them at the end. */
const ROWS = [
  ['new', 'loyal', 'loyal', 'champions', 'champions'],
  ['new', 'promising', 'loyal', 'champions', 'champions'],
  ['promising', 'promising', 'loyal', 'loyal', 'loyal'],
  ['hibernating', 'hibernating', 'risk', 'lose', 'lose'],
  ['lost', 'lost', 'risk', 'risk', 'lose'],
] as const;

/** Decoration of the first screen: what the wizard is for, in one picture. */
export function LabelMosaic() {
  return (
    <svg class="mosaic" viewBox="0 0 104 104" aria-hidden="true">
      {ROWS.flatMap((row, y) =>
        row.map((label, x) => (
          <rect
            key={`${x}-${y}`}
            class={`mosaic__cell mosaic__cell--${label}`}
            x={21 * x}
            y={21 * y}
            width="20"
            height="20"
            rx="4"
          />
        )),
      )}
    </svg>
  );
}

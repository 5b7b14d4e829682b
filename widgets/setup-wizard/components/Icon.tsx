/** Drawn, not typed: not every font has the signs. Always beside words or on a named button. */
const PATHS = {
  check: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  up: 'M8 13V3.5M4 7.5 8 3.5 12 7.5',
  down: 'M8 3v9.5M4 8.5 8 12.5 12 8.5',
  right: 'M3 8h9.5M8.5 4 12.5 8 8.5 12',
  open: 'M4 6.5 8 10.5 12 6.5',
  cross: 'M4.5 4.5 11.5 11.5M11.5 4.5 4.5 11.5',
  alert: 'M8 3.5v5.5M8 12v.5',
} as const;

export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

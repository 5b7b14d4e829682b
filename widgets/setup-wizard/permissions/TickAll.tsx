import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Share } from './edit-grid.ts';

interface TickAllProps {
  readonly share: Share;
  readonly label: string;
  /** Beside the box; the label alone names it where there is no room. */
  readonly text?: string;
  readonly onChange: (given: boolean) => void;
}

/** One box for many: ticked, empty, or in between; in between, a press ticks all. */
export function TickAll({ share, label, text, onChange }: TickAllProps) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (input.current !== null) input.current.indeterminate = share === 'some';
  }, [share]);
  return (
    <label class="tick">
      <input
        ref={input}
        type="checkbox"
        aria-label={label}
        checked={share === 'all'}
        onChange={() => onChange(share !== 'all')}
      />
      {text}
    </label>
  );
}

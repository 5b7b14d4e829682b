import { useRef, useState } from 'preact/hooks';

interface NumberInputProps {
  readonly value: number | null;
  readonly least: number;
  readonly most: number;
  /** What fractions are cut to; whole numbers unless said otherwise. */
  readonly whole?: boolean;
  /** Accessible name, where no visible label is tied to `id`. */
  readonly name?: string;
  readonly id?: string;
  readonly describedBy?: string | undefined;
  /** Whether an empty field means something (null); else what stood before comes back. */
  readonly mayBeEmpty?: boolean;
  readonly placeholder?: string;
  readonly onChange: (value: number | null) => void;
  /** What may be takes effect with each key already. For what costs nothing to change: no preview is counted of it. */
  readonly atOnce?: boolean;
  /** What was typed where it may not be, and the nearest that may be, to which it was brought; null = it is taken as it was typed. */
  readonly onCut?: (cut: { readonly typed: number; readonly taken: number | null } | null) => void;
}

/** A figure within its limits: what is typed takes effect when the field is left, brought to the nearest that may be. */
export function NumberInput({
  value,
  least,
  most,
  whole = true,
  name,
  id,
  describedBy,
  mayBeEmpty = false,
  placeholder,
  onChange,
  atOnce = false,
  onCut,
}: NumberInputProps) {
  /** What is being typed, whatever is drawn anew meanwhile; null = nothing. */
  const [text, setText] = useState<string | null>(null);
  const isTyping = useRef(false);
  const nearest = (entered: number): number => Math.min(most, Math.max(least, whole ? Math.round(entered) : entered));

  function type(field: HTMLInputElement): void {
    isTyping.current = true;
    setText(field.value);
    const entered = field.valueAsNumber;
    if (atOnce && entered === nearest(entered) && entered !== value) onChange(entered);
  }

  /** Entered or left, whichever comes first. */
  function settle(field: HTMLInputElement): void {
    if (!isTyping.current) return;
    isTyping.current = false;
    setText(null);
    const entered = field.valueAsNumber;
    const taken = Number.isFinite(entered) ? nearest(entered) : mayBeEmpty ? null : value;
    // Where nothing changes nothing is drawn again: what was typed would stay.
    field.value = taken === null ? '' : String(taken);
    if (taken !== value) onChange(taken);
    onCut?.(Number.isFinite(entered) && entered !== taken ? { typed: entered, taken } : null);
  }

  return (
    <input
      class="input number"
      type="number"
      id={id}
      aria-label={name}
      aria-describedby={describedBy}
      min={least}
      max={most}
      step={whole ? 1 : 'any'}
      placeholder={placeholder}
      value={text ?? value ?? ''}
      onInput={({ currentTarget }) => type(currentTarget)}
      onChange={({ currentTarget }) => settle(currentTarget)}
      onBlur={({ currentTarget }) => settle(currentTarget)}
    />
  );
}

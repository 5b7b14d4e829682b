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
  /** What was typed where it may not be and was brought to the nearest that may; null = it is taken as it was typed. */
  readonly onCut?: (typed: number | null) => void;
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
  onCut,
}: NumberInputProps) {
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
      value={value ?? ''}
      onChange={(event) => {
        const field = event.currentTarget;
        const entered = field.valueAsNumber;
        const taken = Number.isFinite(entered)
          ? Math.min(most, Math.max(least, whole ? Math.round(entered) : entered))
          : mayBeEmpty
            ? null
            : value;
        // Where nothing changes nothing is drawn again: what was typed would stay.
        field.value = taken === null ? '' : String(taken);
        if (taken !== value) onChange(taken);
        onCut?.(Number.isFinite(entered) && entered !== taken ? entered : null);
      }}
    />
  );
}

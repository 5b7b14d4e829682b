interface LabelChipProps {
  /** null = "no label", which is said, not left out (TEC-1). */
  readonly name: string | null;
  readonly noLabelText: string;
  /** `#RRGGBB`; a mark beside the name, never the only sign. */
  readonly colour: string | null;
}

export function LabelChip({ name, noLabelText, colour }: LabelChipProps) {
  if (name === null) return <span class="chip chip--none">{noLabelText}</span>;
  return (
    <span class="chip" style={colour === null ? undefined : { '--chip': colour }}>
      <span class="chip__dot" aria-hidden="true" style={{ backgroundColor: colour ?? 'transparent' }} />
      {name}
    </span>
  );
}

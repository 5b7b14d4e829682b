interface FactsProps {
  /** In order of weight; a value that is not known yet is left out by the caller. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}

/** A few figures side by side, each under what it counts. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl class="facts">
      {facts.map(({ label, value }) => (
        <div key={label} class="facts__item">
          <dt class="soft">{label}</dt>
          <dd class="facts__value number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

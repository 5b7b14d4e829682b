interface ShareBarProps {
  readonly name: string;
  /** 0 to 1. */
  readonly share: number;
  /** The same in words: the bar adds, the text says. */
  readonly value: string;
}

/** A row of `.scores`: a share as a filled bar. */
export function ShareBar({ name, share, value }: ShareBarProps) {
  return (
    <li class="score">
      <span class="score__name">{name}</span>
      <span class="share-bar" aria-hidden="true">
        <span class="share-bar__part" style={{ inlineSize: `${share * 100}%` }} />
      </span>
      <span class="score__value number">{value}</span>
    </li>
  );
}

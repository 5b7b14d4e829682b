import type { ComponentChildren } from 'preact';

interface StateScreenProps {
  readonly title: string;
  readonly text: string;
  /** What the person can do about it. */
  readonly actions?: ComponentChildren;
  readonly alert?: boolean;
}

/** Empty, refused, offline, failed: what is, why, and the one thing to do. */
export function StateScreen({ title, text, actions, alert = false }: StateScreenProps) {
  return (
    <section class="state" role={alert ? 'alert' : undefined}>
      <h2>{title}</h2>
      <p class="state__text">{text}</p>
      {actions}
    </section>
  );
}

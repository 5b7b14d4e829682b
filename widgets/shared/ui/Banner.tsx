import type { ComponentChildren } from 'preact';

interface BannerProps {
  readonly tone: 'info' | 'good' | 'warn' | 'bad';
  /** Announce it when it appears: for what happened just now, not for what stands on the page. */
  readonly live?: boolean;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Banner({ tone, live = false, actions, children }: BannerProps) {
  return (
    <div class={`banner banner--${tone}`} role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
      <div>{children}</div>
      {actions}
    </div>
  );
}

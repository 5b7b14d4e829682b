import type { ComponentChildren, TargetedMouseEvent } from 'preact';

interface ButtonProps {
  readonly kind?: 'primary' | 'secondary' | 'plain' | 'danger';
  /** Why it cannot be used now. The button stays focusable, so that the reason can be found by keyboard and heard. */
  readonly blockedBy?: string | null;
  readonly type?: 'button' | 'submit';
  readonly label?: string;
  readonly expanded?: boolean;
  readonly pressed?: boolean;
  readonly onPress?: (event: TargetedMouseEvent<HTMLButtonElement>) => void;
  readonly children: ComponentChildren;
}

export function Button({
  kind = 'secondary',
  blockedBy = null,
  type = 'button',
  label,
  expanded,
  pressed,
  onPress,
  children,
}: ButtonProps) {
  return (
    <button
      type={type}
      class={`button button--${kind}`}
      aria-disabled={blockedBy === null ? undefined : 'true'}
      aria-label={label}
      aria-expanded={expanded}
      aria-pressed={pressed}
      title={blockedBy ?? undefined}
      onClick={(event) => {
        if (blockedBy === null) onPress?.(event);
        else event.preventDefault();
      }}
    >
      {children}
      {blockedBy !== null && <span class="visually-hidden">{blockedBy}</span>}
    </button>
  );
}

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { NavigationModel } from '../models/NavigationModel.ts';

interface ScreenHeadingProps {
  readonly navigation: NavigationModel;
  readonly title: string;
  /** Beside the title: what this screen is for. */
  readonly actions?: ComponentChildren;
  readonly onBack?: { readonly label: string; readonly go: () => void };
  readonly children?: ComponentChildren;
}

/** The top of a screen. It takes the focus when the screen comes, so that the keyboard and a screen reader start there. */
export function ScreenHeading({ navigation, title, actions, onBack, children }: ScreenHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Before the screen is painted: a frame later it would take the focus from whoever is already on the way.
  useLayoutEffect(() => {
    if (navigation.hasMoved()) heading.current?.focus();
  }, []);
  return (
    <header class="screen__head">
      {onBack !== undefined && (
        <button type="button" class="screen__back" onClick={onBack.go}>
          {onBack.label}
        </button>
      )}
      <div class="screen__line">
        <h1 ref={heading} tabIndex={-1} dir="auto">
          {title}
        </h1>
        {actions !== undefined && <div class="actions">{actions}</div>}
      </div>
      {children}
    </header>
  );
}

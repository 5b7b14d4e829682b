import { Component, type ComponentChildren } from 'preact';
import { TranslationContext } from '../i18n/translation-context.ts';
import { Button } from './Button.tsx';
import { StateScreen } from './StateScreen.tsx';

interface ErrorBoundaryProps {
  readonly report: (error: unknown) => void;
  readonly children: ComponentChildren;
}

/** A bug in one part never blanks the page: the person sees what happened and can start that part again. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly failed: boolean }> {
  static override contextType = TranslationContext;
  override state = { failed: false };

  override componentDidCatch(error: unknown): void {
    this.props.report(error);
    this.setState({ failed: true });
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <TranslationContext.Consumer>
        {(t) =>
          t === null ? null : (
            <StateScreen
              alert
              title={t.text('shared.crash.title')}
              text={t.text('shared.crash.text')}
              actions={
                <Button kind="primary" onPress={() => this.setState({ failed: false })}>
                  {t.text('shared.retry')}
                </Button>
              }
            />
          )
        }
      </TranslationContext.Consumer>
    );
  }
}

import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { SessionEnded, SignInScreen } from '#widgets/shared/session/SignIn.tsx';
import type { SessionModel } from '#widgets/shared/session/SessionModel.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import { Toasts } from '#widgets/shared/ui/Toasts.tsx';
import type { ToastModel } from '#widgets/shared/ui/ToastModel.ts';
import type { OpenModel } from './models/OpenModel.ts';
import { SetupContext, type SetupScreen } from './setup-context.ts';
import { SetupWizard } from './SetupWizard.tsx';

interface WizardPageProps {
  readonly session: SessionModel;
  readonly open: OpenModel;
  readonly toasts: ToastModel;
  readonly today: SetupScreen['today'];
}

/** Signed out, refused, offline, failed, or the wizard. */
export function WizardPage({ session, open, toasts, today }: WizardPageProps) {
  const t = useTranslator();
  const state = open.state.value;
  const retry = (
    <Button kind="primary" onPress={() => void open.retry()}>
      {t.text('shared.retry')}
    </Button>
  );
  switch (state.kind) {
    case 'signedOut':
      return <SignInScreen session={session} />;
    case 'loading':
      return <Skeleton text={t.text('shared.loading')} bars={[2, 3, 6, 6]} />;
    case 'refused':
      return (
        <StateScreen
          alert
          title={t.text('setup.refused.title')}
          text={t.text('setup.refused.text', { missing: state.missing })}
          actions={retry}
        />
      );
    case 'failed': {
      const offline = state.failure.reason === 'offline';
      const code = state.failure.reason === 'failed' ? state.failure.code : state.failure.reason;
      return (
        <StateScreen
          alert
          title={t.text(offline ? 'setup.offline.title' : 'setup.failed.title')}
          text={offline ? t.text('setup.offline.text') : t.text('setup.failed.text', { code })}
          actions={retry}
        />
      );
    }
    case 'ready': {
      const minorDigits = session.info.value?.org.minorDigits ?? t.viewer.currencyDigits;
      return (
        <SetupContext.Provider value={{ setup: state.setup, toasts, today, minorDigits }}>
          <SessionEnded session={session} />
          <SetupWizard />
          <Toasts model={toasts} />
        </SetupContext.Provider>
      );
    }
  }
}

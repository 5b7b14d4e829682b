import { useTranslator } from '../i18n/translation-context.ts';
import type { Translator } from '../i18n/translator.ts';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { StateScreen } from '../ui/StateScreen.tsx';
import type { SignInFailure } from './await-sign-in.ts';
import type { SessionModel } from './SessionModel.ts';

interface SignInProps {
  readonly session: SessionModel;
}

/** One button, why it is needed, and how the last attempt went. */
export function SignInScreen({ session, note }: SignInProps & { readonly note?: string }) {
  const t = useTranslator();
  const state = session.state.value;
  const failure = state.kind === 'signedOut' ? state.failure : null;
  return (
    <StateScreen
      title={t.text('signIn.title')}
      text={[t.text('signIn.text'), ...(note === undefined ? [] : [note])].join(' ')}
      actions={
        <>
          {failure !== null && (
            <Banner tone="bad" live>
              {sayFailure(failure, t)}
            </Banner>
          )}
          <SignInActions session={session} />
        </>
      }
    />
  );
}

/** Above a screen whose session has ended: what is on it stays. */
export function SessionEnded({ session }: SignInProps) {
  const t = useTranslator();
  const state = session.state.value;
  if (state.kind === 'signedIn') return null;
  const failure = state.kind === 'signedOut' ? state.failure : null;
  return (
    <Banner tone="warn" live actions={<SignInActions session={session} />}>
      {failure !== null && `${sayFailure(failure, t)} `}
      {t.text('signIn.ended')}
    </Banner>
  );
}

function sayFailure(failure: SignInFailure, t: Translator): string {
  return typeof failure === 'string'
    ? t.text(`signIn.failure.${failure}`)
    : t.text(`signIn.failure.${failure.kind}`, { name: failure.name });
}

function SignInActions({ session }: SignInProps) {
  const t = useTranslator();
  const state = session.state.value;
  if (state.kind !== 'signingIn') {
    return (
      <Button kind="primary" onPress={() => void session.signIn()}>
        {t.text('signIn.button')}
      </Button>
    );
  }
  return (
    <div class="sign-in" role="status">
      <span>{t.text(state.url === null ? 'signIn.waiting' : 'signIn.blocked')}</span>
      {state.url !== null && (
        <a href={state.url} target="_blank" rel="noopener noreferrer">
          {t.text('signIn.open')}
        </a>
      )}
      <Button onPress={() => session.cancelSignIn()}>{t.text('shared.cancel')}</Button>
    </div>
  );
}

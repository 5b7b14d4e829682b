import './sign-out.css';
import { useState } from 'preact/hooks';
import { useTranslator } from '../i18n/translation-context.ts';
import { AskToLeave } from '../ui/AskToLeave.tsx';
import { Button } from '../ui/Button.tsx';
import type { SessionModel } from './SessionModel.ts';

interface SignOutProps {
  readonly session: SessionModel;
  /** Saves what it can, and says whether something would be lost all the same. */
  readonly wouldLose: () => Promise<boolean>;
}

/** Who is signed in, and the way out: small, for a computer that others use too. */
export function SignOut({ session, wouldLose }: SignOutProps) {
  const t = useTranslator();
  const [asking, setAsking] = useState(false);
  const info = session.info.value;
  if (session.state.value.kind !== 'signedIn' || info === null) return null;
  const leave = async (): Promise<void> => {
    if (await wouldLose()) setAsking(true);
    else await session.signOut();
  };
  return (
    <div class="sign-out">
      <span class="sign-out__name soft">{t.text('signIn.as', { name: info.user.name })}</span>
      <Button kind="plain" onPress={() => void leave()}>
        {t.text('signIn.out')}
      </Button>
      {asking && (
        <AskToLeave
          title={t.text('signIn.unsaved.title')}
          text={t.text('signIn.unsaved.text')}
          leave={t.text('signIn.unsaved.leave')}
          stay={t.text('signIn.unsaved.stay')}
          onLeave={() => void session.signOut()}
          onStay={() => setAsking(false)}
        />
      )}
    </div>
  );
}

import type { SessionModel } from '#widgets/shared/session/SessionModel.ts';
import { SignOut } from '#widgets/shared/session/SignOut.tsx';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { AskToLeave } from '#widgets/shared/ui/AskToLeave.tsx';
import { useSetup } from '../setup-context.ts';

const PLACES = ['setup', 'scoringRules', 'refresh', 'credits', 'permissions'] as const;

/** The pages of the settings, and who is signed in to them. */
export function SetupPlaces({ session }: { readonly session: SessionModel }) {
  const t = useTranslator();
  const { places, setup } = useSetup();
  const here = places.place.value;
  const wouldLose = async (): Promise<boolean> => {
    if (setup.draft.unsaved.value) await setup.draft.flush();
    return setup.draft.unsaved.value || places.wouldLose();
  };
  return (
    <div class="setup-places">
      <nav aria-label={t.text('setup.places')}>
        {PLACES.map((place) => (
          <button
            key={place}
            type="button"
            class="setup-places__item"
            aria-current={place === here ? 'page' : undefined}
            onClick={() => places.go(place)}
          >
            {t.text(`setup.place.${place}`)}
          </button>
        ))}
      </nav>
      <SignOut session={session} wouldLose={wouldLose} />
      {places.leaving.value !== null && (
        <AskToLeave
          title={t.text('setup.leave.title')}
          text={t.text('setup.leave.text')}
          leave={t.text('setup.leave.leave')}
          stay={t.text('setup.leave.stay')}
          onLeave={places.leave}
          onStay={places.stay}
        />
      )}
    </div>
  );
}

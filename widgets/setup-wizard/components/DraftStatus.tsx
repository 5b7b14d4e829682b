import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { useSetup } from '../setup-context.ts';
import { sayRefusal } from '../say-refusal.ts';

/** One quiet word beside the title: is what I typed safe? */
export function DraftStatus() {
  const t = useTranslator();
  const { setup } = useSetup();
  const { kind } = setup.draft.saving.value;
  const isNothing = kind === 'saved' && !setup.draft.stored.value;
  return (
    <span class={isNothing ? 'visually-hidden' : `draft-status draft-status--${kind}`} role="status">
      {isNothing ? '' : t.text(`setup.saving.${kind === 'conflict' ? 'failed' : kind}`)}
    </span>
  );
}

/** What needs the admin: no connection, a refusal, or somebody else's draft. */
export function DraftBanner() {
  const t = useTranslator();
  const { setup } = useSetup();
  const saving = setup.draft.saving.value;
  if (saving.kind === 'conflict') {
    const at = saving.at === null ? Number.NaN : Date.parse(saving.at);
    return (
      <Banner
        tone="warn"
        live
        actions={
          <>
            <Button onPress={() => void setup.takeTheirs()}>{t.text('setup.conflict.theirs')}</Button>
            <Button onPress={() => void setup.draft.keepMine()}>{t.text('setup.conflict.mine')}</Button>
          </>
        }
      >
        {t.text('setup.conflict', { author: saving.author, at: Number.isNaN(at) ? null : t.instant(at) })}
      </Banner>
    );
  }
  if (saving.kind !== 'failed') return null;
  const { failure } = saving;
  if (failure.reason === 'refused') {
    return (
      <Banner tone="bad" live>
        {sayRefusal(failure.missing, t)}
      </Banner>
    );
  }
  // A session that ended has its own banner, with its own button.
  if (failure.reason === 'signedOut') return null;
  return (
    <Banner
      tone="warn"
      live
      actions={<Button onPress={() => void setup.draft.flush()}>{t.text('shared.retry')}</Button>}
    >
      {t.text(failure.reason === 'offline' ? 'setup.saving.offline' : 'setup.saving.failedText')}
    </Banner>
  );
}

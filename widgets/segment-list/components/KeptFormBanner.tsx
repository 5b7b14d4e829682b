import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { Tab } from '../models/create-tab.ts';

/** A segment that was being written when the page was loaded again. */
export function KeptFormBanner({ tab }: { readonly tab: Tab }) {
  const t = useTranslator();
  const kept = tab.kept.offered.value;
  if (kept === null) return null;
  const { segmentId, draft } = kept;
  const rights = tab.session.info.value?.rights;
  if ((segmentId === null ? rights?.createSegments : rights?.editSegments) !== true) return null;
  return (
    <Banner
      tone="info"
      actions={
        <>
          <Button
            kind="primary"
            onPress={() =>
              tab.navigation.go(
                segmentId === null
                  ? { kind: 'create', start: null, kept: true }
                  : { kind: 'edit', id: segmentId, kept: true },
              )
            }
          >
            {t.text('segments.kept.continue')}
          </Button>
          <Button onPress={tab.kept.decline}>{t.text('segments.kept.drop')}</Button>
        </>
      }
    >
      {t.text('segments.kept.text', { name: draft.name.trim() === '' ? null : draft.name.trim() })}
    </Banner>
  );
}

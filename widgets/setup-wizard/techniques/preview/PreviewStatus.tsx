import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { marginOf } from './estimate.ts';
import type { PreviewState } from './use-preview.ts';

/** How the what-if's numbers stand, above the settings that move them. */
export function PreviewStatus({ preview }: { readonly preview: PreviewState }) {
  const t = useTranslator();
  const { numbers, isEmpty, busy, stale, failure, again } = preview;
  return (
    <>
      {failure !== null && (
        <Banner tone="warn" live actions={<Button onPress={again}>{t.text('shared.retry')}</Button>}>
          {t.text(numbers === null ? 'techniques.preview.noNumbers' : 'techniques.preview.failed')}{' '}
          {failure.reason === 'offline' && t.text('setup.offline.text')}
        </Banner>
      )}
      {isEmpty && <Banner tone="info">{t.text('techniques.preview.none')}</Banner>}
      <p class="soft measure preview-status" role="status" aria-busy={busy}>
        {numbers === null ? busy && !isEmpty && t.text('techniques.preview.counting') : said()}
      </p>
    </>
  );

  function said(): string {
    if (numbers === null) return '';
    if (stale) return t.text('techniques.preview.stale');
    const { accounts, sampled, asOfDay } = numbers;
    return sampled >= accounts
      ? t.text('techniques.preview.whole', { accounts, asOfDay })
      : t.text('techniques.preview.sampled', { accounts, sampled, asOfDay, marginShare: marginOf(numbers) });
  }
}

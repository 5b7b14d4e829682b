import type { ConfiguredTechnique } from '#core/configuration/technique-edits.ts';
import { isScored } from '#core/techniques/scored-techniques.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';

/** What becomes of these settings for now, where no run gives the technique's labels. */
export function NotScored({ technique }: { readonly technique: ConfiguredTechnique }) {
  const t = useTranslator();
  return (
    <Banner tone="info">{t.text(isScored(technique) ? 'techniques.numbersWithRun' : 'techniques.notScored')}</Banner>
  );
}

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import type { MoreInput } from '../models/more-input.ts';

interface LaterCardsProps {
  readonly more: MoreInput;
  readonly onChips: (chips: ComponentChildren) => void;
}

/** Cards whose code, words and records are fetched once the first two stand; what does not come can be asked for again. */
export function LaterCards({ more, onChips }: LaterCardsProps) {
  const t = useTranslator();
  /** undefined while loading, null where it failed. */
  const [cards, setCards] = useState<ComponentChildren>();
  useEffect(() => {
    if (cards === undefined) {
      import('../more/MoreCards.tsx')
        .then(({ showMore }) => showMore(more, t, onChips))
        .then(setCards, () => setCards(null));
    }
  }, [cards]);
  if (cards === null) {
    return (
      <Banner tone="warn" live actions={<Button onPress={() => setCards(undefined)}>{t.text('shared.retry')}</Button>}>
        {t.text('account.failed.title')}
      </Banner>
    );
  }
  return <>{cards ?? <Skeleton text={t.text('shared.loading')} bars={[11, 11]} />}</>;
}

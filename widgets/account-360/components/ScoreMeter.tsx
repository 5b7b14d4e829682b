import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { LabelView } from '../models/account-view.ts';

/** A score as filled steps, with its words beside it: the picture adds, the text says. */
export function ScoreMeter({ metric, score, levels }: LabelView['scores'][number]) {
  const t = useTranslator();
  return (
    <li class="score">
      <span class="score__name">{t.text(`account.metric.${metric}`)}</span>
      <span class="score__steps" aria-hidden="true">
        {Array.from({ length: levels }, (_, index) => (
          <span key={index} class={index < score ? 'score__step score__step--on' : 'score__step'} />
        ))}
      </span>
      <span class="score__value number">{t.text('account.score', { score, levels })}</span>
    </li>
  );
}

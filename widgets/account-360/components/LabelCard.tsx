import type { Message } from '#core/message.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { AccountView, LabelView } from '../models/account-view.ts';
import { colourOf, labelName, sayMessage } from '../say-message.ts';
import { Card, Section } from './Card.tsx';
import { DealTable } from './DealTable.tsx';
import { ScoreMeter } from './ScoreMeter.tsx';

interface LabelCardProps {
  readonly label: LabelView;
  readonly view: AccountView;
  readonly onOpenDeal: (dealId: string) => void;
}

/** RFM's or firmographics' label, down to the deals. */
export function LabelCard({ label, view, onOpenDeal }: LabelCardProps) {
  const t = useTranslator();
  const { technique, labelId, dealIds, dealCount } = label;
  const say = (messages: readonly Message[]): string[] =>
    messages.map((message) => sayMessage(message, label.amounts, view, t)).filter((words) => words !== null);

  return (
    <Card
      technique={t.text(technique === 'rfm' ? 'technique.rfm' : 'technique.firmographics')}
      name={labelName(labelId, technique, view, t)}
      colour={colourOf(labelId, technique, view)}
      sinceDay={label.sinceDay}
      figures={
        label.scores.length > 0 && (
          <ul role="list" class="scores">
            {label.scores.map((score) => (
              <ScoreMeter key={score.metric} {...score} />
            ))}
          </ul>
        )
      }
      reasons={say(label.reasons)}
      next={say(label.ageing === null ? [] : [label.ageing])[0]}
    >
      <Section title={t.text('account.rule')} items={say([label.rule])} />
      <Section title={t.text('account.changes')} items={say(label.changes)} />
      <Section title={t.text('account.nearMisses')} items={say(label.nearMisses)} />
      {dealIds.length > 0 && (
        <section class="label-card__section">
          <h3>{t.text('account.deals')}</h3>
          {dealCount !== null && dealCount > dealIds.length && (
            <p class="soft">{t.text('account.dealsSome', { shown: dealIds.length, count: dealCount })}</p>
          )}
          <DealTable dealIds={dealIds} view={view} onOpen={onOpenDeal} />
        </section>
      )}
    </Card>
  );
}

import { useId, useState } from 'preact/hooks';
import type { Message } from '#core/message.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { LabelChip } from '#widgets/shared/ui/LabelChip.tsx';
import type { AccountView, LabelView } from '../models/account-view.ts';
import { colourOf, labelName, sayMessage } from '../say-message.ts';
import { DealTable } from './DealTable.tsx';
import { ScoreMeter } from './ScoreMeter.tsx';

/** peers-and-ux: the two strongest reasons stand open, the rest is one press away. */
const STRONGEST = 2;

interface LabelCardProps {
  readonly label: LabelView;
  readonly view: AccountView;
  readonly onOpenDeal: (dealId: string) => void;
}

/** ACC-2: one technique's label, why, what comes next, down to the deals. */
export function LabelCard({ label, view, onOpenDeal }: LabelCardProps) {
  const t = useTranslator();
  const [open, setOpen] = useState(false);
  const id = useId();
  const technique = t.text(label.technique === 'rfm' ? 'technique.rfm' : 'technique.firmographics');
  const say = (messages: readonly Message[]): string[] =>
    messages.map((message) => sayMessage(message, label.amounts, view, t)).filter((words) => words !== null);
  const reasons = say(label.reasons);
  const [ageing] = say(label.ageing === null ? [] : [label.ageing]);

  return (
    <section class="card label-card" aria-labelledby={`${id}-title`}>
      <header class="label-card__header">
        <h2 id={`${id}-title`} class="label-card__technique">
          {technique}
        </h2>
        <p class="label-card__label">
          <LabelChip
            name={labelName(label.labelId, label.technique, view, t)}
            noLabelText={t.text('shared.noLabel')}
            colour={colourOf(label.labelId, label.technique, view)}
          />
          {label.sinceDay !== null && <span class="soft">{t.text('account.since', { onDay: label.sinceDay })}</span>}
        </p>
      </header>
      {label.scores.length > 0 && (
        <ul role="list" class="scores">
          {label.scores.map((score) => (
            <ScoreMeter key={score.metric} {...score} />
          ))}
        </ul>
      )}
      <ReasonList items={open ? reasons : reasons.slice(0, STRONGEST)} />
      {ageing !== undefined && <p class="label-card__next">{ageing}</p>}
      <Button
        kind="plain"
        expanded={open}
        label={t.text(open ? 'account.whyLessLabel' : 'account.whyLabel', { technique })}
        onPress={() => setOpen(!open)}
      >
        {t.text(open ? 'account.whyLess' : 'account.why')}
        <span class={open ? 'caret caret--open' : 'caret'} aria-hidden="true" />
      </Button>
      {open && (
        <div class="label-card__all">
          <Section title={t.text('account.rule')} items={say([label.rule])} />
          <Section title={t.text('account.changes')} items={say(label.changes)} />
          <Section title={t.text('account.nearMisses')} items={say(label.nearMisses)} />
          {label.dealIds.length > 0 && (
            <section class="label-card__section">
              <h3>{t.text('account.deals')}</h3>
              {label.dealCount !== null && label.dealCount > label.dealIds.length && (
                <p class="soft">
                  {t.text('account.dealsSome', { shown: label.dealIds.length, count: label.dealCount })}
                </p>
              )}
              <DealTable dealIds={label.dealIds} view={view} onOpen={onOpenDeal} />
            </section>
          )}
        </div>
      )}
    </section>
  );
}

function Section({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <section class="label-card__section">
      <h3>{title}</h3>
      <ReasonList items={items} />
    </section>
  );
}

function ReasonList({ items }: { readonly items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <ul class="reasons">
      {[...new Set(items)].map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}

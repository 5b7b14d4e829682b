import { useId, useState } from 'preact/hooks';
import type { Message } from '#core/message.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { LabelChip } from '#widgets/shared/ui/LabelChip.tsx';
import type { AccountView, LabelView } from '../models/account-view.ts';
import { labelName, sayMessage } from '../say-message.ts';
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
  const titleId = useId();
  const technique = t.text(label.technique === 'rfm' ? 'technique.rfm' : 'technique.firmographics');
  const say = (messages: readonly Message[]): string[] =>
    messages.map((message) => sayMessage(message, view, t)).filter((words) => words !== null);
  const reasons = say(label.reasons);
  const ageing = label.ageing === null ? null : sayMessage(label.ageing, view, t);

  return (
    <section class="card label-card" aria-labelledby={titleId}>
      <header class="label-card__header">
        <h2 id={titleId} class="label-card__technique">
          {technique}
        </h2>
        <LabelChip
          name={labelName(label.labelId, view, t)}
          noLabelText={t.text('shared.noLabel')}
          colour={view.labelNames.find(({ id }) => id === label.labelId)?.colour ?? null}
        />
        {label.sinceDay !== null && <span class="soft">{t.text('account.since', { onDay: label.sinceDay })}</span>}
      </header>
      {label.scores.length > 0 && (
        <ul role="list" class="scores">
          {label.scores.map((score) => (
            <ScoreMeter key={score.metric} {...score} />
          ))}
        </ul>
      )}
      <ReasonList items={open ? reasons : reasons.slice(0, STRONGEST)} />
      {ageing !== null && (
        <p class="label-card__next">
          <strong>{t.text('account.ageing')}:</strong> {ageing}
        </p>
      )}
      {open && (
        <>
          <Section title={t.text('account.rule')} items={say([label.rule])} />
          <Section title={t.text('account.changes')} items={say(label.changes)} />
          <Section title={t.text('account.nearMisses')} items={say(label.nearMisses)} />
          {label.dealIds.length > 0 && (
            <section class="label-card__section">
              <h3>{t.text('account.deals')}</h3>
              <DealTable dealIds={label.dealIds} view={view} onOpen={onOpenDeal} />
            </section>
          )}
        </>
      )}
      <Button
        kind="plain"
        expanded={open}
        label={open ? t.text('account.whyLess') : t.text('account.whyLabel', { technique })}
        onPress={() => setOpen(!open)}
      >
        {t.text(open ? 'account.whyLess' : 'account.why')}
      </Button>
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
  return (
    <ul class="reasons">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}

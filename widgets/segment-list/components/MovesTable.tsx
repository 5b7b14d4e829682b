import { useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { Technique } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import type { LabelFlows } from '../models/history-answers.ts';
import { sumMoves } from '../models/sum-moves.ts';
import { sayIsoDay } from '../say.ts';
import { AccountLabelChips } from './AccountLabelChips.tsx';

/** As many as are read at a glance; the rest on request. Moves. */
const FIRST_MOVES = 6;

interface MovesTableProps {
  readonly tab: Tab;
  readonly technique: Technique;
  readonly flows: LabelFlows;
}

/** From which label to which, most accounts first. */
export function MovesTable({ tab, technique, flows }: MovesTableProps) {
  const t = useTranslator();
  const [all, setAll] = useState(false);
  if (flows.from === flows.to) return <p class="soft">{t.text('segments.movements.tomorrow')}</p>;
  const { moved, accountsMoved, accountsKept } = sumMoves(flows);
  const labels = tab.overview.labels.value;
  const shown = all ? moved : moved.slice(0, FIRST_MOVES);
  const title = t.text('segments.movements.between', {
    fromWhen: sayIsoDay(flows.from, t),
    toWhen: sayIsoDay(flows.to, t),
  });
  return (
    <div class="stack stack--tight">
      <h3 class="chart__title">{title}</h3>
      <p class="soft">{t.text('segments.movements.summary', { moved: accountsMoved, kept: accountsKept })}</p>
      {moved.length > 0 && (
        <table class="moves">
          <caption class="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t.text('segments.movements.from')}</th>
              <th scope="col">{t.text('segments.movements.to')}</th>
              <th scope="col" class="number">
                {t.text('segments.column.accounts')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ from, to, accounts }) => (
              <tr key={`${from ?? ''}>${to ?? ''}`}>
                <td>
                  <AccountLabelChips labels={labels} of={{ [technique]: from }} />
                </td>
                <td>
                  <AccountLabelChips labels={labels} of={{ [technique]: to }} />
                </td>
                <td class="number">{t.number(accounts)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {moved.length > FIRST_MOVES && (
        <div>
          <Button kind="plain" expanded={all} onPress={() => setAll(!all)}>
            {all ? t.text('segments.movements.fewer') : t.text('segments.movements.all', { count: moved.length })}
          </Button>
        </div>
      )}
    </div>
  );
}

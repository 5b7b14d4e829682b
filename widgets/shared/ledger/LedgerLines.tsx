import './ledger.css';
import { useState } from 'preact/hooks';
import { parseIsoDay } from '#core/crm/days.ts';
import { useTranslator } from '../i18n/translation-context.ts';
import { Button } from '../ui/Button.tsx';
import type { RecordLedger } from './ledger-answer.ts';
import { nameIn } from './name-in.ts';
import { sayPoints } from './say-points.ts';

/** Lines at a time: a contact of many years has thousands. */
const LINES = 100;

/** What a record's points are made of, the newest line first. Its words: `ledger`. */
export function LedgerLines({
  ledger: { total, positive, negative, rules, ledger },
}: {
  readonly ledger: RecordLedger;
}) {
  const t = useTranslator();
  const [most, setMost] = useState(LINES);
  const names = new Map(rules.map((rule) => [rule.id, nameIn(rule, t.viewer.language)]));
  const newestFirst = ledger.toReversed();
  const sayName = (rule: string | null): string =>
    rule === null ? t.text('ledger.hidden') : (names.get(rule) ?? t.text('ledger.gone'));
  return (
    <>
      <p>
        {t.text('ledger.sum', {
          total: t.number(total),
          positive: sayPoints(positive, t),
          negative: sayPoints(negative, t),
        })}
      </p>
      <div class="table-scroll ledger" tabIndex={0} role="region" aria-label={t.text('ledger.lines')}>
        <table class="table" role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader" class="ledger__date">
                {t.text('ledger.date')}
              </th>
              <th scope="col" role="columnheader">
                {t.text('ledger.rule')}
              </th>
              <th scope="col" role="columnheader" class="number">
                {t.text('ledger.points')}
              </th>
              <th scope="col" role="columnheader" class="number">
                {t.text('ledger.total')}
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {newestFirst.slice(0, most).map(({ date, rule, points, total: sum }, index) => {
              const day = parseIsoDay(date);
              return (
                <tr key={index} role="row">
                  <td role="cell" class="ledger__date">
                    {day === null ? date : t.day(day)}
                  </td>
                  <th
                    scope="row"
                    role="rowheader"
                    class={`ledger__rule ${rule === null || !names.has(rule) ? 'soft' : ''}`}
                  >
                    {sayName(rule)}
                  </th>
                  <td role="cell" class="number">
                    {sayPoints(points, t)}
                  </td>
                  <td role="cell" class="number">
                    {t.number(sum)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {newestFirst.length > most && (
        <div>
          <Button onPress={() => setMost(most + LINES)}>
            {t.text('ledger.more', { count: newestFirst.length - most })}
          </Button>
        </div>
      )}
    </>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { parseIsoDay } from '#core/crm/days.ts';
import type { ScoredModule, ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { ruleName, sayPoints } from './rule-words.ts';
import { sayRulesFailure } from './say-failure.ts';
import type { RankedRecord, RecordLedger, ScoringRulesApi } from './scoring-rules-api.ts';

interface LedgerDialogProps {
  readonly api: Pick<ScoringRulesApi, 'ledger'>;
  readonly module: ScoredModule;
  readonly record: RankedRecord;
  readonly rules: readonly ScoringRule[];
  readonly onClose: () => void;
}

/** Lines at a time: a contact of many years has thousands. */
const LINES = 100;

/** What a record's score is made of, the newest line first. */
export function LedgerDialog({ api, module, record, rules, onClose }: LedgerDialogProps) {
  const t = useTranslator();
  const [ledger, setLedger] = useState<RecordLedger | null>(null);
  const [failure, setFailure] = useState<BackendFailure | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let wanted = true;
    void api.ledger(module, record.id).then((answer) => {
      if (!wanted) return;
      setFailure(answer.ok ? null : answer.error);
      if (answer.ok) setLedger(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, [attempt]);

  const shown = record.name ?? t.text('rulesSetup.ranked.nameless', { id: record.id });
  return (
    <Dialog
      title={t.text('rulesSetup.ledger.of', { record: shown })}
      onClose={onClose}
      actions={
        <Button kind="primary" onPress={onClose}>
          {t.text('rulesSetup.ledger.close')}
        </Button>
      }
    >
      {failure !== null && (
        <Banner
          tone="warn"
          live
          actions={<Button onPress={() => setAttempt(attempt + 1)}>{t.text('shared.retry')}</Button>}
        >
          {failure.reason === 'notFound' ? t.text('scoredRecord.unknown') : sayRulesFailure(failure, t)}
        </Banner>
      )}
      {ledger === null && failure === null && <Skeleton text={t.text('shared.loading')} bars={[12]} />}
      {ledger !== null && <Lines ledger={ledger} rules={rules} />}
    </Dialog>
  );
}

function Lines({ ledger, rules }: { readonly ledger: RecordLedger; readonly rules: readonly ScoringRule[] }) {
  const t = useTranslator();
  const [most, setMost] = useState(LINES);
  const { total, positive, negative } = ledger;
  const names = new Map(rules.map((rule) => [rule.id, ruleName(rule, t)]));
  const newestFirst = ledger.ledger.toReversed();
  const sayName = (rule: string | null): string =>
    rule === null ? t.text('rulesSetup.ledger.hidden') : (names.get(rule) ?? t.text('rulesSetup.ledger.gone'));
  return (
    <>
      <p>
        {t.text('rulesSetup.ledger.sum', {
          total: t.number(total),
          positive: sayPoints(positive, t),
          negative: sayPoints(negative, t),
        })}
      </p>
      <div class="table-scroll ledger" tabIndex={0} role="region" aria-label={t.text('rulesSetup.ledger.lines')}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t.text('rulesSetup.ledger.date')}</th>
              <th scope="col">{t.text('rulesSetup.ledger.rule')}</th>
              <th scope="col" class="number">
                {t.text('rulesSetup.ledger.points')}
              </th>
              <th scope="col" class="number">
                {t.text('rulesSetup.ranked.total')}
              </th>
            </tr>
          </thead>
          <tbody>
            {newestFirst.slice(0, most).map(({ date, rule, points, total: sum }, index) => {
              const day = parseIsoDay(date);
              return (
                <tr key={index}>
                  <td class="ledger__date">{day === null ? date : t.day(day)}</td>
                  <th scope="row" class={`ledger__rule ${rule === null || !names.has(rule) ? 'soft' : ''}`}>
                    {sayName(rule)}
                  </th>
                  <td class="number">{sayPoints(points, t)}</td>
                  <td class="number">{t.number(sum)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {newestFirst.length > most && (
        <div>
          <Button onPress={() => setMost(most + LINES)}>
            {t.text('rulesSetup.ledger.more', { count: newestFirst.length - most })}
          </Button>
        </div>
      )}
    </>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { MAX_RULE_POINTS, type ScoredModule } from '#core/scoring-rules/scoring-rules.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { RecordLedger } from '#widgets/shared/ledger/ledger-answer.ts';
import { LedgerLines } from '#widgets/shared/ledger/LedgerLines.tsx';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { sayRulesFailure } from './say-failure.ts';
import type { RankedRecord, ScoringRulesApi } from './scoring-rules-api.ts';

interface LedgerDialogProps {
  readonly api: Pick<ScoringRulesApi, 'ledger'>;
  readonly module: ScoredModule;
  readonly record: RankedRecord;
  readonly onClose: () => void;
}

/** What a record's score is made of, the newest line first. */
export function LedgerDialog({ api, module, record, onClose }: LedgerDialogProps) {
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
      {ledger !== null && (
        <>
          <p class="soft">{t.text('rulesSetup.ledger.most', { most: MAX_RULE_POINTS })}</p>
          <LedgerLines ledger={ledger} />
        </>
      )}
    </Dialog>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { useSetup } from '../setup-context.ts';
import { createCreditsApi, type RunCredits } from './credits-api.ts';
import { RunLogButton } from './RunLogButton.tsx';
import { saySpent } from './say-spent.ts';

/** Under a run that has ended: what it cost beside what it was expected to, and its log. */
export function RunAccount({ runId }: { readonly runId: string }) {
  const t = useTranslator();
  const { backend } = useSetup();
  const [api] = useState(() => createCreditsApi(backend));
  const [account, setAccount] = useState<RunCredits | null>(null);

  useEffect(() => {
    let wanted = true;
    // Without an answer the log is still there, and Credits says what is wrong.
    void api.read().then((answer) => {
      if (wanted && answer.ok) setAccount(answer.value.runs.find((run) => run.runId === runId) ?? null);
    });
    return () => {
      wanted = false;
    };
  }, []);

  return (
    <div class="run-account">
      {account !== null && (
        <p>
          {account.estimated === null
            ? t.text('credits.run.spent', { spent: account.spent })
            : t.text('credits.run.spentOf', { spent: account.spent, estimated: account.estimated })}
          <span class="soft run-account__kinds">{saySpent(account.byKind, t)}</span>
        </p>
      )}
      <RunLogButton api={api} runId={runId} at={null} />
    </div>
  );
}

import { useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { CreditsApi } from './credits-api.ts';
import { RunLogDialog } from './RunLogDialog.tsx';

interface RunLogButtonProps {
  readonly api: Pick<CreditsApi, 'log'>;
  readonly runId: string;
  /** Which run, where several stand in a list; null = there is only this one. */
  readonly at: string | null;
}

/** Opens what a run did. */
export function RunLogButton({ api, runId, at }: RunLogButtonProps) {
  const t = useTranslator();
  const [open, setOpen] = useState(false);
  return (
    <>
      {at === null ? (
        <Button onPress={() => setOpen(true)}>{t.text('runLog.button')}</Button>
      ) : (
        <Button kind="plain" label={t.text('runLog.open', { run: at })} onPress={() => setOpen(true)}>
          {t.text('runLog.button')}
        </Button>
      )}
      {open && <RunLogDialog api={api} runId={runId} onClose={() => setOpen(false)} />}
    </>
  );
}

import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ok } from '#core/result.ts';
import { ask } from '#widgets/shared/backend/ask.ts';
import { TranslationContext, useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { createTranslator, type Language } from '#widgets/shared/i18n/translator.ts';
import { ledgerSchema } from '#widgets/shared/ledger/ledger-answer.ts';
import { LedgerLines } from '#widgets/shared/ledger/LedgerLines.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import type { Tab } from '../models/create-tab.ts';
import { createRemote } from '../models/remote.ts';
import { RemoteView } from './RemoteView.tsx';

const WORDS = {
  en: () => import('messages:segment-list-ledger/en'),
  es: () => import('messages:segment-list-ledger/es'),
};

export interface PointsDialogProps {
  readonly tab: Tab;
  readonly account: { readonly id: string; readonly name: string | null };
  readonly onClose: () => void;
}

/** ENG-4: what the points of one account are made of, in words that come with it. Rejects when they could not be fetched. */
export async function loadPointsDialog(language: Language): Promise<FunctionComponent<PointsDialogProps>> {
  const words = await WORDS[language]();
  return function PointsDialog({ tab, account: { id, name }, onClose }) {
    const t = useTranslator();
    const [remote] = useState(() =>
      createRemote(async (signal) => {
        const path = `/v1/scored-records/${encodeURIComponent(id)}?module=accounts` as const;
        const answer = await ask(tab.session.backend, { method: 'GET', path, signal }, ledgerSchema);
        // An account that no rule has scored has 0 points and no ledger.
        return !answer.ok && answer.error.reason === 'notFound' ? ok(null) : answer;
      }),
    );
    useEffect(() => {
      void remote.load();
      return remote.reset;
    }, []);
    const ownWords = createTranslator(t.viewer, words.default);
    return (
      <Dialog
        title={t.text('segments.points.of', { name: name ?? t.text('segments.unnamed', { id }) })}
        onClose={onClose}
        actions={<Button onPress={onClose}>{t.text('segments.history.close')}</Button>}
      >
        <RemoteView state={remote.state} onRetry={() => void remote.load()} bars={[12]}>
          {(ledger) =>
            ledger === null ? (
              <p class="soft">{ownWords.text('ledger.none')}</p>
            ) : (
              <TranslationContext.Provider value={ownWords}>
                <LedgerLines ledger={ledger} />
              </TranslationContext.Provider>
            )
          }
        </RemoteView>
      </Dialog>
    );
  };
}

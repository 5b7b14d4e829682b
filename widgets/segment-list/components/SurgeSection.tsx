import { useEffect, useState } from 'preact/hooks';
import { ask } from '#widgets/shared/backend/ask.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { accountsAnswerSchema, type AccountRow } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { createRemote } from '../models/remote.ts';
import { sayInstant } from '../say.ts';
import { RemoteView } from './RemoteView.tsx';

/** The server's own order: the most negative texts first, accounts without a surge last. */
const PATH = '/v1/segments/all/accounts?page=1&sort=-surge';

interface SurgeSectionProps {
  readonly tab: Tab;
  /** Accounts, of those that the viewer sees. */
  readonly surges: number;
  /** Something was read; of nothing, nothing can be said. */
  readonly hasTexts: boolean;
  /** Instant up to which texts were read. */
  readonly at: string;
}

/** VOC-4 on the overview: whose negative texts rise, and who looks after them. Nobody is written to: the CRM has no way for it that we may use. */
export function SurgeSection({ tab, surges, hasTexts, at }: SurgeSectionProps) {
  const t = useTranslator();
  const [remote] = useState(() =>
    createRemote((signal) => ask(tab.session.backend, { method: 'GET', path: PATH, signal }, accountsAnswerSchema)),
  );
  useEffect(() => {
    if (surges > 0) void remote.load();
  }, [surges, at]);
  const day = sayInstant(at, t);
  return (
    <section class="card stack surges" aria-labelledby="surges-heading">
      <h2 id="surges-heading">{t.text('segments.surge.title')}</h2>
      {surges === 0 ? (
        <p class="soft">{t.text(hasTexts ? 'segments.surge.none' : 'segments.surge.noTexts', { at: day })}</p>
      ) : (
        <>
          <p class="soft">{t.text('segments.surge.note', { count: surges, at: day })}</p>
          <RemoteView state={remote.state} onRetry={() => void remote.load()} bars={[8]}>
            {({ accounts }) => (
              <Surges tab={tab} surges={surges} accounts={accounts.filter(({ surge }) => surge != null)} />
            )}
          </RemoteView>
        </>
      )}
    </section>
  );
}

interface SurgesProps {
  readonly tab: Tab;
  readonly surges: number;
  readonly accounts: readonly AccountRow[];
}

function Surges({ tab, surges, accounts }: SurgesProps) {
  const t = useTranslator();
  return (
    <>
      <ol class="ranking">
        {accounts.map(({ id, name, surge, owner }) => (
          <li key={id}>
            <span class="surges__who">
              <button type="button" class="link" dir="auto" onClick={() => tab.openAccount(id)}>
                {name ?? t.text('segments.unnamed', { id })}
              </button>
              {owner !== null && (
                <span class="soft" dir="auto">
                  {t.text('segments.surge.owner', { owner })}
                </span>
              )}
            </span>
            <span class="number">{t.text('segments.surge.negative', { count: surge ?? 0 })}</span>
          </li>
        ))}
      </ol>
      {accounts.length < surges && (
        <p class="soft">{t.text('segments.surge.more', { count: accounts.length, all: t.number(surges) })}</p>
      )}
    </>
  );
}

import { useState } from 'preact/hooks';
import * as z from 'zod/mini';
import { useViewer } from './viewer.ts';

/** The product's name is a name in both languages. */
const PRODUCT = 'Lodestar ABM';

const answerSchema = z.object({ next: z.string() });

/** The CRM's question to its user: may this application act for you? As Zoho asks it in the sign-in window. */
export function ConsentPage() {
  const { t, user, org } = useViewer();
  const [state, setState] = useState<'asking' | 'busy' | 'failed'>('asking');

  async function answer(agreed: boolean): Promise<void> {
    setState('busy');
    try {
      const response = await fetch('/sandbox/authorize', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ query: location.search.slice(1), agreed }),
      });
      location.assign(answerSchema.parse(await response.json()).next);
    } catch {
      setState('failed');
    }
  }

  return (
    <main id="content" class="consent">
      <div class="consent__card">
        <p class="consent__org">
          {org.company_name}
          <span class="consent__badge">{t.sandbox}</span>
        </p>
        <h1>{t.consentTitle(PRODUCT)}</h1>
        <p>{t.consentText(PRODUCT, user.full_name)}</p>
        <ul class="consent__list">
          {t.consentList.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {state === 'failed' && <p role="alert">{t.failedText}</p>}
        <div class="consent__actions">
          <button type="button" class="button" aria-disabled={state === 'busy'} onClick={() => void answer(false)}>
            {t.reject}
          </button>
          <button
            type="button"
            class="button button--primary"
            aria-disabled={state === 'busy'}
            onClick={() => void answer(true)}
          >
            {t.accept}
          </button>
        </div>
      </div>
    </main>
  );
}

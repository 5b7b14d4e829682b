import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { SignInScreen } from '#widgets/shared/session/SignIn.tsx';
import type { Tab } from '../models/create-tab.ts';
import { techniqueName } from '../say.ts';
import { LabelBars } from './LabelBars.tsx';

/** What the CRM alone gives, and one button (decision 6). */
export function SignedOutScreen({ tab }: { readonly tab: Tab }) {
  const t = useTranslator();
  const known = tab.crmAlone.value;
  return (
    <div class="screen">
      <header class="screen__head">
        <h1>{t.text('segments.title')}</h1>
        {known !== null && (
          <p class="soft">
            {t.text('segments.freshness', { onDay: known.asOfDay, at: t.instant(known.publishedAtMs) })}
          </p>
        )}
      </header>
      <div class="card">
        <SignInScreen session={tab.session} />
      </div>
      {known !== null && known.techniques.length > 0 && (
        <section class="stack">
          <h2>{t.text('segments.crmAlone.title')}</h2>
          <p class="soft">{t.text('segments.crmAlone.text')}</p>
          <div class="columns">
            {known.techniques.map(({ technique, labels }) => (
              <section key={technique} class="card stack">
                <h3>{techniqueName(technique, t)}</h3>
                <LabelBars
                  technique={technique}
                  labels={labels.map(({ label }) => label)}
                  counts={labels.flatMap(({ label, accounts }) =>
                    accounts === null ? [] : [{ labelId: label.id, accounts }],
                  )}
                  basis="crm"
                  onOpen={null}
                />
              </section>
            ))}
          </div>
        </section>
      )}
    </div>
  );
}

import { useId } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { useSetup } from '../setup-context.ts';
import { fieldsToWrite } from './fields-to-write.ts';

/** TEC-4: the fields that configuring creates, as the CRM itself says it, else as core names them. */
export function ReviewWrites() {
  const t = useTranslator();
  const titleId = useId();
  const { setup } = useSetup();
  const draft = setup.draft.draft.value;
  const { answer, busy, failure } = setup.review.state.value;
  const fields = fieldsToWrite(setup);
  const module = draft.modules.accounts?.module;
  // A server without the estimate still configures: the fields are known here too.
  const unknown = failure !== null && failure.reason !== 'notFound' && failure.reason !== 'refused';

  return (
    <section class="card stack" aria-labelledby={titleId}>
      <h3 id={titleId}>{t.text('review.writes')}</h3>
      <p class="soft">
        {t.text('review.writes.text', {
          module: module === undefined ? '' : setup.mapping.org.value.moduleLabel(module),
        })}
      </p>
      <ul role="list" class="field-list">
        {fields.map((field) => (
          <li key={field.apiName} class="field-list__item">
            <span>{field.label}</span>
            <code class="soft">{field.apiName}</code>
            <span class={field.exists ? 'pill' : 'pill pill--new'}>
              {t.text(field.exists ? 'review.field.exists' : 'review.field.new')}
            </span>
          </li>
        ))}
      </ul>
      {busy && (
        <p class="soft" role="status">
          {t.text('review.checking')}
        </p>
      )}
      {answer !== null && answer.credits !== null && (
        <p class="soft">{sayCredits(answer.credits, answer.dailyCredits ?? null, t)}</p>
      )}
      {(answer?.edits ?? [])
        .filter(({ used, limit }) => used < limit)
        .map(({ technique, used, limit }) => (
          <p class="soft" key={technique}>
            {t.text('review.edits', {
              technique: t.message({ code: `techniques.name.${technique}`, params: {} }),
              number: used + 1,
              limit,
            })}
          </p>
        ))}
      {unknown && (
        <Banner
          tone="warn"
          live
          actions={<Button onPress={() => setup.review.again()}>{t.text('shared.retry')}</Button>}
        >
          {t.text('review.checkFailed')}
        </Banner>
      )}
    </section>
  );
}

/** A number of credits says little without what the CRM allows. */
function sayCredits(credits: number, daily: number | null, t: Translator): string {
  return daily === null ? t.text('review.credits', { credits }) : t.text('review.creditsOfDay', { credits, daily });
}

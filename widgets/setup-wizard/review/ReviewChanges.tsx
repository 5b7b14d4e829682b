import { useId } from 'preact/hooks';
import { describeChanges } from '#core/configuration/describe-changes.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { configurationOf, mappingOf } from '../models/setup-draft.ts';
import { useSetup } from '../setup-context.ts';
import { useFieldChoices } from '../use-field-choices.ts';
import { sayChange } from './say-change.ts';

/** SET-9: what this draft would change of what is published, part by part. */
export function ReviewChanges() {
  const t = useTranslator();
  const titleId = useId();
  const { setup } = useSetup();
  const fields = useFieldChoices('accounts', []);
  const before = setup.published();
  const draft = setup.draft.draft.value;
  const mapping = mappingOf(draft);
  if (before === null || mapping === null) return null;
  const after = configurationOf(draft, mapping, '');
  const changes = describeChanges(before, after);
  const fieldName = (wanted: string): string => fields.find(({ reference }) => reference === wanted)?.label ?? wanted;
  const parts = [...new Set(changes.map(({ of }) => of))];
  return (
    <section class="card stack" aria-labelledby={titleId}>
      <h3 id={titleId}>{t.text('changes.title', { version: before.version })}</h3>
      {parts.length === 0 && <p class="soft">{t.text('changes.none')}</p>}
      {parts.map((part) => (
        <div key={part} class="changes">
          <h4>
            {part === 'mapping' || part === 'criteria' ? t.text(`review.${part}`) : t.text(`techniques.name.${part}`)}
          </h4>
          <ul class="summary__list">
            {changes
              .filter(({ of }) => of === part)
              .map((change, index) => (
                <li key={index}>{sayChange(change, { before, after, fieldName }, t)}</li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

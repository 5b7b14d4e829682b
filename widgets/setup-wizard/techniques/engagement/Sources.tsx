import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import { MAX_SOURCES, type EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { EMAILS_ARE_COUNTED } from '#core/techniques/scored-techniques.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { useSetup } from '../../setup-context.ts';
import { useModuleFields } from '../use-module-fields.ts';
import { useTechnique } from '../use-technique.ts';
import { addSource, placeOf, removeSource } from './edit-engagement.ts';
import { SHIPPED_SOURCES } from './shipped-sources.ts';

/** Decision 16: recipes of touch points, by what modules this CRM has. */
export function Sources({ settings }: { readonly settings: EngagementSettings }) {
  const t = useTranslator();
  const { edit, editWithUndo } = useTechnique('engagement');
  const language = t.viewer.language;
  const chosen = new Set(settings.sources.map(({ id }) => id));
  const own = settings.sources.filter(({ id }) => SHIPPED_SOURCES.every((shipped) => shipped.id !== id));
  const full = settings.sources.length >= MAX_SOURCES;
  return (
    <fieldset class="card settings-part">
      <legend class="settings-part__title">{t.text('engagementSetup.sources')}</legend>
      <p class="soft measure">{t.text('engagementSetup.sources.text')}</p>
      <ul role="list" class="source-list">
        {[...SHIPPED_SOURCES, ...own].map((source) => (
          <li key={source.id}>
            <label class="tick-line">
              <input
                type="checkbox"
                checked={chosen.has(source.id)}
                disabled={full && !chosen.has(source.id)}
                onChange={(event) => {
                  if (event.currentTarget.checked) edit((before) => addSource(before, source));
                  else
                    editWithUndo(
                      t.text('engagementSetup.sources.removed', { source: source.names[language] }),
                      (before) => removeSource(before, source.id),
                    );
                }}
              />
              <span>
                <span>{source.names[language]}</span>
                <SourceNote source={source} chosen={chosen.has(source.id)} />
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

/** Where it is read from, or why nothing comes of it. */
function SourceNote({ source, chosen }: { readonly source: TouchPointRecipe; readonly chosen: boolean }) {
  const t = useTranslator();
  const { setup } = useSetup();
  const org = setup.mapping.org.value;
  const place = placeOf(source, org);
  const fields = useModuleFields(chosen && place === 'here' ? source.module : null);
  const missing =
    fields === null ? [] : source.fields.filter(({ field }) => !fields.has(field)).map(({ field }) => field);
  const text =
    place === 'here'
      ? t.text('engagementSetup.sources.module', { module: org.moduleLabel(source.module) })
      : place === 'apart'
        ? t.text(EMAILS_ARE_COUNTED ? 'engagementSetup.sources.emails' : 'engagementSetup.sources.emailsLater')
        : t.text('engagementSetup.sources.absent', { module: source.module });
  return (
    <>
      <span class={`tick-line__note${place === 'absent' && chosen ? ' tick-line__note--warn' : ''}`}>{text}</span>
      {missing.length > 0 && (
        <span class="tick-line__note tick-line__note--warn">
          {t.text('engagementSetup.sources.fields', { count: missing.length, fields: t.list(missing) })}
        </span>
      )}
    </>
  );
}

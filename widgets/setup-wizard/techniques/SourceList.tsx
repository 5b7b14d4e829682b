import type { TouchField } from '#core/techniques/engagement/recipe.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { useSetup } from '../setup-context.ts';
import { placeOf } from './source-place.ts';
import { useModuleFields } from './use-module-fields.ts';

/** What recipes of touch points and of texts have in common. */
interface Source {
  readonly id: string;
  readonly names: { readonly en: string; readonly es: string };
  readonly module: string;
  readonly contact: string | null;
  readonly account: string | null;
  readonly fields: readonly Pick<TouchField, 'field'>[];
}

interface SourceListProps<S extends Source> {
  readonly title: string;
  readonly text: string;
  readonly shipped: readonly S[];
  readonly sources: readonly S[];
  readonly most: number;
  readonly onAdd: (change: (sources: readonly S[]) => S[]) => void;
  readonly onRemove: (text: string, change: (sources: readonly S[]) => S[]) => void;
}

/** Decision 16: recipes to choose from, by what modules this CRM has; those of a settings file stand with them. */
export function SourceList<S extends Source>({
  title,
  text,
  shipped,
  sources,
  most,
  onAdd,
  onRemove,
}: SourceListProps<S>) {
  const t = useTranslator();
  const language = t.viewer.language;
  const chosen = new Set(sources.map(({ id }) => id));
  const own = sources.filter(({ id }) => shipped.every((known) => known.id !== id));
  const full = sources.length >= most;
  return (
    <fieldset class="card settings-part">
      <legend class="settings-part__title">{title}</legend>
      <p class="soft measure">{text}</p>
      <ul role="list" class="source-list">
        {[...shipped, ...own].map((source) => {
          const without = (before: readonly S[]): S[] => before.filter(({ id }) => id !== source.id);
          return (
            <li key={source.id}>
              <label class="tick-line">
                <input
                  type="checkbox"
                  checked={chosen.has(source.id)}
                  disabled={full && !chosen.has(source.id)}
                  onChange={(event) => {
                    if (event.currentTarget.checked) onAdd((before) => [...without(before), source]);
                    else onRemove(t.text('techniques.sources.removed', { source: source.names[language] }), without);
                  }}
                />
                <span>
                  <span>{source.names[language]}</span>
                  <SourceNote source={source} chosen={chosen.has(source.id)} />
                </span>
              </label>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}

/** A module, but in no bulk read: notes come as emails do. */
const NOTES = 'Notes';

/** Where it is read from, or why nothing comes of it. */
function SourceNote({ source, chosen }: { readonly source: Source; readonly chosen: boolean }) {
  const t = useTranslator();
  const { setup } = useSetup();
  const org = setup.mapping.org.value;
  const place = placeOf(source, org);
  const text =
    place === 'here' && source.module !== NOTES
      ? t.text('techniques.sources.module', { module: org.moduleLabel(source.module) })
      : place !== 'absent'
        ? t.text('techniques.sources.emails')
        : t.text('techniques.sources.absent', { module: source.module });
  return (
    <>
      <span class={`tick-line__note${place === 'absent' && chosen ? ' tick-line__note--warn' : ''}`}>{text}</span>
      {chosen && place === 'here' && <FieldNotes source={source} />}
    </>
  );
}

/** What of the recipe the module does not have, and a contact or an account that is not the mapped one. */
function FieldNotes({ source }: { readonly source: Source }) {
  const t = useTranslator();
  const { setup } = useSetup();
  const fields = useModuleFields(source.module);
  if (fields === null) return null;
  const org = setup.mapping.org.value;
  const { modules } = setup.draft.draft.value;
  const missing = source.fields.filter(({ field }) => !fields.has(field)).map(({ field }) => field);
  const astray = (
    [
      [source.contact, modules.contacts],
      [source.account, modules.accounts],
    ] as const
  ).flatMap(([reference, mapped]) => {
    const field = reference === null ? undefined : fields.get(reference);
    const found = field?.lookupModule ?? null;
    if (field === undefined || found === null || mapped === null || found === mapped.module) return [];
    // A field for both, or one that leads to records of several modules.
    if (source.contact === source.account || org.modules.every(({ apiName }) => apiName !== found)) return [];
    const params = {
      field: field.label,
      found: org.moduleLabel(found),
      expected: org.moduleLabel(mapped.module),
    };
    return [t.text('techniques.sources.leads', params)];
  });
  return (
    <>
      {missing.length > 0 && (
        <span class="tick-line__note tick-line__note--warn">
          {t.text('techniques.sources.fields', { count: missing.length, fields: t.list(missing) })}
        </span>
      )}
      {astray.map((said) => (
        <span key={said} class="tick-line__note tick-line__note--warn">
          {said}
        </span>
      ))}
    </>
  );
}

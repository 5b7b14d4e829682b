import type { Change } from '#core/configuration/describe-changes.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { CONFIGURED_TECHNIQUES } from '#core/configuration/technique-edits.ts';
import type { Label } from '#core/labels/label.ts';
import type { TextRecipe } from '#core/techniques/voice/text-recipe.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';

export interface ChangeNames {
  readonly before: Configuration;
  readonly after: Configuration;
  /** An account field by its reference. */
  readonly fieldName: (reference: string) => string;
}

/** A change in the viewer's language; labels, sources and fields by what they are called. */
export function sayChange({ of, message }: Change, names: ChangeNames, t: Translator): string {
  const { params } = message;
  const { language } = t.viewer;
  const shown: Record<string, string> = {};
  const { label, setting, list, channel, touch } = params;
  if (typeof label === 'string') {
    const [was, is] = [names.before, names.after].map((document) => labelOf(document, of, label)?.names[language]);
    shown['label'] = is ?? was ?? label;
    shown['was'] = was ?? label;
  }
  for (const key of [setting, list])
    if (typeof key === 'string') shown['name'] = t.message({ code: `changes.name.${key}`, params: {} });
  if (typeof channel === 'string') shown['channel'] = t.message({ code: `engagement.channel.${channel}`, params: {} });
  if (typeof touch === 'string') shown['touch'] = t.message({ code: `engagement.response.${touch}`, params: {} });
  const values = Object.entries(params).flatMap(([key, value]) =>
    /^value\d+$/.test(key) && typeof value === 'string' ? [entryName(String(list), value, names, language)] : [],
  );
  // The name that changed is the one the viewer does not read.
  const isElsewhere = message.code === 'changes.labelRenamed' && shown['label'] === shown['was'];
  const code = isElsewhere ? 'changes.labelRenamedElsewhere' : message.code;
  return t.message({ code, params }, values.length === 0 ? shown : { ...shown, values: t.list(values) });
}

function labelOf(document: Configuration, of: Change['of'], id: string): Label | undefined {
  const technique = CONFIGURED_TECHNIQUES.find((known) => known === of);
  const labels: readonly Label[] = (technique === undefined ? null : document.techniques[technique])?.labels ?? [];
  return labels.find((known) => known.id === id);
}

/** An entry of a list: a source's name, a field's label, else as it stands. */
function entryName(
  list: string,
  value: string,
  { before, after, fieldName }: ChangeNames,
  language: 'en' | 'es',
): string {
  if (list === 'recommendations.cellFields') return fieldName(value);
  if (!list.endsWith('.sources')) return value;
  const sources = [after, before].flatMap(
    ({ techniques: { engagement, voice } }): readonly Pick<TextRecipe, 'id' | 'names'>[] =>
      (list === 'voice.sources' ? voice?.sources : engagement?.sources) ?? [],
  );
  return sources.find(({ id }) => id === value)?.names[language] ?? value;
}

import type { FieldChoice } from '#widgets/shared/criteria-builder/edit-criteria.ts';
import { ownFieldName } from '#widgets/shared/i18n/own-field-name.ts';
import type { Language, Translator } from '#widgets/shared/i18n/translator.ts';
import type { FieldsAnswer, Text } from './answers.ts';

/** A text that is the org's own is the same in every language. */
export function textIn(text: Text, language: Language): string {
  return typeof text === 'string' ? text : text[language];
}

/** The server's fields as the criteria builder offers them, in the viewer's language. */
export function toFieldChoices({ fields }: FieldsAnswer, t: Translator): readonly FieldChoice[] {
  const { language } = t.viewer;
  return fields.map(({ reference, label, kind, options }) => ({
    reference,
    label: ownFieldName(reference, textIn(label, language), t),
    kind,
    options: options.map((option) => ({ value: option.value, label: textIn(option.label, language) })),
  }));
}

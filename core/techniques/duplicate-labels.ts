import type { Label } from '#core/labels/label.ts';
import type { Finding } from './finding.ts';

/** Ids, English and Spanish names that an earlier label of the list has already; names whatever their case. Only a person can decide. */
export function duplicateLabels(labels: readonly Pick<Label, 'id' | 'names'>[]): Finding<never>[] {
  const ids = labels.map(({ id }) => id);
  return [
    ...repeats(ids, 'lint.duplicateId', 'id'),
    // Two options of one picklist cannot have the same text.
    ...repeats(namesIn(labels, 'en'), 'lint.duplicateName', 'names.en'),
    ...repeats(namesIn(labels, 'es'), 'lint.duplicateName', 'names.es'),
  ];
}

function namesIn(labels: readonly Pick<Label, 'names'>[], language: keyof Label['names']): string[] {
  return labels.map(({ names }) => names[language].toLowerCase());
}

function repeats(values: readonly string[], code: string, part: string): Finding<never>[] {
  return values.flatMap((value, index): Finding<never>[] => {
    if (values.indexOf(value) === index) return [];
    return [{ severity: 'error', message: { code, params: { value } }, where: `labels[${index}].${part}`, fix: null }];
  });
}

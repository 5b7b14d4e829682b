import { conditionSchema, type Criteria } from '#core/criteria/criteria.ts';
import { removeCondition } from '#widgets/shared/criteria-builder/edit-criteria.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Takes out of a stored draft what was only half typed, and leaves the rest to the schema: conditions without a value, names
 * still empty. Anything that is not a draft comes back as it is.
 */
export function mendDraft(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { criteria, rfm, firmographics } = value;
  return {
    ...value,
    criteria: mendCriteria(criteria),
    rfm: isObject(rfm)
      ? { ...rfm, contributing: mendCriteria(rfm['contributing']), labels: mendLabels(rfm['labels']) }
      : rfm,
    firmographics: isObject(firmographics)
      ? { ...firmographics, labels: mendLabels(firmographics['labels']) }
      : firmographics,
  };
}

function mendLabels(labels: unknown): unknown {
  if (!Array.isArray(labels)) return labels;
  return labels.map((label: unknown) => {
    if (!isObject(label)) return label;
    const names = isObject(label['names']) ? label['names'] : {};
    const id = label['id'];
    return {
      ...label,
      names: { ...names, en: names['en'] === '' ? id : names['en'], es: names['es'] === '' ? id : names['es'] },
      ...('criteria' in label ? { criteria: mendCriteria(label['criteria']) } : {}),
    };
  });
}

/** The conditions that are whole, and the pattern over those. */
function mendCriteria(value: unknown): unknown {
  if (!isObject(value) || !Array.isArray(value['conditions']) || typeof value['pattern'] !== 'string') return value;
  const read = value['conditions'].map((condition: unknown) => conditionSchema.safeParse(condition));
  let criteria: Criteria = {
    // Half-typed ones hold their number until they are taken out of the pattern too.
    conditions: read.map((parsed) => (parsed.success ? parsed.data : { field: 'name', operator: 'isNotEmpty' })),
    pattern: value['pattern'],
  };
  for (let index = read.length - 1; index >= 0; index--)
    if (read[index]?.success !== true) criteria = removeCondition(criteria, index);
  return criteria;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

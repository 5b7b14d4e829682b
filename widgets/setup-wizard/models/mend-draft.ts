import { conditionSchema, type Criteria } from '#core/criteria/criteria.ts';
import { removeCondition } from '#widgets/shared/criteria-builder/edit-criteria.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Takes out of a stored draft what was only half typed, and leaves the rest to the schema: conditions without a value, names
 * still empty. Puts in what a draft of an earlier version does not know. Anything that is not a draft comes back as it is.
 */
export function mendDraft(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { criteria, rfm, chosen } = value;
  return {
    engagement: null,
    recommendations: null,
    voice: null,
    ...value,
    chosen: isObject(chosen) ? { ...NEWER, ...chosen } : chosen,
    criteria: mendCriteria(criteria),
    rfm: isObject(rfm)
      ? { ...rfm, contributing: mendCriteria(rfm['contributing']), labels: mendLabels(rfm['labels']) }
      : rfm,
    ...Object.fromEntries(LABELLED.flatMap((key) => (key in value ? [[key, mendTechnique(value[key])]] : []))),
  };
}

/** Techniques that drafts of earlier versions do not know. */
const NEWER = { engagement: false, recommendations: false, voice: false };
/** Beside RFM, which has criteria of its own. */
const LABELLED = ['firmographics', 'engagement', 'recommendations', 'voice'];

function mendTechnique(value: unknown): unknown {
  return isObject(value) ? { ...value, labels: mendLabels(value['labels']) } : value;
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

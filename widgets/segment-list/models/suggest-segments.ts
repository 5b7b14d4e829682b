import type { Criteria } from '#core/criteria/criteria.ts';
import type { LabelCounts } from '#widgets/shared/schemas/labelled.ts';
import type { Label, Technique } from './answers.ts';

export const LABEL_FIELDS = {
  rfm: 'abm:rfm.label',
  firmographics: 'abm:firmographics.label',
  engagement: 'abm:engagement.label',
  recommendations: 'abm:recommendations.label',
  voice: 'abm:voice.label',
} as const satisfies Record<Technique, string>;

export interface SegmentSuggestion {
  /** Which purpose it serves: the words of `segments.suggestion.<purpose>`. */
  readonly purpose: 'keep' | 'winBack' | 'grow' | 'any';
  readonly labels: readonly Label[];
  readonly criteria: Criteria;
  /** null where the label counts are not known. */
  readonly accounts: number | null;
}

/** Labels of the presets that serve one purpose; an org that deleted one of a pair still gets the other. */
const PURPOSES = [
  { purpose: 'keep', ids: ['champions', 'loyal'] },
  { purpose: 'winBack', ids: ['at-risk', 'cant-lose'] },
  { purpose: 'grow', ids: ['new', 'promising'] },
] as const;
/** An org with labels of its own: its first ones, one each. */
const MAX_OWN = 3;

/** SEG-2, SEG-6: segments that most orgs want, made of the labels that this org has. */
export function suggestSegments(labels: readonly Label[], counts: LabelCounts | null): readonly SegmentSuggestion[] {
  const rfm = labels.filter(({ technique }) => technique === 'rfm');
  const known = PURPOSES.flatMap(({ purpose, ids }) => {
    const found = rfm.filter(({ id }) => ids.some((wanted) => wanted === id));
    return found.length === 0 ? [] : [suggestion(purpose, found, counts)];
  });
  if (known.length > 0) return known;
  const own = rfm.length > 0 ? rfm : labels;
  return own.slice(0, MAX_OWN).map((label) => suggestion('any', [label], label.technique === 'rfm' ? counts : null));
}

function suggestion(
  purpose: SegmentSuggestion['purpose'],
  labels: readonly Label[],
  counts: LabelCounts | null,
): SegmentSuggestion {
  const [first] = labels;
  const field = LABEL_FIELDS[first?.technique ?? 'rfm'];
  const ids = labels.map(({ id }) => id);
  const inLabels = counts?.filter(({ labelId }) => labelId !== null && ids.includes(labelId));
  return {
    purpose,
    labels,
    criteria: { conditions: [{ field, operator: 'isAnyOf', values: ids }], pattern: '' },
    // An account has one label of a technique (TEC-1), so the counts add up.
    accounts: inLabels?.reduce((sum, { accounts }) => sum + accounts, 0) ?? null,
  };
}

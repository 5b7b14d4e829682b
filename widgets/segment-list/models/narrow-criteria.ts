import { MAX_CONDITIONS, type Condition, type Criteria } from '#core/criteria/criteria.ts';
import type { BarFilter } from './NavigationModel.ts';
import { LABEL_FIELDS } from './suggest-segments.ts';

/** Field of each distribution in criteria. An owner is a person of the CRM: compared by id. */
const FIELDS = { industry: 'industry', country: 'country', owner: 'owner' } as const;

/**
 * SEG-8, "create segment from this": the criteria AND what the bar stands for. null where that cannot be a rule: runs read no
 * such field for criteria (`usable`), or the criteria are full.
 */
export function narrowCriteria(criteria: Criteria, filter: BarFilter, usable: ReadonlySet<string>): Criteria | null {
  const field = filter.by === 'label' ? LABEL_FIELDS[filter.technique ?? 'rfm'] : FIELDS[filter.by];
  if (!usable.has(field) || criteria.conditions.length >= MAX_CONDITIONS) return null;
  const condition: Condition =
    filter.key === null ? { field, operator: 'isEmpty' } : { field, operator: 'is', value: filter.key };
  const conditions = [...criteria.conditions, condition];
  const pattern = criteria.pattern.trim() === '' ? '' : `(${criteria.pattern}) AND ${conditions.length}`;
  return { conditions, pattern };
}

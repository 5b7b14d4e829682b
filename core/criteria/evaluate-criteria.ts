import type { ColumnTable } from '#core/columns/column-table.ts';
import type { Criteria, CriteriaTree } from './criteria.ts';

export interface CriteriaContext {
  /** Epoch day in the org's zone that relative dates count from. */
  readonly asOfDay: number;
  /** Decimal places of the home currency: money columns hold minor units, criteria say major units. */
  readonly minorDigits: number;
}

export interface CompiledCriteria {
  readonly tree: CriteriaTree;
  /** 1 where the whole criteria hold, one entry a row. */
  evaluate(table: ColumnTable): Uint8Array;
  /** One 1/0 mask a condition, in their order; `combineMasks(tree, masks, length)` joins them. */
  conditionMasks(table: ColumnTable): Uint8Array[];
}

export function compileCriteria(_criteria: Criteria, _context: CriteriaContext): CompiledCriteria {
  throw new Error('not built yet');
}

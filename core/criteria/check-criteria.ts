import type { ColumnKind } from '#core/columns/column-table.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';
import type { Problem } from '#core/message.ts';
import type { Criteria } from './criteria.ts';

export function checkCriteria(
  _criteria: Criteria,
  _fieldKinds: ReadonlyMap<FieldReference, ColumnKind>,
  _at = '',
): Problem[] {
  throw new Error('not built yet');
}

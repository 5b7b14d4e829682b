import type { ColumnKind } from '#core/columns/column-table.ts';
import type { FieldReference } from './field-reference.ts';

/** What the techniques computed, as criteria may name it (accounts only). Labels compare by label id, never by name. */
export const ABM_FIELDS: ReadonlyMap<FieldReference, ColumnKind> = new Map<FieldReference, ColumnKind>([
  ['abm:rfm.label', 'text'],
  ['abm:rfm.since', 'day'],
  ['abm:rfm.r', 'number'],
  ['abm:rfm.f', 'number'],
  ['abm:rfm.m', 'number'],
  ['abm:rfm.recencyDays', 'number'],
  ['abm:rfm.frequency', 'number'],
  ['abm:rfm.monetary', 'money'],
  ['abm:firmographics.label', 'text'],
  ['abm:firmographics.since', 'day'],
]);

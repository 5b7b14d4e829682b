import { textAt, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { GENERATION_COLUMNS as C } from '../score/generation.ts';
import { columnOf } from '../score/column-of.ts';
import type { WorkPorts } from '../shared/ports.ts';
import type { NamedColumn } from './export-columns.ts';

/** By whose id a record is called what. */
export interface RecordNames {
  readonly users: ReadonlyMap<string, string>;
  readonly accounts: ReadonlyMap<string, string>;
}

/** The columns of a batch with a column of names beside each column of ids; an id that nobody knows stands for itself. */
export function withRecordNames(
  columns: ReadonlyMap<string, Column>,
  named: readonly NamedColumn[],
  names: RecordNames,
): Map<string, Column> {
  const all = new Map(columns);
  for (const { key, from, what } of named) {
    const ids = columns.get(from);
    if (ids?.kind !== 'text') continue;
    all.set(key, { ...ids, dictionary: ids.dictionary.map((id) => names[what].get(id) ?? id) });
  }
  return all;
}

/** An org whose users cannot be read gets its files all the same, with ids in the place of their names. */
export async function readUserNames(
  { userNamesFor, logger }: Pick<WorkPorts, 'userNamesFor' | 'logger'>,
  org: OrgKey,
): Promise<ReadonlyMap<string, string>> {
  try {
    return await userNamesFor(org);
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    logger.warn('export.noUserNames', { dc: org.dc, orgId: org.orgId, reason: error.reason });
    return new Map();
  }
}

/** What the generation calls its accounts. */
export function accountNames(table: ColumnTable): ReadonlyMap<string, string> {
  const names = table.columns.get(C.name);
  const found = new Map<string, string>();
  if (names?.kind !== 'text') return found;
  const ids = columnOf(table, C.id, 'id').values;
  for (let row = 0; row < table.length; row++) {
    const name = textAt(names, row);
    if (name !== null) found.set(String(ids[row]), name);
  }
  return found;
}

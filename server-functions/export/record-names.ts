import { NULL_ID, textAt, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import type { IdIndex } from '#core/columns/key-index.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { GENERATION_COLUMNS as C } from '../score/generation.ts';
import { columnOf } from '../score/column-of.ts';
import type { ColumnFile } from '../shared/columns/column-file.ts';
import type { WorkPorts } from '../shared/ports.ts';
import type { NamedColumn } from './export-columns.ts';
import { isRecordId } from './record-id.ts';
import { usedTexts } from './used-texts.ts';

/** What records of these ids are called; undefined where nobody knows. */
export type NamesOf = (ids: readonly string[]) => Promise<readonly (string | undefined)[]>;
export type RecordNames = Readonly<Record<NamedColumn['what'], NamesOf>>;

/** The columns of a batch with a column of names beside each column of ids; an id that nobody knows stands for itself. */
export async function withRecordNames(
  { length, columns }: ColumnTable,
  named: readonly NamedColumn[],
  names: RecordNames,
): Promise<Map<string, Column>> {
  const all = new Map(columns);
  for (const { key, from, what } of named) {
    const ids = columns.get(from);
    if (ids?.kind !== 'text') continue;
    const used = usedTexts(ids, length);
    const found = await names[what](used.dictionary);
    all.set(key, { ...used, dictionary: used.dictionary.map((id, code) => found[code] ?? id) });
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
export function accountNames(accounts: ColumnFile, index: IdIndex): NamesOf {
  if (!accounts.has(C.name)) return (ids) => Promise.resolve(ids.map(() => undefined));
  return async (ids) => {
    const wanted = BigInt64Array.from(ids, (id) => (isRecordId(id) ? BigInt(id) : NULL_ID));
    const rows = new Int32Array(wanted.length);
    index.locate(wanted, wanted.length, rows);
    const picked = await accounts.pick(
      [C.name],
      rows.filter((row) => row !== -1),
    );
    const names = columnOf(picked, C.name, 'text');
    let next = 0;
    return Array.from(rows, (row) => (row === -1 ? undefined : (textAt(names, next++) ?? undefined)));
  };
}

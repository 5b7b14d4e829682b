import { columnType } from '../store/column-type.ts';
import type { OrgStore } from '../store/org-store.ts';
import { quoteIdentifier } from '../store/quote-identifier.ts';
import type { SqlValue } from '../store/sql-value.ts';
import type { StoredModule } from '../store/stored-metadata.ts';

/** The id of the record, other than `except`, whose field has the value; text compares without ASCII case, over the index. */
export function findByValue(
  store: OrgStore,
  module: StoredModule,
  fieldName: string,
  value: SqlValue,
  except: bigint | null = null,
): bigint | null {
  const field = module.fields.find((each) => each.api_name === fieldName);
  if (field === undefined || value === null || typeof value === 'boolean') return null;
  const collation = columnType(field.data_type) === 'TEXT' ? ' COLLATE NOCASE' : '';
  const statement = store.database.prepare(
    `SELECT id FROM ${quoteIdentifier(module.api_name)} WHERE ${quoteIdentifier(fieldName)} = ?${collation} AND id <> ?
     ORDER BY id LIMIT 1`,
  );
  statement.setReadBigInts(true);
  const id = statement.get(value, except ?? 0n)?.['id'];
  return typeof id === 'bigint' ? id : null;
}

import type { DatabaseSync } from 'node:sqlite';
import type { FieldDefinition } from '../schema/field-definition.ts';
import type { ModuleDefinition } from '../schema/module-definition.ts';
import { quoteIdentifier } from './quote-identifier.ts';

/** Indexes that related lists, sweeps by Modified_Time and duplicate checks need. */
export function createIndexes(database: DatabaseSync, module: ModuleDefinition): void {
  for (const field of module.fields) {
    const collation = indexCollation(module, field);
    if (collation === null) continue;
    const index = quoteIdentifier(`${module.api_name}.${field.api_name}`);
    const column = `${quoteIdentifier(field.api_name)}${collation}`;
    database.exec(`CREATE INDEX IF NOT EXISTS ${index} ON ${quoteIdentifier(module.api_name)} (${column})`);
  }
}

/** null = no index; text that must be found as duplicate compares without case. */
function indexCollation(module: ModuleDefinition, field: FieldDefinition): string | null {
  if (field.data_type === 'lookup') return '';
  if (field.api_name === 'Modified_Time') return '';
  if (field.unique || module.duplicate_check_fields.includes(field.api_name)) return ' COLLATE NOCASE';
  return null;
}

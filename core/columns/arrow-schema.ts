import { tableFromIPC, Type } from '@uwdata/flechette';
import { COLUMNS_FORMAT, FORMAT_KEY, isKind, KIND_KEY } from './arrow-columns.ts';
import type { ColumnKind } from './column-table.ts';

export interface ArrowField {
  readonly key: string;
  readonly kind: ColumnKind;
  /** Which dictionary its codes are of; null = its values are its own. */
  readonly dictionary: number | null;
}

/** The columns that a schema message of `encodeColumns` announces, in their order; null for one that is not ours. */
export function readArrowSchema(message: Uint8Array): readonly ArrowField[] | null {
  let schema: ReturnType<typeof tableFromIPC>['schema'];
  try {
    ({ schema } = tableFromIPC(message));
  } catch {
    return null;
  }
  if (schema.metadata?.get(FORMAT_KEY) !== COLUMNS_FORMAT) return null;
  const fields: ArrowField[] = [];
  for (const { name, type, metadata } of schema.fields) {
    const kind = metadata?.get(KIND_KEY);
    if (!isKind(kind) || (type.typeId === Type.Dictionary) !== (kind === 'text')) return null;
    fields.push({ key: name, kind, dictionary: type.typeId === Type.Dictionary ? type.id : null });
  }
  return fields;
}

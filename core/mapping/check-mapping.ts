import type { ModuleMetadata } from '#core/crm/metadata.ts';
import type { Problem } from '#core/message.ts';
import type { FieldsOf } from './detect-lookups.ts';
import type { Mapping } from './mapping.ts';

export interface MappingCheck {
  /** These stop the mapping. `where` is a JSON path below the mapping: "deals.fields.amount". */
  readonly problems: readonly Problem[];
  /** These grey something out, and say what. */
  readonly warnings: readonly Problem[];
}

export function checkMapping(_mapping: Mapping, _modules: readonly ModuleMetadata[], _fieldsOf: FieldsOf): MappingCheck {
  throw new Error('not built yet');
}

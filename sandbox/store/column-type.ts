import type { ZohoDataType } from '../schema/field-definition.ts';

export type ColumnType = 'TEXT' | 'INTEGER' | 'NUMERIC';

/**
 * How a data type is stored; null = no column (a subform's rows live in their own module).
 * Date-times are epoch seconds, Zoho's precision. NUMERIC keeps 1000 an integer and 12.5 a real, so both print as written.
 */
export function columnType(type: ZohoDataType): ColumnType | null {
  switch (type) {
    case 'subform':
      return null;
    case 'integer':
    case 'bigint':
    case 'boolean':
    case 'datetime':
    case 'lookup':
    case 'ownerlookup':
    case 'userlookup':
      return 'INTEGER';
    case 'double':
    case 'currency':
    case 'percent':
      return 'NUMERIC';
    case 'text':
    case 'textarea':
    case 'picklist':
    case 'multiselectpicklist':
    case 'date':
    case 'email':
    case 'phone':
    case 'website':
    case 'autonumber':
      return 'TEXT';
  }
}

import type { FieldType } from '#core/crm/metadata.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';
import type { Message } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import type { Criteria } from './criteria.ts';

export interface CoqlField {
  readonly apiName: string;
  readonly type: FieldType;
  /** False for money kept in each record's own currency: COQL would compare it unconverted. */
  readonly homeCurrency: boolean;
}
export type CoqlFieldResolver = (reference: FieldReference) => CoqlField | null;

/** Result: the text after WHERE, or every reason why the criteria must be filtered locally (`coql.*` codes, `condition` number). */
export function toCoql(_criteria: Criteria, _fields: CoqlFieldResolver, _asOfDay: number): Result<string, Message[]> {
  throw new Error('not built yet');
}

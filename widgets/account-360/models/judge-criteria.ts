import type { CrmRecord } from '#core/crm/crm-client.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { describeCondition } from '#core/criteria/describe-criteria.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import type { PublishedBasis } from '#core/labels/published-basis.ts';
import { resolveField } from '#core/mapping/resolve-field.ts';
import type { Message } from '#core/message.ts';
import type { AccountState } from './account-view.ts';
import { toRecordRow, type RecordField } from './record-row.ts';

/** Without evidence: outside the global criteria, with the conditions that fail, or simply not scored yet. */
export function judgeCriteria(
  record: CrmRecord,
  published: PublishedBasis,
  accountFields: readonly FieldMetadata[],
): AccountState {
  const { criteria, mapping, minorDigits, asOfDay } = published;
  const fields: RecordField[] = [];
  const fieldLabels: Record<string, string> = {};
  for (const { field: reference } of criteria.conditions) {
    const resolved = resolveField(reference, 'accounts', mapping, accountFields);
    // A field that the viewer may not see cannot be judged for them.
    if (!resolved.ok) return { kind: 'notScored', asOfDay };
    const { apiName, kind } = resolved.value;
    fields.push({ reference, apiName, kind });
    fieldLabels[reference] = labelOf(apiName, accountFields);
  }
  const compiled = compileCriteria(criteria, { asOfDay, minorDigits });
  const row = toRecordRow(record, fields, minorDigits);
  if (compiled.evaluate(row)[0] === 1) return { kind: 'notScored', asOfDay };
  const failing = compiled
    .conditionMasks(row)
    .flatMap((mask, index): Message[] => {
      const condition = criteria.conditions[index];
      return mask[0] === 1 || condition === undefined ? [] : [describeCondition(condition, index)];
    });
  return { kind: 'notIncluded', failing, fieldLabels };
}

function labelOf(apiName: string, fields: readonly FieldMetadata[]): string {
  return fields.find((field) => field.apiName === apiName)?.label ?? apiName;
}

import { describeCondition } from '#core/criteria/describe-criteria.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import type { CrmRecord } from '#core/crm/crm-client.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { PublishedBasis } from '#core/labels/published-basis.ts';
import { resolveField } from '#core/mapping/resolve-field.ts';
import type { Message } from '#core/message.ts';
import type { AccountState } from './account-view.ts';
import { fieldLabels } from './field-names.ts';
import { toTable, type RecordField } from './record-table.ts';
import type { ZoneDay } from './record-values.ts';

/** Without evidence: outside the global criteria, with the conditions that fail, or simply not scored yet. */
export function judgeCriteria(
  record: CrmRecord,
  published: PublishedBasis,
  accountFields: readonly FieldMetadata[],
  zoneDay: ZoneDay,
): AccountState {
  const { criteria, mapping, minorDigits, asOfDay, currency, deals } = published;
  const fields: RecordField[] = [];
  for (const { field: reference } of criteria.conditions) {
    const resolved = resolveField(reference, 'accounts', mapping, accountFields);
    // A field that the viewer may not see cannot be judged for them.
    if (!resolved.ok) return { kind: 'notJudged' };
    fields.push({ reference, ...resolved.value });
  }
  const compiled = compileCriteria(criteria, { asOfDay, minorDigits });
  const row = toTable(
    [record],
    fields,
    { home: currency, digits: minorDigits, means: deals.exchangeRateMeans },
    zoneDay,
  );
  if (compiled.evaluate(row)[0] === 1) return { kind: 'notScored', asOfDay };
  const failing = compiled.conditionMasks(row).flatMap((mask, index): Message[] => {
    const condition = criteria.conditions[index];
    return mask[0] === 1 || condition === undefined ? [] : [describeCondition(condition, index)];
  });
  const labels = fieldLabels(
    criteria.conditions.map(({ field }) => field),
    mapping.accounts,
    accountFields,
  );
  return { kind: 'notIncluded', failing, fieldLabels: labels };
}

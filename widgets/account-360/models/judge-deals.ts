import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import type { CrmRecord } from '#core/crm/crm-client.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { PublishedBasis } from '#core/labels/published-basis.ts';
import { deriveStageType } from '#core/mapping/derive-stage-type.ts';
import { resolveField, STAGE_TYPE } from '#core/mapping/resolve-field.ts';
import { toTable, toTextColumn, type RecordField } from './record-table.ts';
import { textOf, type ZoneDay } from './record-values.ts';

/** RFM-1: which deals count, 1 or 0 a record; null where a field of the criteria is hidden from the viewer. */
export function judgeDeals(
  records: readonly CrmRecord[],
  published: PublishedBasis,
  dealFields: readonly FieldMetadata[],
  zoneDay: ZoneDay,
): Uint8Array | null {
  const { mapping, minorDigits, asOfDay, currency, deals } = published;
  const fields: RecordField[] = [];
  for (const { field: reference } of deals.contributing.conditions) {
    const resolved = resolveField(reference, 'deals', mapping, dealFields);
    if (!resolved.ok) return null;
    if (reference !== STAGE_TYPE) fields.push({ reference, ...resolved.value });
  }
  const money = { home: currency, digits: minorDigits, means: deals.exchangeRateMeans };
  const table = toTable(records, fields, money, zoneDay);
  const stage = mapping.deals.fields['stage'] ?? '';
  const options = dealFields.find(({ apiName }) => apiName === stage)?.options ?? [];
  const stages = toTextColumn(records.map((record) => textOf(record[stage])));
  const columns = new Map([...table.columns, [STAGE_TYPE, deriveStageType(stages, options)] as const]);
  const compiled = compileCriteria(deals.contributing, { asOfDay, minorDigits });
  return compiled.evaluate({ length: table.length, columns });
}

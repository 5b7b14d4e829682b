import { expect, test } from 'vitest';
import { NULL_CODE, textAt } from '#core/columns/column-table.ts';
import { checkCriteria } from '#core/criteria/check-criteria.ts';
import { ABM_FIELDS } from '#core/mapping/abm-fields.ts';
import { deriveStageType } from '#core/mapping/derive-stage-type.ts';
import { fieldReferenceSchema } from '#core/mapping/field-reference.ts';
import { resolveField } from '#core/mapping/resolve-field.ts';
import { MAPPING } from '#test/support/configuration-samples.ts';
import { field, STAGES, STANDARD } from '#test/support/crm-metadata.ts';

const accounts = STANDARD['Accounts'] ?? [];
const deals = STANDARD['Deals'] ?? [];
const refusal = (reference: string, role: 'accounts' | 'deals' | 'contacts', mapping = MAPPING) => {
  const resolved = resolveField(reference, role, mapping, role === 'deals' ? deals : accounts);
  return resolved.ok ? resolved.value : resolved.error.code;
};

test('a mapped target and a CRM field resolve to name, type and column kind', () => {
  expect(resolveField('annualRevenue', 'accounts', MAPPING, accounts)).toEqual({
    ok: true,
    value: { apiName: 'Annual_Revenue', kind: 'money', type: 'money' },
  });
  expect(refusal('crm:Owner', 'accounts')).toEqual({ apiName: 'Owner', kind: 'id', type: 'user' });
  expect(refusal('crm:Contract_End', 'accounts')).toEqual({ apiName: 'Contract_End', kind: 'day', type: 'date' });
});

test('stageType is read from the stage field, on deals only', () => {
  expect(refusal('stageType', 'deals')).toEqual({ apiName: 'Stage', kind: 'text', type: 'choice' });
  expect(refusal('stageType', 'accounts')).toBe('field.unknownTarget');
});

test('every way a reference can fail has its name', () => {
  expect(refusal('abm:rfm.label', 'accounts')).toBe('field.computed');
  expect(refusal('website', 'accounts')).toBe('field.notMapped');
  expect(refusal('amount', 'accounts')).toBe('field.unknownTarget');
  expect(refusal('toString', 'accounts')).toBe('field.unknownTarget');
  expect(refusal('crm:Gone', 'accounts')).toBe('field.notInModule');
  expect(refusal('crm:Product_Details', 'deals')).toBe('field.typeNotUsable');
  expect(refusal('email', 'contacts', { ...MAPPING, contacts: null })).toBe('field.moduleNotMapped');
});

test('stages become what they mean; deleted and empty ones stay empty', () => {
  const stages = {
    kind: 'text',
    codes: Int32Array.of(2, 0, NULL_CODE, 1, 3),
    dictionary: ['Closed Won', 'Gone', 'Qualification', 'closed won'],
  } as const;
  const derived = deriveStageType(stages, STAGES);
  expect(Array.from(derived.codes, (_, row) => textAt(derived, row))).toEqual(['open', 'won', null, null, null]);
});

test('computed fields are well-formed references that criteria can use', () => {
  for (const reference of ABM_FIELDS.keys()) expect(fieldReferenceSchema.safeParse(reference).success).toBe(true);
  const criteria = { conditions: [{ field: 'abm:rfm.r', operator: 'atLeast', number: 4 } as const], pattern: '' };
  expect(checkCriteria(criteria, ABM_FIELDS)).toEqual([]);
});

test('a field the CRM types oddly is not usable', () => {
  expect(resolveField('crm:X', 'accounts', MAPPING, [field('X', 'other')])).toMatchObject({
    ok: false,
    error: { code: 'field.typeNotUsable' },
  });
});

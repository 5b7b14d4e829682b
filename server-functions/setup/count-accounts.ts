import type { ColumnTable } from '#core/columns/column-table.ts';
import type { Cancellation } from '#core/cancellation.ts';
import type { Criteria } from '#core/criteria/criteria.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import { toCoql, type CoqlFieldResolver } from '#core/criteria/to-coql.ts';
import { isTextCondition } from '#core/criteria/operators.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import type { FieldMetadata, OrgMetadata } from '#core/crm/metadata.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import { resolveField } from '#core/mapping/resolve-field.ts';
import { referencedFields } from '#core/criteria/referenced-fields.ts';
import type { RecordCounter } from '../shared/rest/count-records.ts';

/** SET-4: the live count. */
export interface AccountCount {
  readonly matching: number;
  readonly total: number;
  /** Accounts for which each condition alone holds. */
  readonly perCondition: readonly number[];
}

export interface CountQuestion {
  readonly mapping: Mapping;
  /** Passed `checkCriteria`. */
  readonly criteria: Criteria;
  readonly asOfDay: number;
}

/** Answers after which counting locally may still do. */
const REFUSALS: readonly CrmErrorReason[] = ['invalidQuery', 'invalidData', 'limitExceeded', 'scopeMissing'];

/** By COQL where all of it can be said in COQL, to this CRM; null = it has to be counted locally. Throws `CrmError`. */
export async function countByQuery(
  counter: RecordCounter,
  question: CountQuestion,
  fields: readonly FieldMetadata[],
  org: OrgMetadata,
): Promise<AccountCount | null> {
  const { module } = question.mapping.accounts;
  const compiled = compileWheres(question, fields, org);
  if (compiled === null) return null;
  try {
    const same = await Promise.all(compiled.texts.map((field) => counter.comparesTextAsHere(module, field)));
    if (same.includes(false)) return null;
    const [total = 0, matching = 0, ...perCondition] = await Promise.all(
      ['id is not null', ...compiled.wheres].map((where) => counter.count(module, where)),
    );
    return { matching, total, perCondition };
  } catch (error) {
    if (error instanceof CrmError && REFUSALS.includes(error.reason)) return null;
    throw error;
  }
}

interface CompiledCount {
  /** All criteria, then each condition alone. */
  readonly wheres: readonly string[];
  /** The fields that this is right for only if the CRM compares their texts as core does. */
  readonly texts: readonly FieldMetadata[];
}

function compileWheres(
  { mapping, criteria, asOfDay }: CountQuestion,
  fields: readonly FieldMetadata[],
  org: OrgMetadata,
): CompiledCount | null {
  const fieldOf = (reference: FieldReference): FieldMetadata | null => {
    const resolved = resolveField(reference, 'accounts', mapping, fields);
    return resolved.ok ? (fields.find(({ apiName }) => apiName === resolved.value.apiName) ?? null) : null;
  };
  const home = org.currencies.find((currency) => currency.isHome);
  // Money fields have two decimals unless set otherwise: in a currency without, core rounds what COQL compares as it is.
  const homeCurrency = !org.multiCurrency && (home?.decimalPlaces ?? 0) >= 2;
  const resolve: CoqlFieldResolver = (reference) => {
    const field = fieldOf(reference);
    return field === null ? null : { apiName: field.apiName, type: field.type, homeCurrency, comparesTextAsHere: true };
  };
  const alone = criteria.conditions.map((condition) => ({ conditions: [condition], pattern: '' }));
  const wheres: string[] = [];
  for (const each of [criteria, ...alone]) {
    const where = toCoql(each, resolve, asOfDay);
    if (!where.ok) return null;
    wheres.push(where.value);
  }
  const texts = criteria.conditions.filter(isTextCondition).flatMap(({ field }) => fieldOf(field) ?? []);
  return { wheres, texts: [...new Set(texts)] };
}

/** By reading the fields that the criteria name, of every account: the definition of what criteria mean. */
export async function countByReading(
  crm: CrmBatch,
  { mapping, criteria, asOfDay }: CountQuestion,
  cancellation: Cancellation,
): Promise<AccountCount> {
  const { module } = mapping.accounts;
  const fields = await crm.fields(module);
  const home = (await crm.org()).currencies.find((currency) => currency.isHome);
  const reads = referencedFields(criteria).flatMap((reference) => {
    const field = resolveField(reference, 'accounts', mapping, fields);
    return field.ok ? [{ apiName: field.value.apiName, as: reference, kind: field.value.kind }] : [];
  });
  const compiled = compileCriteria(criteria, { asOfDay, minorDigits: home?.decimalPlaces ?? 2 });
  const perCondition = criteria.conditions.map(() => 0);
  let [matching, total] = [0, 0];
  const request = { module, fields: [{ apiName: 'id', as: 'id', kind: 'id' } as const, ...reads] };
  cancellation.throwIfAborted();
  const { batches } = crm.readTable(request, cancellation);
  for await (const table of batches) {
    cancellation.throwIfAborted();
    total += table.length;
    matching += held(compiled.evaluate(table), table);
    for (const [index, mask] of compiled.conditionMasks(table).entries()) perCondition[index]! += held(mask, table);
  }
  return { matching, total, perCondition };
}

function held(mask: Uint8Array, { length }: ColumnTable): number {
  let count = 0;
  for (let row = 0; row < length; row++) count += mask[row]!;
  return count;
}

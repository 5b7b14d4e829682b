import type { ColumnTable } from '#core/columns/column-table.ts';
import type { Criteria } from '#core/criteria/criteria.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import { toCoql, type CoqlFieldResolver } from '#core/criteria/to-coql.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import type { FieldMetadata, OrgMetadata } from '#core/crm/metadata.ts';
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

/** By COQL where all of it can be said in COQL; null = it has to be counted locally. */
export async function countByQuery(
  count: RecordCounter,
  { mapping, criteria, asOfDay }: CountQuestion,
  fields: readonly FieldMetadata[],
  org: OrgMetadata,
): Promise<AccountCount | null> {
  const resolve: CoqlFieldResolver = (reference) => {
    const field = resolveField(reference, 'accounts', mapping, fields);
    if (!field.ok) return null;
    return { apiName: field.value.apiName, type: field.value.type, homeCurrency: !org.multiCurrency };
  };
  const alone = criteria.conditions.map((condition) => ({ conditions: [condition], pattern: '' }));
  const wheres: string[] = [];
  for (const each of [criteria, ...alone]) {
    const where = toCoql(each, resolve, asOfDay);
    if (!where.ok) return null;
    wheres.push(where.value);
  }
  const { module } = mapping.accounts;
  const [total = 0, matching = 0, ...perCondition] = await Promise.all(
    ['id is not null', ...wheres].map((where) => count(module, where)),
  );
  return { matching, total, perCondition };
}

/** By reading the fields that the criteria name, of every account: the definition of what criteria mean. */
export async function countByReading(
  crm: CrmBatch,
  { mapping, criteria, asOfDay }: CountQuestion,
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
  const { batches } = crm.readTable({ module, fields: [{ apiName: 'id', as: 'id', kind: 'id' }, ...reads] });
  for await (const table of batches) {
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

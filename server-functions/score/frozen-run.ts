import { createHash } from 'node:crypto';
import * as z from 'zod';
import { configurationSchema, type Configuration } from '#core/configuration/configuration.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { FrozenOrg } from '#core/crm/sliced-crm-batch.ts';
import type { Problem } from '#core/message.ts';
import { ok, type Result } from '#core/result.ts';
import { GENERATION_COLUMNS } from './generation.ts';
import { generationRecordSchema, type GenerationRecord } from './generation-record.ts';
import { planReading, type ReadingPlan } from './plan-reading.ts';
import { labelFieldReads } from './project-labels.ts';
import { planTechniques, requestsOf } from './techniques/plan-techniques.ts';

const optionSchema = z.object({
  id: z.string().nullable(),
  actual: z.string(),
  display: z.string(),
  colour: z.string().nullable(),
  stageType: z.enum(['open', 'won', 'lost']).nullable(),
});
export const fieldSchema = z.object({
  apiName: z.string(),
  label: z.string(),
  type: z.custom<FieldMetadata['type']>((value) => typeof value === 'string'),
  custom: z.boolean(),
  mandatory: z.boolean(),
  readOnly: z.boolean(),
  lookupModule: z.string().nullable(),
  subformModule: z.string().nullable(),
  options: z.array(optionSchema),
});
export const orgSchema = z.object({
  orgId: z.string(),
  name: z.string(),
  homeCurrency: z.string(),
  multiCurrency: z.boolean(),
  currencies: z.array(
    z.object({
      isoCode: z.string(),
      isHome: z.boolean(),
      active: z.boolean(),
      exchangeRate: z.string(),
      decimalPlaces: z.int(),
    }),
  ),
  timeZone: z.string(),
  dailyCredits: z.number().nullable().default(null),
});

/** All that a run takes for given from its first unit to its last: rates, zone, fields, day, settings, what stood before. */
export const frozenRunSchema = z.strictObject({
  org: orgSchema,
  /** By module. */
  fields: z.record(z.string(), z.array(fieldSchema)),
  configuration: configurationSchema,
  asOfDay: z.int(),
  /** Epoch milliseconds. */
  now: z.number(),
  /** Newest change of each module before the first read, of the CRM's clock; null = it does not say. Epoch milliseconds. */
  newest: z.strictObject({ accounts: z.number().nullable(), deals: z.number().nullable() }).nullable().default(null),
  /** What was published when the run began; a run that finds another one at its end was overtaken. */
  former: z.strictObject({ revision: z.string(), record: generationRecordSchema }).nullable(),
});

export interface FrozenRun extends FrozenOrg {
  readonly configuration: Configuration;
  readonly asOfDay: number;
  readonly now: number;
  readonly newest: { readonly accounts: number | null; readonly deals: number | null } | null;
  readonly former: { readonly revision: string; readonly record: GenerationRecord } | null;
}

/** The same plan in every slice: it follows from what is frozen. */
export function planOf({
  configuration,
  fields,
}: Pick<FrozenRun, 'configuration' | 'fields'>): Result<ReadingPlan, readonly Problem[]> {
  const { accounts, deals } = configuration.mapping;
  const techniques = planTechniques(configuration, fields);
  const alike = techniques?.purchases == null ? [] : (configuration.techniques.recommendations?.cellFields ?? []);
  const plan = planReading(
    {
      configuration,
      alsoRead: labelFieldReads(configuration),
      offered: [GENERATION_COLUMNS.created, ...alike],
      months: true,
    },
    { accounts: fields[accounts.module] ?? [], deals: fields[deals.module] ?? [] },
  );
  if (!plan.ok || techniques === null) return plan;
  return ok({ ...plan.value, dealFields: [...plan.value.dealFields, ...techniques.dealFields], techniques });
}

/** Modules that a run reads rows of. */
export function modulesRead({ mapping, techniques }: Configuration): readonly string[] {
  const lines = techniques.rfm?.frequencyOf === 'products' && mapping.dealProducts.kind === 'lineItems';
  return [
    mapping.accounts.module,
    mapping.deals.module,
    ...(lines && mapping.dealProducts.kind === 'lineItems' ? [mapping.dealProducts.module] : []),
  ];
}

/** Api names by module; of the modules that other techniques read only where they are asked for. */
function fieldsRead(
  { configuration }: Pick<FrozenRun, 'configuration'>,
  plan: ReadingPlan,
  withTechniques: boolean,
): ReadonlyMap<string, ReadonlySet<string>> {
  const { accounts, deals } = configuration.mapping;
  const names = new Map<string, Set<string>>();
  const add = (module: string, fields: readonly string[]): void => {
    const known = names.get(module) ?? new Set<string>();
    for (const field of fields) known.add(field);
    names.set(module, known);
  };
  const namesOf = (reads: ReadingPlan['accountFields']): string[] => reads.map(({ apiName }) => apiName);
  add(accounts.module, namesOf(plan.accountFields));
  add(deals.module, namesOf(plan.dealFields));
  if (plan.units.kind === 'lineItems') {
    const { module, parent, quantity } = plan.units.source;
    add(module, [parent, ...(quantity === null ? [] : [quantity])]);
  }
  if (withTechniques && plan.techniques !== undefined)
    for (const { module, fields } of requestsOf(configuration, plan.techniques))
      add(
        module,
        fields.map(({ apiName }) => apiName),
      );
  return names;
}

/**
 * Fields that a run reads and that are gone, of another type or with other options now. An option renamed in between would
 * leave deals that belong to no stage, and sums that look right all the same.
 */
export function driftOf(frozen: FrozenRun, plan: ReadingPlan, present: FrozenOrg['fields']): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [module, names] of fieldsRead(frozen, plan, true)) {
    const meaningNow = new Map((present[module] ?? []).map((field) => [field.apiName, meaningOf(field)] as const));
    for (const field of frozen.fields[module] ?? []) {
      if (!names.has(field.apiName) || meaningNow.get(field.apiName) === meaningOf(field)) continue;
      problems.push({
        code: 'run.fieldChanged',
        params: { module, field: field.label, remedy: 'runAgain' },
        where: `${module}.${field.apiName}`,
      });
    }
  }
  return problems;
}

/** The same for two runs that would read the same fields under the same settings for the same day. */
export function hashInputs(
  frozen: Omit<FrozenRun, 'now' | 'former' | 'newest'>,
  plan: ReadingPlan,
  withTechniques = true,
): string {
  const read = [...fieldsRead(frozen, plan, withTechniques)].map(([module, names]) => [
    module,
    (frozen.fields[module] ?? []).filter(({ apiName }) => names.has(apiName)).map((f) => [f.apiName, meaningOf(f)]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([frozen.configuration, frozen.asOfDay, frozen.org.timeZone, read]))
    .digest('base64url')
    .slice(0, 22);
}

/**
 * The same where deals that were read under the one can stand beside deals read under the other: rates count as well. What only
 * full runs read does not: a new field of calls is no reason to read every deal.
 */
export function hashLedgerInputs(frozen: Omit<FrozenRun, 'now' | 'former' | 'newest'>, plan: ReadingPlan): string {
  const { homeCurrency, multiCurrency, currencies } = frozen.org;
  return createHash('sha256')
    .update(JSON.stringify([hashInputs(frozen, plan, false), homeCurrency, multiCurrency, currencies]))
    .digest('base64url')
    .slice(0, 22);
}

/** What a column's values mean; labels, colours and the order of options do not matter. */
function meaningOf({ type, lookupModule, options }: FieldMetadata): string {
  const values = options.map(({ actual, stageType }) => [actual, stageType] as const);
  return JSON.stringify([type, lookupModule, values.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

import type { ColumnKind } from '#core/columns/column-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { checkCriteria } from '#core/criteria/check-criteria.ts';
import type { Criteria } from '#core/criteria/criteria.ts';
import { referencedFields } from '#core/criteria/referenced-fields.ts';
import type { FieldRead } from '#core/crm/crm-batch.ts';
import type { ChoiceOption, FieldMetadata } from '#core/crm/metadata.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';
import type { ProductSource } from '#core/mapping/mapping.ts';
import { resolveField, STAGE_TYPE } from '#core/mapping/resolve-field.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { firmographicsFields } from '#core/techniques/firmographics/aggregate.ts';
import type { FirmographicsSettings } from '#core/techniques/firmographics/settings.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import type { ScoreInput } from './generation.ts';
import type { TechniquesPlan } from './techniques/plan-techniques.ts';

/** Keys of deal columns that the run reads for itself, whatever the criteria read. */
export const DEAL_COLUMNS = {
  id: 'id',
  account: 'account',
  amount: 'amount',
  stage: 'stage',
  closingDay: 'deal:closingDay',
} as const;
/** A number field as RFM's amount is read a second time as money; criteria keep seeing a number. */
const AMOUNT_OF_NUMBER = 'rfm:monetary';

/** Deals that are won, where no RFM settings say what contributes (SEG-1's revenue won). */
export const WON: Criteria = { conditions: [{ field: STAGE_TYPE, operator: 'is', value: 'won' }], pattern: '' };

/** What decides what is read: a configuration, or the part of one that the wizard has so far. */
export interface ReadingScope extends Pick<Configuration, 'mapping' | 'criteria'> {
  readonly techniques: {
    readonly rfm: Pick<RfmSettings, 'recencyField' | 'frequencyOf' | 'monetaryField' | 'contributing'> | null;
    readonly firmographics: FirmographicsSettings | null;
  };
}

export interface ReadingInput extends Pick<ScoreInput, 'alsoRead'> {
  readonly configuration: ReadingScope;
  /** Account fields to read where they can be read; those that cannot stop nothing. */
  readonly offered?: readonly FieldReference[];
  /** Read deals' closing days too, for `DealMonths`. */
  readonly months?: boolean;
}

/** What one run reads, checked against the org's metadata. */
export interface ReadingPlan {
  readonly accountFields: readonly FieldRead[];
  readonly dealFields: readonly FieldRead[];
  readonly contributing: Criteria;
  /** Column keys in the deal tables. */
  readonly dayKey: string;
  readonly monetaryKey: string;
  readonly stageOptions: readonly ChoiceOption[];
  readonly units: UnitSource;
  /** Absent = none of the techniques is chosen that read more. */
  readonly techniques?: TechniquesPlan;
}

/** What one deal adds to frequency. */
export type UnitSource =
  | { readonly kind: 'one' }
  | { readonly kind: 'lineItems'; readonly source: Extract<ProductSource, { kind: 'lineItems' }> }
  /** Text column of `;`-joined products, or an id column. */
  | { readonly kind: 'column'; readonly key: string };

/**
 * Decision 13: the union of the fields that the configuration references, label fields included. A field that is gone, of
 * another type or used with an operator that it does not take is a problem with its place (metadata drift stops a run).
 */
export function planReading(
  { configuration, alsoRead = [], offered = [], months = false }: ReadingInput,
  fields: { readonly accounts: readonly FieldMetadata[]; readonly deals: readonly FieldMetadata[] },
): Result<ReadingPlan, readonly Problem[]> {
  const { mapping, criteria, techniques } = configuration;
  const problems: Problem[] = [];
  const kinds = { accounts: new Map<FieldReference, ColumnKind>(), deals: new Map<FieldReference, ColumnKind>() };
  const reads = { accounts: new Map<string, FieldRead>(), deals: new Map<string, FieldRead>() };

  const want = (
    role: ModuleRole & keyof typeof reads,
    reference: FieldReference,
    optional = false,
  ): ColumnKind | null => {
    const resolved = resolveField(reference, role, mapping, fields[role]);
    if (!resolved.ok) {
      if (!optional) problems.push(resolved.error);
      return null;
    }
    const { apiName, kind } = resolved.value;
    const key = reference === STAGE_TYPE ? DEAL_COLUMNS.stage : reference;
    reads[role].set(key, { apiName, as: key, kind });
    kinds[role].set(reference, kind);
    return kind;
  };

  reads.accounts.set('id', { apiName: 'id', as: 'id', kind: 'id' });
  // Mapped fields that no column can hold (a multi-select lookup) have no use in a generation and stop nothing.
  for (const target of Object.keys(mapping.accounts.fields)) want('accounts', target, target !== 'name');
  for (const reference of referencedFields(criteria)) want('accounts', reference);
  if (techniques.firmographics !== null) {
    for (const reference of firmographicsFields(techniques.firmographics)) want('accounts', reference);
  }
  for (const reference of offered) want('accounts', reference, true);
  for (const { apiName, as } of alsoRead) addOwnField(reads.accounts, fields.accounts, apiName, as);

  const rfm = techniques.rfm;
  const contributing = rfm?.contributing ?? WON;
  reads.deals.set('id', { apiName: 'id', as: DEAL_COLUMNS.id, kind: 'id' });
  for (const reference of ['account', 'amount', 'stage', ...referencedFields(contributing)]) want('deals', reference);
  const dayKey = rfm?.recencyField ?? 'closingDate';
  if (want('deals', dayKey) !== 'day') problems.push(wrongKind(dayKey, 'day'));
  const monetary = rfm?.monetaryField ?? 'amount';
  const monetaryKind = want('deals', monetary);
  if (monetaryKind !== 'money' && monetaryKind !== 'number') problems.push(wrongKind(monetary, 'money'));
  const monetaryKey = readAsMoney(reads.deals, monetary, AMOUNT_OF_NUMBER);
  readAsMoney(reads.deals, DEAL_COLUMNS.amount, DEAL_COLUMNS.amount);

  const closing = resolveField('closingDate', 'deals', mapping, fields.deals);
  if (months && closing.ok) {
    reads.deals.set(DEAL_COLUMNS.closingDay, {
      apiName: closing.value.apiName,
      as: DEAL_COLUMNS.closingDay,
      kind: 'day',
    });
  }
  const units = planUnits(configuration, reads.deals, fields.deals, problems);
  problems.push(
    ...checkCriteria(criteria, kinds.accounts, 'criteria'),
    ...checkCriteria(contributing, kinds.deals, 'techniques.rfm.contributing'),
    ...(techniques.firmographics?.labels ?? []).flatMap((label, index) =>
      checkCriteria(label.criteria, kinds.accounts, `techniques.firmographics.labels[${index}].criteria`),
    ),
  );
  if (problems.length > 0) return fail(withoutRepeats(problems));
  const stage = mapping.deals.fields['stage'];
  return ok({
    accountFields: [...reads.accounts.values()],
    dealFields: [...reads.deals.values()],
    contributing,
    dayKey,
    monetaryKey,
    stageOptions: fields.deals.find((field) => field.apiName === stage)?.options ?? [],
    units,
  });
}

/** RFM-1: products bought come from line quantities, else from linked products. A related list cannot be read in bulk. */
function planUnits(
  { mapping, techniques }: ReadingScope,
  reads: Map<string, FieldRead>,
  fields: readonly FieldMetadata[],
  problems: Problem[],
): UnitSource {
  if (techniques.rfm?.frequencyOf !== 'products') return { kind: 'one' };
  const source = mapping.dealProducts;
  if (source.kind === 'lineItems') return { kind: 'lineItems', source };
  if (
    (source.kind === 'lookup' || source.kind === 'lookups') &&
    fields.some((field) => field.apiName === source.field)
  ) {
    const key = `units:${source.field}`;
    reads.set(key, { apiName: source.field, as: key, kind: source.kind === 'lookup' ? 'id' : 'text' });
    return { kind: 'column', key };
  }
  problems.push({
    code: 'run.productsNotCountable',
    params: { source: source.kind, remedy: 'countDeals' },
    where: 'mapping.dealProducts',
  });
  return { kind: 'one' };
}

function addOwnField(
  reads: Map<string, FieldRead>,
  fields: readonly FieldMetadata[],
  apiName: string,
  as: string,
): void {
  const field = fields.find((candidate) => candidate.apiName === apiName);
  // Label fields that Configure has not created yet are simply not there.
  if (field === undefined) return;
  const kind = field.type === 'integer' ? 'number' : field.type === 'date' ? 'day' : 'text';
  reads.set(as, { apiName, as, kind });
}

function readAsMoney(reads: Map<string, FieldRead>, reference: string, key: string): string {
  const read = reads.get(reference);
  if (read === undefined || read.kind === 'money') return reference;
  reads.set(key, { ...read, as: key, kind: 'money' });
  return key;
}

function wrongKind(reference: string, kind: ColumnKind): Problem {
  return { code: 'run.fieldOfOtherKind', params: { field: reference, kind }, where: reference };
}

function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map(problems.map((problem) => [`${problem.code} ${problem.where}`, problem] as const));
  return [...seen.values()];
}

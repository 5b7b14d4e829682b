import { NULL_BOOLEAN, NULL_CODE, NULL_DAY, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import type { FieldRead, TableRequest } from '#core/crm/crm-batch.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { IntakeSource } from '#core/intake/intake-rows.ts';
import { CRM_PREFIX } from '#core/mapping/field-reference.ts';
import type { Message } from '#core/message.ts';
import type { TouchField, TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import { hourColumn, RECORD_COLUMN } from '#core/techniques/engagement/read-touches.ts';
import type { TextRecipe } from '#core/techniques/voice/text-recipe.ts';

/** Zoho CRM API v8: what bulk read refuses. Such records come one by one, by the intake, which runs read. */
const NOT_IN_BULK: ReadonlyMap<string, IntakeSource | null> = new Map([
  ['Emails', 'emails'],
  ['Notes', 'notes'],
  ['Attachments', null],
]);

/** Whether a run can read the module itself. */
export function isReadInBulk(module: string): boolean {
  return !NOT_IN_BULK.has(module);
}

/** Which of what the intake takes in a module is; null = it takes in none of it. */
export function intakeOf(module: string): IntakeSource | null {
  return NOT_IN_BULK.get(module) ?? null;
}

/** Where a run reads what a recipe says. */
export type RecipeSource<Recipe> = BulkSource<Recipe> | { readonly recipe: Recipe; readonly intake: IntakeSource };

export interface BulkSource<Recipe> {
  readonly recipe: Recipe;
  readonly intake: null;
  /** Fields that the org has. */
  readonly request: TableRequest;
  /** Fields that it lacks: empty in every record. */
  readonly missing: readonly TouchField[];
}

export interface PlannedSource<Recipe> {
  /** null = it is left out; a warning says why. */
  readonly source: RecipeSource<Recipe> | null;
  readonly warnings: readonly Message[];
}

/** Fields of modules that the org lacks are not there. */
type Fields = Readonly<Record<string, readonly FieldMetadata[]>>;
type AnyRecipe = Pick<TouchPointRecipe, 'module' | 'names' | 'contact' | 'account' | 'fields'>;

/** Nobody's touch points, or some of no day, are none. */
export function planTouchSource(recipe: TouchPointRecipe, fields: Fields): PlannedSource<TouchPointRecipe> {
  const days = recipe.events.map(({ at }) => at);
  const hours = saysWhenReached(recipe) ? [...new Set(days)] : [];
  return planSource(recipe, fields, { needed: [days], hours, absent: 'engagement.sourceNotInOrg' });
}

/** ENG-3: the best time to reach somebody is read from answered calls. */
export function saysWhenReached({ channel }: Pick<TouchPointRecipe, 'channel'>): boolean {
  return channel === 'call';
}

/** Nor is a text without words. Each batch of texts is done with when the next one comes: those of all records are never in memory. */
export function planTextSource(recipe: TextRecipe, fields: Fields): PlannedSource<TextRecipe> {
  const planned = planSource(recipe, fields, { needed: [[recipe.at], recipe.texts], absent: 'voice.sourceNotInOrg' });
  const { source } = planned;
  if (source === null || source.intake !== null) return planned;
  return { ...planned, source: { ...source, request: { ...source.request, passing: true } } };
}

/** A source by its names: whoever reads of it may not know the settings that it stood in. */
export function sourceNamed({ en, es }: AnyRecipe['names']): { readonly source: string; readonly sourceEs: string } {
  return { source: en, sourceEs: es };
}

/** Recipes of a plan that were read: those that warnings of reading do not name. Only of what the intake has not read they name no module. */
export function recipesRead<Recipe extends AnyRecipe>(
  sources: readonly RecipeSource<Recipe>[],
  warnings: readonly Pick<Message, 'params'>[],
): Recipe[] {
  const isLeftOut = ({ recipe: { names, module }, intake }: RecipeSource<Recipe>): boolean =>
    warnings.some(
      ({ params }) =>
        params['source'] === names.en &&
        (params['module'] === undefined ? intake !== null : params['module'] === module),
    );
  return sources.filter((source) => !isLeftOut(source)).map(({ recipe }) => recipe);
}

function planSource<Recipe extends AnyRecipe>(
  recipe: Recipe,
  fields: Fields,
  {
    needed,
    hours = [],
    absent,
  }: {
    readonly needed: readonly (readonly string[])[];
    /** Instants whose hour is read too. */
    readonly hours?: readonly string[];
    readonly absent: string;
  },
): PlannedSource<Recipe> {
  const { module, names } = recipe;
  const left = (code: string): PlannedSource<Recipe> => ({
    source: null,
    warnings: [{ code, params: { ...sourceNamed(names), module } }],
  });
  const intake = NOT_IN_BULK.get(module);
  if (intake === null) return left('engagement.sourceByRecord');
  if (intake !== undefined) return { source: { recipe, intake }, warnings: [] };
  const known = fields[module];
  if (known === undefined) return left(absent);
  const present = new Set(known.map(({ apiName }) => apiName));
  const missing = recipe.fields.filter(({ field }) => !present.has(field));
  const lacks = (field: string): boolean => missing.some((each) => each.field === field);
  const who = [recipe.contact, recipe.account].flatMap((field) => (field === null ? [] : [field]));
  if ([who, ...needed].some((each) => each.every(lacks))) return left(absent);
  const reads = recipe.fields
    .filter(({ field }) => present.has(field))
    .flatMap((field) => [readOf(field), ...(hours.includes(field.field) ? [hourOf(field)] : [])]);
  return {
    source: {
      recipe,
      intake: null,
      request: { module, fields: [{ apiName: 'id', as: RECORD_COLUMN, kind: 'id' }, ...reads] },
      missing,
    },
    warnings:
      missing.length === 0
        ? []
        : [
            {
              code: 'engagement.fieldsMissing',
              params: { module, fields: missing.map(({ field }) => field).join(', ') },
            },
          ],
  };
}

function readOf({ field, kind }: TouchField): FieldRead {
  return { apiName: field, as: CRM_PREFIX + field, kind: kindOf(kind) };
}

function hourOf({ field }: TouchField): FieldRead {
  return { apiName: field, as: hourColumn(field), kind: 'hour' };
}

function kindOf(kind: TouchField['kind']): Column['kind'] {
  switch (kind) {
    case 'reference':
      return 'id';
    case 'instant':
      return 'day';
    case 'text':
    case 'number':
    case 'boolean':
      return kind;
  }
}

/** A batch with a column for each field that its recipe names. */
export function withMissing(batch: ColumnTable, missing: readonly TouchField[]): ColumnTable {
  const empty = missing.map(
    ({ field, kind }) => [CRM_PREFIX + field, emptyColumn(kindOf(kind), batch.length)] as const,
  );
  return { length: batch.length, columns: new Map([...batch.columns, ...empty]) };
}

function emptyColumn(kind: Column['kind'], length: number): Column {
  switch (kind) {
    case 'id':
      return { kind, values: new BigInt64Array(length) };
    case 'text':
      return { kind, codes: new Int32Array(length).fill(NULL_CODE), dictionary: [] };
    case 'number':
      return { kind, values: new Float64Array(length).fill(Number.NaN) };
    case 'money':
      return { kind, minor: new Float64Array(length).fill(Number.NaN) };
    case 'day':
      return { kind, days: new Int32Array(length).fill(NULL_DAY) };
    case 'boolean':
      return { kind, values: new Uint8Array(length).fill(NULL_BOOLEAN) };
  }
}

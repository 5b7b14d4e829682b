import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { TableRequest } from '#core/crm/crm-batch.ts';
import { deriveStageType } from '#core/mapping/derive-stage-type.ts';
import { STAGE_TYPE } from '#core/mapping/resolve-field.ts';
import { evaluateFieldRules } from '#core/scoring-rules/evaluate-rules.ts';
import type { ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import { columnOf } from '../score/column-of.ts';
import { minorDigitsOf } from '../score/run-score.ts';
import { keepTables, type KeptTables } from '../shared/runs/keep-tables.ts';
import { ACCOUNT, type PlannedModule } from './plan-rules.ts';
import { moveOn, withModule, type RulesContext, type RulesInputs, type RulesUnit } from './rules-context.ts';
import type { RulesRunRow } from './rules-run-row.ts';
import { ids, numbers } from './score-tables.ts';

/** Which field rules hold, as bits: of the at most 50 of a module a whole number below 2^53 tells all. */
export const HOLDS = 'holds';
/** 16 bytes a record: 3 MB. Rows. */
const PIECE_ROWS = 200_000;

/** One part of a module: judged as it is read, so that no field outlives its batch. After the modules, contacts with their accounts. */
export const judgeRecords: RulesUnit = async (context, row) => {
  const inputs = await context.inputs(row);
  const { plan } = inputs;
  const { read, modules } = row.job.cursor;
  const planned = plan.modules[read.at];
  if (planned === undefined) return listContacts(context, inputs, row);
  const part = partOf(context, inputs, row, planned.request);
  const judge = judgeOf(planned, inputs);
  const { names, rows } = await keepEach(context, part.batches, judge);
  const { next } = await part.end;
  const gone = next === null && row.kind === 'changes' ? await goneSince(context, inputs, planned.apiName) : null;
  return moveOn(
    'judge',
    {
      read: next === null ? { at: read.at + 1, next: null } : { at: read.at, next },
      modules: withModule(modules, read.at, ({ judged }) => ({ judged: [...judged, ...names], gone })),
    },
    ({ judged }) => ({ judged: judged + rows }),
  );
};

/** The field rules of a module in their fixed order: a rule's place is its bit. */
export function fieldRulesOf({ rules }: Pick<PlannedModule, 'rules'>): readonly ScoringRule[] {
  return rules.filter(({ kind, active }) => kind === 'field' && active);
}

async function listContacts(
  context: RulesContext,
  inputs: RulesInputs,
  row: RulesRunRow,
): Promise<(row: RulesRunRow) => RulesRunRow> {
  const { read, contacts } = row.job.cursor;
  const request = inputs.plan.contacts;
  if (request === null) return moveOn('touches', {});
  // All of them, in a run of changes too: anybody may have been written to.
  const part = inputs.crm.readPart(request, read.next, context.control);
  const { names } = await keepEach(context, part.batches, (batch) => ({
    length: batch.length,
    columns: new Map([
      ['id', copyOfIds(batch, 'id')],
      [ACCOUNT, copyOfIds(batch, ACCOUNT)],
    ]),
  }));
  const { next } = await part.end;
  return moveOn(next === null ? 'touches' : 'judge', {
    read: { at: read.at, next },
    contacts: [...contacts, ...names],
  });
}

function partOf({ control }: RulesContext, { crm, frozen }: RulesInputs, row: RulesRunRow, request: TableRequest) {
  const { next } = row.job.cursor.read;
  return row.kind === 'all'
    ? crm.readPart(request, next, control)
    : crm.readChanges({ ...request, since: frozen.since }, next, control);
}

function judgeOf(planned: PlannedModule, { frozen }: RulesInputs): (batch: ColumnTable) => ColumnTable {
  const criteria = { asOfDay: frozen.today, minorDigits: minorDigitsOf(frozen.org) };
  const fields = fieldRulesOf(planned);
  return (batch) => {
    const table = withStageType(batch, planned);
    const holds = evaluateFieldRules(fields, planned.module, table, criteria);
    const masks = Array.from({ length: batch.length }, (_, record) =>
      fields.reduce((sum, { id }, bit) => sum + (holds(id, record) ? 2 ** bit : 0), 0),
    );
    return {
      length: batch.length,
      columns: new Map([
        ['id', copyOfIds(batch, 'id')],
        [HOLDS, numbers(masks)],
      ]),
    };
  };
}

function withStageType(batch: ColumnTable, { stageOptions }: PlannedModule): ColumnTable {
  const stage = batch.columns.get(STAGE_TYPE);
  if (stage?.kind !== 'text') return batch;
  const derived = deriveStageType(stage, stageOptions);
  return { ...batch, columns: new Map<string, Column>([...batch.columns, [STAGE_TYPE, derived]]) };
}

/** In arrays of its own: the batch's are filled again. */
function copyOfIds(batch: ColumnTable, key: string): Column {
  return { kind: 'id', values: columnOf(batch, key, 'id').values.slice(0, batch.length) };
}

/** A row of each record, whatever is kept of it. */
async function keepEach(
  { parts, control }: RulesContext,
  batches: AsyncIterable<ColumnTable>,
  keep: (batch: ColumnTable) => ColumnTable,
): Promise<KeptTables> {
  async function* kept(): AsyncGenerator<ColumnTable, void, void> {
    for await (const batch of batches) {
      await control.checkpoint();
      yield keep(batch);
    }
  }
  return keepTables(parts, kept(), PIECE_ROWS);
}

/** Records that were deleted and did not come back; none where the CRM keeps no list of them. */
async function goneSince(
  { parts, control }: RulesContext,
  { crm, frozen }: RulesInputs,
  module: string,
): Promise<string | null> {
  try {
    const deleted = await crm.readDeleted({ module, since: frozen.since }, control);
    if (deleted.length === 0) return null;
    const alive = await crm.readRows({ module, fields: [{ apiName: 'id', as: 'id', kind: 'id' }] }, deleted, control);
    const back = new Set(columnOf(alive, 'id', 'id').values.subarray(0, alive.length));
    const gone = [...deleted].filter((id) => !back.has(id));
    return await parts.writeTable({ length: gone.length, columns: new Map([['id', ids(gone)]]) });
  } catch (error) {
    if (error instanceof CrmError && error.reason === 'invalidModule') return null;
    throw error;
  }
}

import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import { createTouchReader, type TouchRows } from '#core/techniques/engagement/read-touches.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import { openIntake } from '../intake/open-intake.ts';
import { minorDigitsOf } from '../score/run-score.ts';
import { withMissing, type BulkSource } from '../score/techniques/plan-source.ts';
import { keepTables } from '../shared/runs/keep-tables.ts';
import { moveOn, type RulesContext, type RulesInputs, type RulesUnit } from './rules-context.ts';
import type { RulesCursor, RulesRunRow } from './rules-run-row.ts';
import { numbers, texts } from './score-tables.ts';

/** Columns of touch points: some 50 bytes each. */
export const T = { record: 'id', touch: 'touch', contact: 'contact', account: 'account', day: 'day', source: 'source' };
/** 10 MB. Rows. */
const PIECE_ROWS = 200_000;
/** What a CRM answers of a module that cannot be read, or not by us: other sources count all the same. */
const NOT_READABLE: ReadonlySet<CrmErrorReason> = new Set([
  'invalidModule',
  'invalidField',
  'invalidQuery',
  'noPermission',
  'notFound',
]);

/** One part of one source, of the touch points that some rule counts alone; last what the intake has read. */
export const readRuleTouches: RulesUnit = async (context, row) => {
  const inputs = await context.inputs(row);
  const { plan } = inputs;
  const { touches } = row.job.cursor;
  if (!plan.countsTouches || touches.source > plan.sources.length) return moveOn('score', {});
  const wanted = new Set(plan.modules.flatMap((module) => [...module.touches]));
  const source = plan.sources[touches.source];
  if (source === undefined) {
    const { names } = await keepTables(context.parts, intakeTouches(context, wanted), PIECE_ROWS);
    return goOn(touches, names, null);
  }
  const { module, names: titles } = source.recipe;
  try {
    const part = bulkTouches(context, inputs, row, source, wanted);
    const { names } = await keepTables(context.parts, part.tables, PIECE_ROWS);
    return goOn(touches, names, (await part.end).next);
  } catch (error) {
    if (!(error instanceof CrmError) || !NOT_READABLE.has(error.reason)) throw error;
    context.ports.logger.warn('rules.sourceNotReadable', { runId: row.id, reason: error.reason });
    const params = { source: titles.en, module, reason: error.reason };
    const next = goOn(touches, [], null);
    return (present) => {
      const moved = next(present);
      return { ...moved, warnings: [...moved.warnings, { code: 'engagement.sourceNotReadable', params }] };
    };
  }
};

function goOn(
  { source, parts }: RulesCursor['touches'],
  names: readonly string[],
  next: string | null,
): (row: RulesRunRow) => RulesRunRow {
  const touches = { source: next === null ? source + 1 : source, next, parts: [...parts, ...names] };
  return moveOn('touches', { touches });
}

function bulkTouches(
  { control }: RulesContext,
  { crm, frozen }: RulesInputs,
  row: RulesRunRow,
  { recipe, request, missing }: BulkSource<TouchPointRecipe>,
  wanted: ReadonlySet<number>,
) {
  const reader = createTouchReader(recipe, { asOfDay: frozen.today, minorDigits: minorDigitsOf(frozen.org) });
  const { next } = row.job.cursor.touches;
  const part =
    row.kind === 'all'
      ? crm.readPart(request, next, control)
      : crm.readChanges({ ...request, since: frozen.since }, next, control);
  async function* tables(): AsyncGenerator<ColumnTable, void, void> {
    for await (const batch of part.batches) {
      await control.checkpoint();
      yield toTable(reader.read(withMissing(batch, missing)), recipe.id, wanted);
    }
  }
  return { tables: tables(), end: part.end };
}

/** E-mails and notes, as far as the intake has come. */
async function* intakeTouches(
  { ports, org, control }: RulesContext,
  wanted: ReadonlySet<number>,
): AsyncGenerator<ColumnTable, void, void> {
  const intake = await openIntake(ports, org);
  if (intake === null) return;
  for await (const points of intake.touchPoints()) {
    await control.checkpoint();
    yield toTable(points, points.source, wanted);
  }
}

function toTable(rows: Omit<TouchRows, 'hour'>, source: string, wanted: ReadonlySet<number>): ColumnTable {
  const kept: number[] = [];
  for (let row = 0; row < rows.length; row++) if (wanted.has(rows.touch[row]!)) kept.push(row);
  const idsOf = (of: BigInt64Array): Column => ({ kind: 'id', values: BigInt64Array.from(kept, (row) => of[row]!) });
  return {
    length: kept.length,
    columns: new Map<string, Column>([
      [T.record, idsOf(rows.recordId)],
      [T.touch, numbers(kept.map((row) => rows.touch[row]!))],
      [T.contact, idsOf(rows.contact)],
      [T.account, idsOf(rows.account)],
      [T.day, { kind: 'day', days: Int32Array.from(kept, (row) => rows.day[row]!) }],
      [T.source, texts(kept.map(() => source))],
    ]),
  };
}

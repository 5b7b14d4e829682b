import { NULL_BOOLEAN, NULL_CODE, NULL_DAY, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import { CRM_PREFIX } from '#core/mapping/field-reference.ts';
import { createTouchReader, type TouchReader } from '#core/techniques/engagement/read-touches.ts';
import type { EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { inPieces } from '../../read-part-of-run.ts';
import { moveOn, type RunInputs, type RunUnit } from '../../run-context.ts';
import { minorDigitsOf } from '../../run-score.ts';
import { kindOf, type TouchSource } from '../plan-techniques.ts';
import { watched } from '../read-rows.ts';
import { nextReading, techniquesOf } from '../technique-steps.ts';
import type { TechniquesCursor } from '../techniques-cursor.ts';
import { toTouchTable } from './touch-table.ts';

/** 36 bytes a touch point: 7 MB. Rows. */
const PIECE_ROWS = 200_000;
/** What a CRM answers of a module that cannot be read in bulk, or not by us: deals are labelled all the same. */
const NOT_READABLE: ReadonlySet<CrmErrorReason> = new Set([
  'invalidModule',
  'invalidField',
  'invalidQuery',
  'noPermission',
  'notFound',
]);

/** One part of one source, as touch points by the CRM's ids. */
export const readTouchPoints: RunUnit = async (context, row) => {
  const inputs = await context.inputs(row);
  const techniques = techniquesOf(row.job.cursor);
  const { touches } = techniques;
  const sources = inputs.plan.techniques?.sources ?? [];
  const source = sources[touches.source];
  const settings = inputs.frozen.configuration.techniques.engagement ?? null;
  const following = nextReading('touchPoints', inputs);
  if (source === undefined || settings === null) return { change: moveOn(following, {}) };
  const goOn = (next: Partial<TechniquesCursor>): Pick<Awaited<ReturnType<RunUnit>>, 'change'> => {
    const isLast = (next.touches?.source ?? touches.source) >= sources.length;
    return { change: moveOn(isLast ? following : 'touchPoints', { techniques: { ...techniques, ...next } }) };
  };
  try {
    const reader = createTouchReader(source.recipe, readingContext(inputs));
    const part = inputs.crm.readPart(source.request, touches.next, context.control);
    const tables = touchTables(watched(context.control, part.batches), source, reader, settings, inputs);
    const names: string[] = [];
    let rows = 0;
    for await (const kept of inPieces(tables, PIECE_ROWS)) {
      names.push(await context.parts('touches').writeTable(kept));
      rows += kept.length;
    }
    const { next } = await part.end;
    const { records } = reader.counts;
    return {
      ...goOn({
        touches: {
          parts: [...touches.parts, ...names],
          next,
          rows: touches.rows + rows,
          source: next === null ? touches.source + 1 : touches.source,
          records: withMore(touches.records, touches.source, records),
        },
      }),
      rows: records,
      note: `${source.recipe.id} ${rows}`,
    };
  } catch (error) {
    if (!(error instanceof CrmError) || !NOT_READABLE.has(error.reason)) throw error;
    const { module, names } = source.recipe;
    const warning = {
      code: 'engagement.sourceNotReadable',
      params: { source: names.en, module, reason: error.reason },
    };
    return {
      ...goOn({
        touches: { ...touches, next: null, source: touches.source + 1 },
        warnings: [...techniques.warnings, warning],
      }),
      note: `${source.recipe.id} ${error.reason}`,
    };
  }
};

/** Records of a source and of those before it. */
function withMore(before: readonly number[], source: number, records: number): number[] {
  return Array.from({ length: source + 1 }, (_, at) => (before[at] ?? 0) + (at === source ? records : 0));
}

function readingContext({ frozen }: RunInputs): { readonly asOfDay: number; readonly minorDigits: number } {
  return { asOfDay: frozen.asOfDay, minorDigits: minorDigitsOf(frozen.org) };
}

async function* touchTables(
  batches: AsyncIterable<ColumnTable>,
  { missing }: TouchSource,
  reader: TouchReader,
  settings: EngagementSettings,
  { frozen }: RunInputs,
): AsyncGenerator<ColumnTable, void, void> {
  for await (const batch of batches) {
    const whole = {
      length: batch.length,
      columns: new Map([
        ...batch.columns,
        ...missing.map(({ field, kind }) => [CRM_PREFIX + field, emptyColumn(kindOf(kind), batch.length)] as const),
      ]),
    };
    yield toTouchTable(reader.read(whole), settings, frozen.asOfDay);
  }
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

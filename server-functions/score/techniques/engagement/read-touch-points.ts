import type { ColumnTable } from '#core/columns/column-table.ts';
import type { IntakeSource, IntakeTouchPoints } from '#core/intake/intake-rows.ts';
import type { Message } from '#core/message.ts';
import { createTouchReader, type TouchReader } from '#core/techniques/engagement/read-touches.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import type { EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { openIntake } from '../../../intake/open-intake.ts';
import { keepTables } from '../../../shared/runs/keep-tables.ts';
import { moveOn, type RunContext, type RunInputs, type RunUnit, type UnitResult } from '../../run-context.ts';
import { minorDigitsOf } from '../../run-score.ts';
import { isUnread, sayCoverage } from '../intake-coverage.ts';
import { saysWhenReached, sourceNamed, withMissing, type BulkSource } from '../plan-source.ts';
import { watched } from '../read-rows.ts';
import { unreadableSource, withMore } from '../source-faults.ts';
import { nextReading, techniquesOf } from '../technique-steps.ts';
import type { TechniquesCursor } from '../techniques-cursor.ts';
import { toTouchTable } from './touch-table.ts';

/** 36 bytes a touch point: 7 MB. Rows. */
const PIECE_ROWS = 200_000;

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
  const { begun = { parts: touches.parts.length, rows: touches.rows } } = touches;
  const goOn = (next: Partial<TechniquesCursor>): UnitResult => {
    const isLast = (next.touches?.source ?? touches.source) >= sources.length;
    return { change: moveOn(isLast ? following : 'touchPoints', { techniques: { ...techniques, ...next } }) };
  };
  const leftOut = (warning: TechniquesCursor['warnings'][number], why: string): UnitResult => ({
    ...goOn({
      // What came of it before it broke goes too.
      touches: {
        parts: touches.parts.slice(0, begun.parts),
        next: null,
        rows: begun.rows,
        source: touches.source + 1,
        records: touches.records.slice(0, touches.source),
        ends: [...touches.ends, begun.parts],
      },
      warnings: [...techniques.warnings, warning],
    }),
    note: `${source.recipe.id} ${why}`,
  });
  const { id, module, names } = source.recipe;
  try {
    const part =
      source.intake === null
        ? bulkPart(context, inputs, source, touches.next, settings)
        : await intakePart(context, inputs, source.intake, settings);
    if (part === null) return leftOut({ code: 'engagement.nothingRead', params: sourceNamed(names) }, 'nothingRead');
    const { names: written, rows } = await keepTables(context.parts('touches'), part.tables, PIECE_ROWS);
    const { next, records } = await part.end();
    const parts = [...touches.parts, ...written];
    return {
      ...goOn({
        touches: {
          parts,
          next,
          rows: touches.rows + rows,
          source: next === null ? touches.source + 1 : touches.source,
          records: withMore(touches.records, touches.source, records),
          ends: next === null ? [...touches.ends, parts.length] : touches.ends,
          ...(next === null ? {} : { begun }),
        },
        warnings: [...techniques.warnings, ...part.said],
      }),
      rows: records,
      note: `${id} ${rows}`,
    };
  } catch (error) {
    const reason = unreadableSource(error);
    if (reason === null) throw error;
    const params = { ...sourceNamed(names), module, reason };
    return leftOut({ code: 'engagement.sourceNotReadable', params }, reason);
  }
};

interface TouchPart {
  readonly tables: AsyncIterable<ColumnTable>;
  /** How much of what was to be read this is. */
  readonly said: readonly Message[];
  /** After the last table. */
  end(): Promise<{ readonly next: string | null; readonly records: number }>;
}

function bulkPart(
  { control }: RunContext,
  inputs: RunInputs,
  source: BulkSource<TouchPointRecipe>,
  from: string | null,
  settings: EngagementSettings,
): TouchPart {
  const { asOfDay, org } = inputs.frozen;
  const reader = createTouchReader(source.recipe, { asOfDay, minorDigits: minorDigitsOf(org) });
  const part = inputs.crm.readPart(source.request, from, control);
  return {
    tables: touchTables(watched(control, part.batches), source, reader, settings, asOfDay),
    said: [],
    end: async () => ({ next: (await part.end).next, records: reader.counts.records }),
  };
}

/** E-mails or notes, as far as the intake has come; null = it has read nothing yet. In one part: it lies in our own store. */
async function intakePart(
  { ports, org, control }: RunContext,
  { frozen }: RunInputs,
  source: IntakeSource,
  settings: EngagementSettings,
): Promise<TouchPart | null> {
  const intake = await openIntake(ports, org);
  if (intake === null || isUnread(source, intake)) return null;
  let records = 0;
  async function* tables(touchPoints: AsyncIterable<IntakeTouchPoints>): AsyncGenerator<ColumnTable, void, void> {
    for await (const points of touchPoints) {
      await control.checkpoint();
      if (points.source !== source) continue;
      records += points.length;
      yield toTouchTable(points, settings, { asOfDay: frozen.asOfDay, withHours: false });
    }
  }
  return {
    tables: tables(intake.touchPoints()),
    said: sayCoverage(source, intake),
    end: () => Promise.resolve({ next: null, records }),
  };
}

async function* touchTables(
  batches: AsyncIterable<ColumnTable>,
  { recipe, missing }: BulkSource<TouchPointRecipe>,
  reader: TouchReader,
  settings: EngagementSettings,
  asOfDay: number,
): AsyncGenerator<ColumnTable, void, void> {
  const withHours = saysWhenReached(recipe);
  for await (const batch of batches) {
    yield toTouchTable(reader.read(withMissing(batch, missing)), settings, { asOfDay, withHours });
  }
}

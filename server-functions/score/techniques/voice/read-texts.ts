import type { ColumnTable } from '#core/columns/column-table.ts';
import { TEXT_DIRECTIONS, type IntakeSource, type IntakeTexts } from '#core/intake/intake-rows.ts';
import type { Message } from '#core/message.ts';
import { placeTouches, type TouchSubjects } from '#core/techniques/engagement/place-touch-points.ts';
import type { TouchRows } from '#core/techniques/engagement/read-touches.ts';
import { NO_HOUR, NOBODY } from '#core/techniques/engagement/touch-points.ts';
import { createTextReader, isBlank } from '#core/techniques/voice/read-texts.ts';
import type { VoiceSettings } from '#core/techniques/voice/settings.ts';
import type { TextRecipe } from '#core/techniques/voice/text-recipe.ts';
import { isUnjudged } from '#core/techniques/voice/verdict.ts';
import { openIntake } from '../../../intake/open-intake.ts';
import { withSmallHeap } from '../../../shared/jobs/with-small-heap.ts';
import { keepTables } from '../../../shared/runs/keep-tables.ts';
import type { PlacedText, TextJudge } from '../../../shared/text/judge-texts.ts';
import { moveOn, type RunContext, type RunInputs, type RunUnit, type UnitResult } from '../../run-context.ts';
import { minorDigitsOf } from '../../run-score.ts';
import { forgetSubjects, readSubjects } from '../engagement/touch-subjects.ts';
import { forgetInside, readInside } from '../labelled-accounts.ts';
import { isUnread, sayCoverage } from '../intake-coverage.ts';
import { sourceNamed, withMissing, type RecipeSource } from '../plan-source.ts';
import { watched } from '../read-rows.ts';
import { unreadableSource, withMore } from '../source-faults.ts';
import { nextReading, techniquesOf } from '../technique-steps.ts';
import { NO_TEXTS, type TextsCursor } from '../techniques-cursor.ts';
import { createSeenMessages } from './seen-messages.ts';
import { toTextTable } from './text-table.ts';

/** Verdicts on so many texts lie in one object: 9 MB. Rows. */
const PIECE_ROWS = 200_000;

/** One a delivery: it holds the models of the languages that it has met. */
const judges = new WeakMap<RunContext, TextJudge>();

/**
 * VOC-1: one part of one source, judged as it is read. What is kept of a text is the verdict; whose it is is known by now, so that texts
 * of nobody are not judged. What judging leaves is dead at once: a heap of the usual kind held twice as much of it.
 */
export const readTexts: RunUnit = (context, row) => withSmallHeap(() => readPart(context, row));

const readPart: RunUnit = async (context, row) => {
  const inputs = await context.inputs(row);
  const techniques = techniquesOf(row.job.cursor);
  const { begun: halfRead, ...before } = techniques.texts ?? NO_TEXTS;
  const { parts, rows: known, withoutAccount, afterAsOf, unjudged } = before;
  const begun = halfRead ?? { parts: parts.length, rows: known, withoutAccount, afterAsOf, unjudged };
  const sources = inputs.plan.techniques?.texts ?? [];
  const source = sources[before.source];
  const settings = inputs.frozen.configuration.techniques.voice ?? null;
  const following = nextReading('texts', inputs);
  const inside = source === undefined || settings === null ? null : await readInside(context, row, inputs);
  if (source === undefined || settings === null || inside === null) return { change: moveOn(following, {}) };
  const goOn = (texts: TextsCursor): UnitResult => {
    const isLast = texts.source >= sources.length;
    if (isLast) {
      // The deals are put in order next, which needs the room.
      judges.delete(context);
      forgetSubjects(context);
      forgetInside(context);
    }
    return { change: moveOn(isLast ? following : 'texts', { techniques: { ...techniques, texts } }) };
  };
  const leftOut = (warning: TextsCursor['warnings'][number], why: string): UnitResult => ({
    // What came of it before it broke goes too.
    ...goOn({
      ...before,
      ...begun,
      parts: parts.slice(0, begun.parts),
      next: null,
      source: before.source + 1,
      records: before.records.slice(0, before.source),
      ends: [...before.ends, begun.parts],
      warnings: [...before.warnings, warning],
    }),
    note: `${source.recipe.id} ${why}`,
  });
  const { id, module, names } = source.recipe;
  try {
    const part = await openPart(context, inputs, source, before.next);
    if (part === null) return leftOut({ code: 'engagement.nothingRead', params: sourceNamed(names) }, 'nothingRead');
    const subjects = await readSubjects(context, row, inside.ids);
    const { asOfDay } = inputs.frozen;
    const judge = judges.get(context) ?? (await openJudge(settings, asOfDay));
    judges.set(context, judge);
    const judged = judgeTexts(part.texts, { judge, subjects, accounts: inside.ids, asOfDay });
    const { names: written, rows } = await keepTables(context.parts('texts'), judged.tables, PIECE_ROWS);
    const { next, records } = await part.end();
    const all = [...before.parts, ...written];
    return {
      ...goOn({
        ...before,
        parts: all,
        next,
        rows: before.rows + rows,
        source: next === null ? before.source + 1 : before.source,
        records: withMore(before.records, before.source, records),
        ends: next === null ? [...before.ends, all.length] : before.ends,
        withoutAccount: before.withoutAccount + judged.counts.withoutAccount,
        afterAsOf: before.afterAsOf + judged.counts.afterAsOf,
        unjudged: before.unjudged + judged.counts.unjudged,
        warnings: [...before.warnings, ...part.said],
        ...(next === null ? {} : { begun }),
      }),
      rows: records,
      note: `${id} ${rows}`,
    };
  } catch (error) {
    const reason = unreadableSource(error);
    if (reason === null) throw error;
    return leftOut({ code: 'engagement.sourceNotReadable', params: { ...sourceNamed(names), module, reason } }, reason);
  }
};

/** Texts and who they are of, by the CRM's ids; `texts` as long as `rows`. */
interface FoundTexts {
  readonly rows: TouchRows;
  readonly texts: readonly string[];
  /** What each text is known by where it may stand under several contacts; absent = it stands under one. */
  readonly messages?: BigInt64Array;
}

interface TextPart {
  readonly texts: AsyncIterable<FoundTexts>;
  /** How much of what was to be read this is. */
  readonly said: readonly Message[];
  /** After the last of them. */
  end(): Promise<{ readonly next: string | null; readonly records: number }>;
}

/** null = the intake has read nothing of it yet. */
async function openPart(
  context: RunContext,
  inputs: RunInputs,
  source: RecipeSource<TextRecipe>,
  from: string | null,
): Promise<TextPart | null> {
  if (source.intake !== null) return intakePart(context, source.intake);
  const { asOfDay, org } = inputs.frozen;
  const read = createTextReader(source.recipe, { asOfDay, minorDigits: minorDigitsOf(org) });
  const part = inputs.crm.readPart(source.request, from, context.control);
  let records = 0;
  async function* texts(): AsyncGenerator<FoundTexts, void, void> {
    for await (const batch of watched(context.control, part.batches)) {
      records += batch.length;
      if (source.intake === null) yield read(withMissing(batch, source.missing));
    }
  }
  return { texts: texts(), said: [], end: async () => ({ next: (await part.end).next, records }) };
}

/** E-mails or notes, as far as the intake has come, in one part: they lie in our own store. What the org wrote itself it does not read. */
async function intakePart({ ports, org, control }: RunContext, source: IntakeSource): Promise<TextPart | null> {
  const intake = await openIntake(ports, org);
  if (intake === null || isUnread(source, intake)) return null;
  const wanted = TEXT_DIRECTIONS.indexOf(source === 'notes' ? 'note' : 'inbound');
  let records = 0;
  async function* texts(pieces: AsyncIterable<IntakeTexts>): AsyncGenerator<FoundTexts, void, void> {
    for await (const piece of pieces) {
      await control.checkpoint();
      const found = ofDirection(piece, wanted);
      records += found.rows.length;
      yield found;
    }
  }
  return {
    texts: texts(intake.texts()),
    said: sayCoverage(source, intake),
    end: () => Promise.resolve({ next: null, records }),
  };
}

function ofDirection(
  { length, recordId, message, contact, account, day, direction, text }: IntakeTexts,
  wanted: number,
): FoundTexts {
  const kept = [...Array(length).keys()].filter((row) => direction[row] === wanted && !isBlank(text.at(row) ?? ''));
  return {
    rows: {
      length: kept.length,
      recordId: BigInt64Array.from(kept, (row) => recordId[row]!),
      touch: new Uint8Array(kept.length),
      contact: BigInt64Array.from(kept, (row) => contact[row]!),
      account: BigInt64Array.from(kept, (row) => account[row]!),
      day: Int32Array.from(kept, (row) => day[row]!),
      hour: new Int8Array(kept.length).fill(NO_HOUR),
    },
    texts: kept.map((row) => text.at(row) ?? ''),
    messages: BigInt64Array.from(kept, (row) => message[row]!),
  };
}

/** Word lists and their packages take 60 MB, which nothing else of what the functions do has to carry: they come with the first text. */
async function openJudge(settings: VoiceSettings, asOfDay: number): Promise<TextJudge> {
  const { createTextJudge } = await import('../../../shared/text/judge-texts.ts');
  return createTextJudge(settings, asOfDay);
}

interface Judging {
  readonly judge: TextJudge;
  readonly subjects: TouchSubjects;
  /** By ordinal. */
  readonly accounts: BigInt64Array;
  readonly asOfDay: number;
}

/** Verdicts table by table; what is counted beside them is whole after the last one. */
function judgeTexts(
  pieces: AsyncIterable<FoundTexts>,
  { judge, subjects, accounts, asOfDay }: Judging,
): {
  readonly tables: AsyncIterable<ColumnTable>;
  readonly counts: { readonly withoutAccount: number; readonly afterAsOf: number; readonly unjudged: number };
} {
  const counts = { withoutAccount: 0, afterAsOf: 0, unjudged: 0 };
  const isSeen = createSeenMessages();
  async function* tables(): AsyncGenerator<ColumnTable, void, void> {
    for await (const { rows, texts, messages } of pieces) {
      const { account, day } = placeTouches(rows, '', subjects);
      const placed: PlacedText[] = texts.flatMap((text, at) => {
        const message = messages?.[at];
        if (account[at] === NOBODY) counts.withoutAccount++;
        else if (message !== undefined && isSeen(account[at]!, message)) return [];
        else if (day[at]! > asOfDay) counts.afterAsOf++;
        return [{ id: rows.recordId[at]!, account: account[at]!, day: day[at]!, text }];
      });
      const judged = judge(placed);
      for (const verdict of judged.verdicts) if (verdict !== null && isUnjudged(verdict)) counts.unjudged++;
      yield toTextTable(judged, accounts);
    }
  }
  return { tables: tables(), counts };
}

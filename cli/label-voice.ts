import type { Cancellation } from '#core/cancellation.ts';
import {
  NULL_CODE,
  NULL_DAY,
  textAt,
  type ColumnTable,
  type NumberColumn,
  type TextColumn,
} from '#core/columns/column-table.ts';
import type { CriteriaContext } from '#core/criteria/evaluate-criteria.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { CRM_PREFIX } from '#core/mapping/field-reference.ts';
import type { Message } from '#core/message.ts';
import { placeTouches, type TouchSubjects } from '#core/techniques/engagement/place-touch-points.ts';
import { addVoiceTexts, createVoiceAggregate } from '#core/techniques/voice/aggregate.ts';
import { createTextReader, type TextsLeftOut } from '#core/techniques/voice/read-texts.ts';
import { scoreVoice } from '#core/techniques/voice/score.ts';
import { MIN_TEXTS, type VoiceSettings } from '#core/techniques/voice/settings.ts';
import type { TextRecipe } from '#core/techniques/voice/text-recipe.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import type { Generation, LabelCount } from '#server-functions/score/generation.ts';
import { countLabels } from '#server-functions/score/score-columns.ts';
import { createTextJudge, type PlacedText } from '#server-functions/shared/text/judge-texts.ts';
import type { OpenedInput } from './open-input.ts';
import { openRecords, SOURCE_ID, SOURCE_LINE } from './read-touch-points.ts';
import { toCsvLine } from './recommend-rows.ts';
import { readTouchPeople } from './touch-people.ts';
import { verdictCells, VERDICT_HEADERS } from './voice.ts';
import type { PlacedCounts } from './placed-counts.ts';

/** Keys of the columns in a generation's table. */
export const VOICE_LABEL = 'abm:voice.label';
export const VOICE_TEXTS = 'abm:voice.texts';

/** Columns of texts.csv, in their fixed order. */
const TEXT_HEADERS = ['text_id', 'source', 'account_id', 'day', ...VERDICT_HEADERS] as const;

/** What voice of the customer adds to a scored generation. */
export interface VoiceGeneration {
  readonly labelCounts: readonly LabelCount[];
  readonly warnings: readonly Message[];
  /** `blank`: records without a word, which are no texts. */
  readonly texts: PlacedCounts & { readonly blank: number };
  /** Label ids by the generation's rows. */
  readonly label: TextColumn;
  /** Texts in the window: the n of every percentage. */
  readonly count: NumberColumn;
  /** texts.csv: the verdict on each text that counts, without its words. */
  readonly verdicts: readonly Uint8Array[];
}

/**
 * VOC-1 and VOC-2 as of the generation's day: the texts of the settings' sources, read where they are and forgotten batch by batch. `cut` says
 * which texts there are; all unless given. Throws what reading the files throws.
 */
export async function labelVoice(
  input: OpenedInput,
  { table, population, asOfDay, minorDigits }: Pick<Generation, 'table' | 'population' | 'asOfDay' | 'minorDigits'>,
  settings: VoiceSettings,
  cancellation: Cancellation,
  cut: CutTexts = (all) => all,
): Promise<VoiceGeneration> {
  const { sources = [], windowDays, keywords, competitors, labels } = settings;
  const accountIds = columnOf(table, 'id', 'id').values.subarray(0, table.length);
  const { subjects, references } = await readTouchPeople(
    input,
    accountIds,
    columnOf(table, 'name', 'text'),
    cancellation,
  );
  const judge = createTextJudge(settings, asOfDay);
  const aggregate = createVoiceAggregate(table.length, {
    asOfDay,
    windowDays,
    keywordCount: keywords.length,
    competitorCount: competitors.length,
  });
  const encoder = new TextEncoder();
  const verdicts = [encoder.encode(`${toCsvLine(TEXT_HEADERS)}\r\n`)];
  const warnings: Message[] = [];
  let read = 0;
  const noTexts = { undated: 0, blank: 0 };
  for (const [index, source] of sources.entries()) {
    const records = { ...source, dates: [source.at], withHours: false, passing: passingOf(source) };
    const opened = await openRecords(input, records, index, references, cancellation);
    warnings.push(...opened.warnings);
    if (opened.tables === null) continue;
    const place = createTextPlacer(source, subjects, { asOfDay, minorDigits });
    for await (const batch of opened.tables) {
      const placed = place(batch);
      noTexts.undated += placed.leftOut.undated;
      noTexts.blank += placed.leftOut.blank;
      const texts = cut(placed.texts);
      const judged = judge(texts);
      addVoiceTexts(aggregate, judged.columns);
      read += texts.length;
      let lines = '';
      judged.verdicts.forEach((verdict, at) => {
        const text = texts[at];
        if (verdict === null || text === undefined || population[text.account] !== 1) return;
        const account = input.sourceIdOf('accounts', accountIds[text.account] ?? 0n);
        lines += `${toCsvLine([text.name, source.id, account, formatIsoDay(text.day), ...verdictCells(verdict)])}\r\n`;
      });
      verdicts.push(encoder.encode(lines));
    }
  }
  const scores = scoreVoice({ aggregate, population, settings });
  const { withoutAccount, later, older } = aggregate.leftOut;
  return {
    labelCounts: countLabels(scores.label, population, labels),
    warnings: [
      ...warnings,
      ...(sources.length === 0 ? [{ code: 'cli.noTextSources', params: {} }] : []),
      ...(noTexts.blank === 0 ? [] : [{ code: 'cli.blankTexts', params: { count: noTexts.blank } }]),
      ...(noTexts.undated === 0 ? [] : [{ code: 'cli.undatedTexts', params: { count: noTexts.undated } }]),
      ...(withoutAccount === 0 ? [] : [{ code: 'cli.textsOfNobody', params: { count: withoutAccount } }]),
      ...(later === 0 ? [] : [{ code: 'cli.textsAfterAsOf', params: { count: later } }]),
      ...(scores.tooFew === 0 ? [] : [{ code: 'cli.tooFewTexts', params: { count: scores.tooFew, least: MIN_TEXTS } }]),
    ],
    texts: { read, counted: read - withoutAccount - later - older, withoutAccount, later, older, ...noTexts },
    label: {
      kind: 'text',
      codes: Int32Array.from(scores.label, (index) => (index < 0 ? NULL_CODE : index)),
      dictionary: labels.map(({ id }) => id),
    },
    count: { kind: 'number', values: Float64Array.from(scores.texts) },
    verdicts,
  };
}

/** The generation with the columns of voice beside those of the other techniques. */
export function withVoice(generation: Generation, labelled: VoiceGeneration | null): Generation {
  if (labelled === null) return generation;
  const { length, columns } = generation.table;
  const more = [
    [VOICE_LABEL, labelled.label],
    [VOICE_TEXTS, labelled.count],
  ] as const;
  return { ...generation, table: { length, columns: new Map([...columns, ...more]) } };
}

/** Fields that criteria ask for are looked at entry by entry, so they keep their dictionary. */
function passingOf({ texts, when }: TextRecipe): string[] {
  const asked = JSON.stringify(when);
  return texts.filter((field) => !asked.includes(`"${CRM_PREFIX}${field}"`));
}

type NamedText = PlacedText & { readonly name: string };
export type CutTexts = (all: readonly NamedText[]) => readonly NamedText[];

function createTextPlacer(
  source: TextRecipe,
  subjects: TouchSubjects,
  context: CriteriaContext,
): (table: ColumnTable) => { readonly texts: readonly NamedText[]; readonly leftOut: TextsLeftOut } {
  const read = createTextReader(source, context);
  return (table) => {
    const { rows, rowOf, texts, leftOut } = read(table);
    const { account, day } = placeTouches(rows, source.id, subjects);
    const [ids, lines] = [table.columns.get(SOURCE_ID), columnOf(table, SOURCE_LINE, 'number').values];
    const named = texts.map((text, at): NamedText => {
      const row = rowOf[at] ?? 0;
      return {
        id: rows.recordId[at] ?? 0n,
        account: account[at] ?? -1,
        day: day[at] ?? NULL_DAY,
        text,
        name: (ids?.kind === 'text' ? textAt(ids, row) : null) ?? `${source.file}:${lines[row] ?? ''}`,
      };
    });
    return { texts: named, leftOut };
  };
}

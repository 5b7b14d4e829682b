import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { NO_LABEL } from '#core/labels/label.ts';
import { encodeVoice } from '#core/labels/voice-evidence.ts';
import { addVoiceTexts, createVoiceAggregate, LATEST_TEXTS } from '#core/techniques/voice/aggregate.ts';
import type { VoiceBasis } from '#core/techniques/voice/basis.ts';
import { voiceEvidenceAt } from '#core/techniques/voice/evidence.ts';
import { createCounts, scoreVoice } from '#core/techniques/voice/score.ts';
import { MIN_TEXTS, type VoiceSettings } from '#core/techniques/voice/settings.ts';
import { surgeOf } from '#core/techniques/voice/surge.ts';
import { SENTIMENTS, VOICE_INTENTS } from '#core/techniques/voice/verdict.ts';
import { columnOf } from '../../column-of.ts';
import { moveOn, type RunContext, type RunInputs, type RunUnit } from '../../run-context.ts';
import { LABELLED, rangeAt, readInside, toTexts, type InsideAccounts } from '../labelled-accounts.ts';
import { writeResult } from '../labelled-result.ts';
import { countMore, MORE_COLUMNS } from '../more-records.ts';
import { readSource } from '../samples/kept-sample.ts';
import { UNSAMPLED } from '../samples/sample-accounts.ts';
import { sampledRows, type SampleRows } from '../samples/sample-rows.ts';
import { keepRows, sampleOf, writeSample, type RunSample } from '../samples/write-sample.ts';
import { sourcesOfParts } from '../source-faults.ts';
import { nextScoring, techniquesOf } from '../technique-steps.ts';
import { NO_TEXTS, type TechniquesCursor, type TextsCursor } from '../techniques-cursor.ts';
import { accountsOfTexts, fromTextTable, SAMPLED_TEXTS } from './text-table.ts';

/** Counts of so many are in memory at a time, where many names are watched: 40 MB. */
const MAX_COUNTS = 10_000_000;

/**
 * VOC-2 in units: one range of accounts after the other, by the verdicts on their texts. The last one says what holds of all.
 */
export const labelVoice: RunUnit = async (context, row) => {
  const inputs = await context.inputs(row);
  const following = nextScoring('voice', inputs);
  const settings = inputs.frozen.configuration.techniques.voice ?? null;
  const inside = settings === null ? null : await readInside(context, row, inputs);
  if (settings === null || inside === null) return { change: moveOn(following, {}) };
  const techniques = techniquesOf(row.job.cursor);
  const { parts, samples: before = [] } = techniques.voice;
  const { length } = inside.ids;
  const size = context.limits.techniqueAccounts;
  const range = rangeAt(parts.length, size, length);
  const labelled = await labelRange(context, inputs, { settings, inside, techniques, ...range });
  const read = techniques.texts ?? NO_TEXTS;
  const texts = { ...read, tooFew: read.tooFew + labelled.tooFew };
  const names = [...parts, await context.parts('labelled').writeTable(labelled.table)];
  const samples = labelled.sampled === null ? before : [...before, await keepRows(context, labelled.sampled)];
  const isLast = range.to === length;
  const result = isLast
    ? await writeResultOf(context, inputs, { settings, inside, names, texts, basis: labelled.basis })
    : null;
  const about = aboutVoice(settings);
  const whole = isLast && samples.length === names.length;
  const sample = whole ? await writeSample(context, row, inputs, { inside, ranges: samples, about }) : undefined;
  const voice = { parts: names, result, samples, ...(sample === undefined ? {} : { sample }) };
  return {
    change: moveOn(isLast ? following : 'voice', { techniques: { ...techniques, voice, texts } }),
    rows: range.to - range.from,
    note: `voice ${names.length}/${Math.ceil(length / size)}`,
  };
};

interface Range {
  readonly settings: VoiceSettings;
  readonly inside: InsideAccounts;
  readonly techniques: TechniquesCursor;
  readonly from: number;
  readonly to: number;
}

interface LabelledRange {
  readonly table: ColumnTable;
  /** null = which source a text came by was not noted. */
  readonly sampled: SampleRows | null;
  /** Its population is of some of the accounts. */
  readonly basis: VoiceBasis;
  readonly tooFew: number;
}

async function labelRange(context: RunContext, inputs: RunInputs, range: Range): Promise<LabelledRange> {
  const step = Math.max(1, Math.floor(MAX_COUNTS / countsEach(range.settings)));
  const labels: string[] = [];
  const evidence: string[] = [];
  const surges = new Float64Array(range.to - range.from);
  const sample = sampleOf(context, range.inside);
  const sampled = sample.rows();
  let tooFew = 0;
  let from = range.from;
  for (;;) {
    const to = Math.min(range.to, from + step);
    const { scores, evidenceAt, surgeAt, isKept } = await scoreAccounts(context, inputs, {
      ...range,
      from,
      to,
      sample,
      sampled,
    });
    for (let ordinal = 0; ordinal < to - from; ordinal++) {
      labels.push(scores.basis.labels[scores.label[ordinal] ?? NO_LABEL]?.id ?? '');
      evidence.push(evidenceAt(ordinal));
      surges[from + ordinal - range.from] = surgeAt(ordinal) ?? Number.NaN;
    }
    tooFew += scores.tooFew;
    from = to;
    if (from < range.to) continue;
    const columns = new Map<string, Column>([
      [LABELLED.label, toTexts(labels)],
      [LABELLED.score, { kind: 'number', values: surges }],
      [LABELLED.evidence, toTexts(evidence)],
    ]);
    return {
      table: { length: labels.length, columns },
      sampled: isKept ? sampled : null,
      basis: scores.basis,
      tooFew,
    };
  }
}

/** Numbers that an aggregate keeps of each account. */
function countsEach({ keywords, competitors }: VoiceSettings): number {
  const moods = SENTIMENTS.length;
  const [all, recent, latest] = [1, 2, 3 * LATEST_TEXTS];
  return all + VOICE_INTENTS.length + moods + moods * keywords.length + competitors.length + recent + latest;
}

async function scoreAccounts(
  { parts, control }: RunContext,
  { frozen, plan }: RunInputs,
  {
    settings,
    inside,
    techniques,
    from,
    to,
    sample,
    sampled,
  }: Range & { readonly sample: RunSample; readonly sampled: SampleRows },
) {
  const aggregate = createVoiceAggregate(to - from, {
    asOfDay: frozen.asOfDay,
    windowDays: settings.windowDays,
    keywordCount: settings.keywords.length,
    competitorCount: settings.competitors.length,
  });
  const accounts = createAscendingIndex(inside.ids.subarray(from, to));
  const { parts: names, ends } = techniques.texts ?? NO_TEXTS;
  const sources = plan.techniques?.texts ?? [];
  const sourceOf = sourcesOfParts(ends, names.length === 0 ? 0 : sources.length);
  for (const [part, name] of names.entries()) {
    await control.checkpoint();
    const table = await parts('texts').readTable(name);
    const account = accountsOfTexts(table, accounts);
    addVoiceTexts(aggregate, fromTextTable(table, account));
    const places = account.map((own) => (own < 0 ? UNSAMPLED : sample.places[from + own]!));
    const source = sources[sourceOf?.(part) ?? -1]?.recipe.id ?? '';
    sampled.take(sampledRows(table, places, { keys: SAMPLED_TEXTS, source }));
  }
  const population = inside.population.subarray(from, to);
  const scores = scoreVoice({ aggregate, population, settings });
  const countsAt = createCounts(aggregate, settings);
  return {
    scores,
    isKept: sourceOf !== null,
    evidenceAt(ordinal: number): string {
      const found = voiceEvidenceAt({ scores, aggregate, population, countsAt }, ordinal);
      return found === null ? '' : encodeVoice(found);
    },
    surgeAt: (ordinal: number): number | null => (population[ordinal] === 1 ? surgeOf(aggregate, ordinal) : null),
  };
}

function aboutVoice({ windowDays, sources = [], keywords, competitors }: VoiceSettings) {
  return { technique: 'voice', windowDays, sources: sources.map(readSource), keywords, competitors } as const;
}

/** Of what the sources hold, what counts; and of that, what could be judged. */
function sayJudged({ records, rows, unjudged }: TextsCursor, { windowDays }: Pick<VoiceSettings, 'windowDays'>) {
  const found = records.reduce((sum, each) => sum + each, 0);
  const params = { found, texts: rows, days: windowDays, judged: rows - unjudged, other: unjudged };
  return { code: 'voice.judged', params };
}

/** What is said of all accounts. */
async function writeResultOf(
  { parts }: RunContext,
  { plan }: RunInputs,
  {
    settings,
    inside,
    names,
    texts,
    basis,
  }: Pick<Range, 'settings' | 'inside'> & {
    readonly names: readonly string[];
    readonly texts: TextsCursor;
    readonly basis: VoiceBasis;
  },
): Promise<string> {
  async function* tables(): AsyncGenerator<ColumnTable, void, void> {
    for (const name of names) yield await parts('labelled').readTable(name, [LABELLED.label]);
  }
  const { length } = inside.ids;
  const label = columnOf(await collectTable(tables(), length), LABELLED.label, 'text');
  const table = { length, columns: new Map([[MORE_COLUMNS.voice.label, label]]) };
  const counted = (code: string, count: number, more = {}) =>
    count === 0 ? [] : [{ code, params: { count, ...more } }];
  return writeResult(parts('labelled'), {
    bases: { voice: { ...basis, population: inside.population.reduce((sum, each) => sum + each, 0) } },
    labelCounts: countMore(table, inside.population, 'voice', settings.labels),
    warnings: [
      ...(plan.techniques?.textWarnings ?? []),
      ...texts.warnings,
      texts.rows === 0 ? { code: 'voice.noTexts', params: {} } : sayJudged(texts, settings),
      ...counted('voice.withoutAccount', texts.withoutAccount),
      ...counted('voice.afterAsOf', texts.afterAsOf),
      ...counted('voice.tooFew', texts.tooFew, { least: MIN_TEXTS }),
    ],
  });
}

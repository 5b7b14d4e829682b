import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { NO_LABEL } from '#core/labels/label.ts';
import { encodeEngagement } from '#core/labels/engagement-evidence.ts';
import { encodeLabel } from '#core/labels/evidence-parts.ts';
import type { Message } from '#core/message.ts';
import { StoreError } from '#core/store/store-error.ts';
import { createAccountReach } from '#core/techniques/engagement/account-reach.ts';
import { addTouchPoints, createEngagementAggregate } from '#core/techniques/engagement/aggregate.ts';
import { engagementEvidenceAt } from '#core/techniques/engagement/evidence.ts';
import { shownScore } from '#core/techniques/engagement/explain.ts';
import { placeTouches } from '#core/techniques/engagement/place-touch-points.ts';
import { addReachTimes, createReachTimes } from '#core/techniques/engagement/reach-times.ts';
import { frozenHalfOf, scorePoints, sumPoints, type EngagementScores } from '#core/techniques/engagement/score.ts';
import { pointsByTouch, type EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { NOBODY } from '#core/techniques/engagement/touch-points.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { readBases } from '../../changes/stored-bases.ts';
import { columnOf } from '../../column-of.ts';
import { moveOn, type RunContext, type RunInputs, type RunUnit } from '../../run-context.ts';
import type { RunRow } from '../../run-row.ts';
import { LABELLED, rangeAt, readInside, toTexts, type InsideAccounts } from '../labelled-accounts.ts';
import { writeResult, type LabelledResult } from '../labelled-result.ts';
import { recipesRead } from '../plan-source.ts';
import { readSource } from '../samples/kept-sample.ts';
import { UNSAMPLED } from '../samples/sample-accounts.ts';
import { sampledRows } from '../samples/sample-rows.ts';
import { keepRows, sampleOf, writeSample } from '../samples/write-sample.ts';
import { sourcesOfParts } from '../source-faults.ts';
import { nextScoring, techniquesOf } from '../technique-steps.ts';
import type { TechniquesCursor } from '../techniques-cursor.ts';
import { forgetSubjects, pointsWithin, readSubjects } from './touch-subjects.ts';
import { fromTouchTable, reachOf, SAMPLED_TOUCHES } from './touch-table.ts';

/** Columns of the points of a range; rows lie as the accounts do. */
const P = { points: 'points', evidence: 'evidence' } as const;
/** Whatever stands for the points at 50 where only sums are wanted. */
const ANY_HALF = 1;
/** What a label is in evidence that has none yet. */
const UNLABELLED = encodeLabel(null, null);

/**
 * ENG-2 in units: the points of one range of accounts after the other, from all touch points; then, with the points of all, scores and
 * labels.
 */
export const labelEngagement: RunUnit = async (context, row) => {
  const inputs = await context.inputs(row);
  const following = nextScoring('engagement', inputs);
  const settings = inputs.frozen.configuration.techniques.engagement ?? null;
  const inside = settings === null ? null : await readInside(context, row, inputs);
  if (settings === null || inside === null) return { change: moveOn(following, {}) };
  const techniques = techniquesOf(row.job.cursor);
  const size = context.limits.techniqueAccounts;
  const at = techniques.points.length;
  if (at * size < inside.ids.length) {
    const range = rangeAt(at, size, inside.ids.length);
    const points = await sumRange(context, row, inputs, { settings, inside, ...range });
    return {
      change: moveOn('engagement', { techniques: { ...techniques, points: [...techniques.points, points] } }),
      rows: range.to - range.from,
      note: `points ${at + 1}/${Math.ceil(inside.ids.length / size)}`,
    };
  }
  forgetSubjects(context);
  const engagement = await labelAll(context, row, inputs, { settings, inside, techniques });
  return { change: moveOn(following, { techniques: { ...techniques, engagement } }), rows: inside.ids.length };
};

interface Range {
  readonly settings: EngagementSettings;
  readonly inside: InsideAccounts;
  readonly from: number;
  readonly to: number;
}

async function sumRange(
  context: RunContext,
  row: RunRow,
  { frozen, plan }: RunInputs,
  { settings, inside, from, to }: Range,
): Promise<TechniquesCursor['points'][number]> {
  const { parts, control } = context;
  const { asOfDay } = frozen;
  const subjects = await readSubjects(context, row, inside.ids);
  const sums = createEngagementAggregate(to - from, { asOfDay, counting: settings });
  const times = createReachTimes(to - from, { by: 'account', asOfDay, windowDays: settings.windowDays });
  const { touches: read } = techniquesOf(row.job.cursor);
  const sources = plan.techniques?.sources ?? [];
  const sourceOf = sourcesOfParts(read.ends, sources.length);
  const sample = sampleOf(context, inside);
  const sampled = sample.rows();
  for (const [part, name] of read.parts.entries()) {
    await control.checkpoint();
    const table = await parts('touches').readTable(name);
    const placed = placeTouches(fromTouchTable(table), '', subjects);
    const within = pointsWithin(placed, from, to);
    addTouchPoints(sums, within);
    addReachTimes(times, within);
    const places = placed.account.map((account) =>
      account >= from && account < to ? sample.places[account]! : UNSAMPLED,
    );
    const source = sources[sourceOf?.(part) ?? NOBODY]?.recipe.id ?? '';
    sampled.take(sampledRows(table, places, { keys: SAMPLED_TOUCHES, source }));
  }
  const population = inside.population.subarray(from, to);
  const totals = engagementTotals(sums);
  const rawTicks = sumPoints(totals, pointsByTouch(settings), population);
  const { basis } = scorePoints({ rawTicks, settings, asOfDay, frozenHalf: ANY_HALF });
  const scores = { basis, label: new Int16Array(to - from).fill(NO_LABEL) };
  const reachAt = createAccountReach(totals, times, settings);
  const evidence = Array.from({ length: to - from }, (_, ordinal) => {
    const found = engagementEvidenceAt({ scores, totals, latest: sums.latest, population, reachAt }, ordinal);
    return found === null ? '' : encodeEngagement(found).slice(UNLABELLED.length);
  });
  const name = await parts('points').writeTable({
    length: to - from,
    columns: new Map<string, Column>([
      [P.points, { kind: 'number', values: rawTicks }],
      [P.evidence, toTexts(evidence)],
    ]),
  });
  return { name, ...sums.counts, ...(sourceOf === null ? {} : { sample: await keepRows(context, sampled) }) };
}

async function labelAll(
  context: RunContext,
  row: RunRow,
  inputs: RunInputs,
  { settings, inside, techniques }: Pick<Range, 'settings' | 'inside'> & { readonly techniques: TechniquesCursor },
): Promise<TechniquesCursor['engagement']> {
  const { ports, org, parts, control } = context;
  const { frozen, plan } = inputs;
  const { points, touches } = techniques;
  const rawTicks = new Float64Array(inside.ids.length);
  let from = 0;
  for (const { name } of points) {
    const table = await parts('points').readTable(name, [P.points]);
    rawTicks.set(columnOf(table, P.points, 'number').values.subarray(0, table.length), from);
    from += table.length;
  }
  const frozenHalf = await readFrozenHalf({ ports, org }, frozen, settings);
  const sources = recipesRead(plan.techniques?.sources ?? [], techniques.warnings);
  const scores = scorePoints({ rawTicks, settings, asOfDay: frozen.asOfDay, frozenHalf, sources });
  const names: string[] = [];
  from = 0;
  for (const { name } of points) {
    await control.checkpoint();
    const table = await parts('points').readTable(name, [P.evidence]);
    names.push(await parts('labelled').writeTable(labelledTable(scores, columnOf(table, P.evidence, 'text'), from)));
    from += table.length;
  }
  const sum = (of: 'withoutSubject' | 'afterAsOf'): number => points.reduce((all, each) => all + each[of], 0);
  const counted = (code: string, count: number) => (count === 0 ? [] : [{ code, params: { count } }]);
  const { basis, labelCounts, warnings } = scores;
  const labelled = labelCounts.reduce((all, each) => all + each, 0);
  const result: LabelledResult = {
    bases: { engagement: basis },
    labelCounts: [
      ...settings.labels.map(({ id }, index) => ({ labelId: id, accounts: labelCounts[index] ?? 0 })),
      { labelId: null, accounts: basis.population - labelled },
    ],
    warnings: [
      ...(plan.techniques?.warnings ?? []),
      ...techniques.warnings,
      ...(touches.rows === 0 ? [{ code: 'engagement.noTouchPoints', params: {} }] : []),
      ...counted('engagement.withoutAccount', sum('withoutSubject')),
      ...counted('engagement.afterAsOf', sum('afterAsOf')),
      ...warnings,
    ],
  };
  const sample = await writeSample(context, row, inputs, {
    inside,
    ranges: points.map((range) => range.sample),
    about: aboutEngagement(settings, scores),
  });
  return {
    parts: names,
    result: await writeResult(parts('labelled'), result),
    ...(sample === undefined ? {} : { sample }),
  };
}

function aboutEngagement(settings: EngagementSettings, { basis, warnings }: EngagementScores) {
  const { half, halfFrom, settingsHash } = basis;
  return {
    technique: 'engagement',
    windowDays: settings.windowDays,
    reachDays: reachOf(settings),
    sources: settings.sources.map(readSource),
    half: warnings.some(isOfNobody) ? null : { half, halfFrom, settingsHash },
  } as const;
}

/** Nobody had points to propose by. */
function isOfNobody({ code }: Pick<Message, 'code'>): boolean {
  return code === 'engagement.nobodyHasPoints';
}

function labelledTable(
  { label, score, basis }: EngagementScores,
  evidence: { readonly codes: Int32Array; readonly dictionary: { at(code: number): string | undefined } },
  from: number,
): ColumnTable {
  const length = evidence.codes.length;
  const idAt = (row: number): string | null => basis.labels[label[from + row] ?? NO_LABEL]?.id ?? null;
  const rows = [...Array(length).keys()];
  const texts = rows.map((row) => {
    const code = evidence.codes[row]!;
    if (code < 0) return '';
    const id = idAt(row);
    return encodeLabel(id, id === null ? null : (label[from + row] ?? null)) + (evidence.dictionary.at(code) ?? '');
  });
  return {
    length,
    columns: new Map<string, Column>([
      [LABELLED.label, toTexts(rows.map((row) => idAt(row) ?? ''))],
      [LABELLED.score, { kind: 'number', values: score.subarray(from, from + length).map(shownScore) }],
      [LABELLED.evidence, toTexts(texts)],
    ]),
  };
}

/** What the run before had proposed, as far as it stands; null also where nobody had points yet. */
async function readFrozenHalf(
  { ports, org }: Pick<RunContext, 'ports' | 'org'>,
  { former }: RunInputs['frozen'],
  settings: EngagementSettings,
): Promise<number | null> {
  const record = former?.record.engagement;
  if (former === null || record === undefined) return null;
  if (record.warnings.some(isOfNobody)) return null;
  try {
    const { engagement } = await readBases(ports, org, former.record.id);
    return engagement === undefined ? null : frozenHalfOf(engagement, settings);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'blobDamaged') throw error;
    return null;
  }
}

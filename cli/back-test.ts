import { basename } from 'node:path';
import { parseConfigurationText } from '#core/configuration/parse-configuration.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { NULL_DAY, textAt } from '#core/columns/column-table.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { EVERYTHING } from '#core/criteria/criteria.ts';
import type { LabelColumn } from '#core/labels/change-log.ts';
import { backDatingNotes, type BackDatingNote } from '#core/labels/back-dating.ts';
import { backTestLabels, type LabelBackTest } from '#core/labels/back-test-labels.ts';
import type { Label, TechniqueId } from '#core/labels/label.ts';
import type { Message, Problem } from '#core/message.ts';
import { touchPointsUpTo } from '#core/techniques/engagement/touch-points-up-to.ts';
import { purchasesUpTo } from '#core/techniques/recommendations/purchases-up-to.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { GENERATION_COLUMNS as C } from '#server-functions/score/generation.ts';
import { runScore } from '#server-functions/score/run-score.ts';
import { cutDeals } from './cut-deals.ts';
import { InputError } from './input-error.ts';
import { keepTables } from './keep-tables.ts';
import { createLabelsAsOf, type LabelsAsOf, type LabelSource } from './labels-as-of.ts';
import { openInput } from './open-input.ts';
import type { BackTestCommand } from './parse-label-commands.ts';
import { readDocument } from './read-documents.ts';
import type { CliPorts } from './run-cli.ts';
import { ScoreRefusedError } from './score.ts';

export interface BackTested {
  readonly asOfDay: number;
  /** Last day of the window. */
  readonly untilDay: number;
  readonly currency: string;
  readonly minorDigits: number;
  readonly techniques: readonly {
    readonly technique: TechniqueId;
    readonly labels: readonly Label[];
    /** null = the technique refused, and why. */
    readonly result: LabelBackTest | null;
    readonly refusal: Message | null;
  }[];
  /** What the labels take from today's records. */
  readonly notes: readonly BackDatingNote[];
}

/** Revenue of one account within the window, in minor units. */
type RevenueOf = (id: bigint) => number;

/**
 * TEC-6: labels as of a day against revenue won in the days after it. Labels are made twice, from all records and from those that
 * existed then; where the two differ, later records decide labels, and the test is refused instead of believed. `createLabels` is
 * what makes them. Throws `InputError`, `ScoreRefusedError` and what reading the files throws.
 */
export async function backTest(
  command: BackTestCommand,
  { openData, cancellation }: Pick<CliPorts, 'openData' | 'cancellation'>,
  createLabels: typeof createLabelsAsOf = createLabelsAsOf,
): Promise<BackTested> {
  const { asOfDay, days, seed } = command;
  const { input, configuration } = await openSettings(command, openData);
  const crm = keepTables(input.crm);
  const source: LabelSource = { input, crm, configuration, cancellation, cut: null };
  const labels = await createLabels(source)(asOfDay);
  const then = await createLabels({
    ...source,
    crm: cutDeals(crm, configuration.mapping, asOfDay),
    cut: {
      purchases: (all) => purchasesUpTo(all, asOfDay),
      touchPoints: (all) => touchPointsUpTo(all, asOfDay),
      texts: (all) => all.filter(({ day }) => day <= asOfDay),
    },
  })(asOfDay);
  refuseLaterRecords(labels, then);
  if (labels.techniques.every(({ column }) => column === null)) {
    const problems = labels.techniques.flatMap(({ technique, refusal }): Problem[] =>
      refusal === null ? [] : [{ ...refusal, where: `techniques.${technique}` }],
    );
    throw new ScoreRefusedError({ reason: 'techniqueRefused', technique: null, problems });
  }

  const revenueOf = await readRevenue(source, asOfDay, asOfDay + days);
  return {
    asOfDay,
    untilDay: asOfDay + days,
    currency: labels.generation.org.homeCurrency,
    minorDigits: labels.generation.minorDigits,
    techniques: labels.techniques.map(({ technique, labels: named, column, refusal }) => ({
      technique,
      labels: named,
      result: column === null ? null : testColumn(column, named, revenueOf, seed),
      refusal,
    })),
    notes: [...backDatingNotes(configuration), ...(await unfinishedWindow(source, asOfDay + days))],
  };
}

/** Files that end within the window know a part of its revenue: no day of an export says so, its latest won deal does. */
async function unfinishedWindow(
  { input, crm, configuration, cancellation }: LabelSource,
  untilDay: number,
): Promise<BackDatingNote[]> {
  const { module, fields } = configuration.mapping.deals;
  const { closingDate, stage } = fields;
  if (closingDate === undefined || stage === undefined) return [];
  const won = new Set(input.recipe.stages.won);
  const asked = [
    { apiName: closingDate, as: 'day', kind: 'day' },
    { apiName: stage, as: 'stage', kind: 'text' },
  ] as const;
  let latest = NULL_DAY;
  for await (const table of crm.readTable({ module, fields: asked }, cancellation).batches) {
    const { days } = columnOf(table, 'day', 'day');
    const stages = columnOf(table, 'stage', 'text');
    for (let row = 0; row < table.length; row++)
      if (days[row]! > latest && won.has(textAt(stages, row) ?? '')) latest = days[row]!;
  }
  if (latest === NULL_DAY || latest >= untilDay) return [];
  const params = { latest: formatIsoDay(latest), until: formatIsoDay(untilDay) };
  return [{ technique: null, message: { code: 'cli.windowNotOver', params } }];
}

/** Opens data and settings as `score` does. */
export async function openSettings(
  command: { readonly data: string; readonly recipe: string | null; readonly settings: string },
  openData: CliPorts['openData'],
) {
  const settingsText = await readDocument(command.settings, '--settings');
  const input = await openInput(command.data, command.recipe, openData);
  const settings = parseConfigurationText(settingsText, basename(command.settings), input.known);
  if (!settings.ok) throw new InputError(settings.error);
  return { input, configuration: settings.value };
}

function testColumn(column: LabelColumn, labels: readonly Label[], revenueOf: RevenueOf, seed: number): LabelBackTest {
  const ids = labels.map(({ id }) => id);
  return backTestLabels({
    label: Int16Array.from({ length: column.length }, (_, row) => ids.indexOf(column.labelAt(row) ?? '')),
    labels: ids,
    wonMinor: Float64Array.from({ length: column.length }, (_, row) => revenueOf(column.ids[row] ?? 0n)),
    seed,
  });
}

/** Won up to the end of the window less won up to its beginning, by the day that deals were completed. */
async function readRevenue({ crm, configuration, cancellation }: LabelSource, from: number, to: number) {
  const bare: Configuration = {
    ...configuration,
    criteria: EVERYTHING,
    techniques: { rfm: null, firmographics: null },
  };
  const wonUpTo = async (asOfDay: number) => {
    const run = await runScore({ crm, configuration: bare, asOfDay, cancellation });
    if (!run.ok) throw new InputError(run.error.problems);
    const { table } = run.value;
    return { ids: columnOf(table, C.id, 'id').values, minor: columnOf(table, C.won, 'money').minor };
  };
  const [before, after] = [await wonUpTo(from), await wonUpTo(to)];
  const revenue = new Map<bigint, number>();
  for (let row = 0; row < after.minor.length; row++) {
    const won = after.minor[row]! - before.minor[row]!;
    if (won !== 0) revenue.set(after.ids[row]!, won);
  }
  return (id: bigint): number => revenue.get(id) ?? 0;
}

/** A label that knows what came later proves nothing about what came later. */
function refuseLaterRecords(labels: LabelsAsOf, then: LabelsAsOf): void {
  const problems = labels.techniques.flatMap(({ technique, column }, index): Problem[] => {
    const known = then.techniques[index]?.column ?? null;
    const accounts = differences(column, known);
    if (accounts === 0) return [];
    return [{ code: 'cli.laterRecordsDecide', params: { technique, accounts }, where: `techniques.${technique}` }];
  });
  if (problems.length > 0) throw new ScoreRefusedError({ reason: 'techniqueRefused', technique: null, problems });
}

/** Accounts with another label; both columns have the same accounts unless the criteria themselves know the future. */
function differences(one: LabelColumn | null, other: LabelColumn | null): number {
  if (one === null || other === null) return one === other ? 0 : (one ?? other)?.length || 1;
  let count = Math.abs(one.length - other.length);
  for (let row = 0; row < Math.min(one.length, other.length); row++)
    if (one.ids[row] !== other.ids[row] || one.labelAt(row) !== other.labelAt(row)) count++;
  return count;
}

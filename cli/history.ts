import { backDatingNotes, type BackDatingNote } from '#core/labels/back-dating.ts';
import type { LabelColumn } from '#core/labels/change-log.ts';
import { labelFlows, type LabelFlow } from '#core/labels/label-flows.ts';
import type { Label, TechniqueId } from '#core/labels/label.ts';
import type { Message } from '#core/message.ts';
import { nextLabelByAgeing } from '#core/techniques/rfm/forecast.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import type { Generation } from '#server-functions/score/generation.ts';
import { openSettings } from './back-test.ts';
import { historyDays } from './history-days.ts';
import { historyFiles } from './history-files.ts';
import { InputError } from './input-error.ts';
import { keepTables } from './keep-tables.ts';
import { chosenTechniques, createLabelsAsOf } from './labels-as-of.ts';
import type { HistoryCommand } from './parse-label-commands.ts';
import type { CliPorts } from './run-cli.ts';
import { writeResults } from './write-results.ts';

export const HISTORY_FILES = ['history.csv', 'flows.csv', 'labels.csv', 'forecast.csv'] as const;

export interface TechniqueHistory {
  readonly technique: TechniqueId;
  readonly labels: readonly Label[];
  /** One a day; a refused day has no column. */
  readonly days: readonly {
    readonly day: number;
    readonly column: LabelColumn | null;
    readonly refusal: Message | null;
    /** In the order of the labels, no label last; empty on a refused day. */
    readonly counts: readonly { readonly labelId: string | null; readonly accounts: number }[];
  }[];
  /** From the first day with labels to the last; null = fewer than two. */
  readonly flows: { readonly from: number; readonly to: number; readonly moves: readonly LabelFlow[] } | null;
}

/** The next RFM label of an account if nothing happens. */
export interface Ageing {
  readonly account: bigint;
  readonly label: string | null;
  readonly next: string | null;
  readonly onDay: number;
}

export interface ToldHistory {
  readonly days: readonly number[];
  readonly techniques: readonly TechniqueHistory[];
  /** As of the last day; accounts that time alone changes nothing for are left out. */
  readonly ageing: readonly Ageing[];
  /** Ordinal id of the account that was asked for. */
  readonly account: { readonly id: bigint; readonly called: string } | null;
  readonly notes: readonly BackDatingNote[];
  readonly sourceIdOf: (id: bigint) => string;
}

/**
 * Labels at a series of days, each recomputed from the records dated up to it (TEC-3). Throws `InputError` and what reading the files
 * throws; files are written only when all is computed.
 */
export async function history(
  command: HistoryCommand,
  { openData, cancellation }: Pick<CliPorts, 'openData' | 'cancellation'>,
): Promise<ToldHistory> {
  const days = historyDays(command);
  if (!days.ok) throw new InputError([days.error]);
  const { input, configuration } = await openSettings(command, openData);
  const labelsOf = createLabelsAsOf({ input, crm: keepTables(input.crm), configuration, cancellation, cut: null });
  const perDay = new Map<TechniqueId, TechniqueHistory['days'][number][]>();
  let last: Generation | null = null;
  for (const day of days.value) {
    const { techniques, generation } = await labelsOf(day);
    for (const { technique, labels, column, refusal } of techniques) {
      const counts = column === null ? [] : countsOf(column, labels);
      perDay.set(technique, [...(perDay.get(technique) ?? []), { day, column, refusal, counts }]);
    }
    last = generation;
  }
  const sourceIdOf = (id: bigint): string => input.sourceIdOf('accounts', id) ?? String(id);
  const told: ToldHistory = {
    days: days.value,
    techniques: chosenTechniques(configuration).map(({ technique, labels }) => {
      const ofTechnique = perDay.get(technique) ?? [];
      return { technique, labels, days: ofTechnique, flows: flowsOf(ofTechnique, labels) };
    }),
    ageing: last === null ? [] : ageingOf(last),
    account: null,
    notes: backDatingNotes(configuration),
    sourceIdOf,
  };
  const found = command.account === null ? told : { ...told, account: findAccount(told, command.account) };
  if (command.out !== null) await writeResults(command.out, historyFiles(told), cancellation);
  return found;
}

function countsOf(column: LabelColumn, labels: readonly Label[]): TechniqueHistory['days'][number]['counts'] {
  const counts = new Map<string | null, number>([...labels.map(({ id }) => [id, 0] as const), [null, 0]]);
  for (let row = 0; row < column.length; row++) {
    const label = column.labelAt(row);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts].map(([labelId, accounts]) => ({ labelId, accounts }));
}

function flowsOf(days: TechniqueHistory['days'], labels: readonly Label[]): TechniqueHistory['flows'] {
  const told = days.flatMap(({ day, column }) => (column === null ? [] : [{ day, column }]));
  const [first, last] = [told[0], told.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  const ids = labels.map(({ id }) => id);
  return { from: first.day, to: last.day, moves: labelFlows(first.column, last.column, ids) };
}

function ageingOf({ table, rfm, evidenceAt }: Generation): Ageing[] {
  if (rfm === null) return [];
  const ids = columnOf(table, 'id', 'id').values;
  const found: Ageing[] = [];
  for (let row = 0; row < table.length; row++) {
    const evidence = evidenceAt(row)?.rfm;
    if (evidence?.purchases == null) continue;
    const ageing = nextLabelByAgeing(evidence.purchases, rfm.basis, evidence.labelId);
    if (ageing === null) continue;
    const { label, onDay } = ageing.params;
    const next = typeof label === 'string' ? label : null;
    found.push({ account: ids[row] ?? 0n, label: evidence.labelId, next, onDay: Number(onDay) });
  }
  return found;
}

function findAccount({ techniques, sourceIdOf }: ToldHistory, called: string): ToldHistory['account'] {
  for (const { days } of techniques)
    for (const { column } of days)
      for (const id of column?.ids ?? []) if (sourceIdOf(id) === called) return { id, called };
  throw new InputError([{ code: 'cli.unknownAccount', params: { account: called }, where: '--account' }]);
}

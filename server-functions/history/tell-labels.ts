import { NULL_CODE } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { listJson } from '../shared/stores/json-items.ts';
import {
  HISTORY_ENTRIES,
  historyEntrySchema,
  weekOf,
  type HistoryEntry,
  type HistoryTechnique,
} from './history-entry.ts';
import {
  applyEntry,
  createLabelCodes,
  eachBeside,
  eachLabel,
  labelsAsOf,
  type LabelCodes,
  type LabelState,
} from './replay-labels.ts';

type Ports = Pick<WorkPorts, 'store' | 'blob'>;

export interface LabelCountAt {
  /** null = in ABM without a label; not told where the view is cut. */
  readonly labelId: string | null;
  readonly accounts: number;
}
export interface CountedDay {
  readonly day: string;
  /** null = the technique was not in use, or nothing was published yet. */
  readonly counts: readonly LabelCountAt[] | null;
}
export interface LabelMove {
  readonly from: string | null;
  readonly to: string | null;
  readonly accounts: number;
}
export interface LabelHistory {
  /** Day of the first entry; null = there is no history. */
  readonly begins: string | null;
  readonly days: readonly CountedDay[];
  /** What became of each label between the two ends; accounts without a label at both are left out. null = nothing to compare. */
  readonly flows: { readonly from: string; readonly to: string; readonly moves: readonly LabelMove[] } | null;
}

export interface LabelQuestion {
  readonly technique: HistoryTechnique;
  /** Epoch days, both included. */
  readonly from: number;
  readonly to: number;
  readonly by: 'day' | 'week';
  /** PER-3: of these accounts alone, ascending; null = of all. */
  readonly only: BigInt64Array | null;
}

/** Entries in order, from the first checkpoint on: what stands before one cannot be told. */
export async function readEntries({ store }: Pick<Ports, 'store'>, org: OrgKey): Promise<readonly HistoryEntry[]> {
  const items = await listJson(store, org, HISTORY_ENTRIES, historyEntrySchema);
  const entries = items.map(({ value }) => value);
  const first = entries.findIndex(({ checkpoint }) => checkpoint);
  return first === -1 ? [] : entries.slice(first);
}

/** How many accounts had each label at the end of each day, and who moved where between the first and the last. */
export async function tellLabels(ports: Ports, org: OrgKey, question: LabelQuestion): Promise<LabelHistory> {
  const entries = await readEntries(ports, org);
  const begins = entries[0]?.day;
  if (begins === undefined) return { begins: null, days: [], flows: null };
  const days = daysOf(question);
  const places = days.map((day) => placeAt(entries, day));
  const countsAt =
    question.only === null
      ? (place: number) =>
          entries[place]?.labels[question.technique]?.map(([labelId, accounts]) => ({ labelId, accounts })) ?? null
      : await countWithin(ports, org, entries, { ...question, only: question.only, places });
  const counted = days.map((day, at) => ({ day: formatIsoDay(day), counts: countsAt(places[at] ?? -1) }));
  const start = Math.max(question.from, begins);
  if (question.to < start) return { begins: formatIsoDay(begins), days: counted, flows: null };
  const moves = await movesBetween(ports, org, entries, { ...question, from: start });
  return {
    begins: formatIsoDay(begins),
    days: counted,
    flows: { from: formatIsoDay(start), to: formatIsoDay(question.to), moves },
  };
}

/** Every day, or the last day of each week and of the whole. */
function daysOf({ from, to, by }: LabelQuestion): readonly number[] {
  const all = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
  return by === 'day' ? all : all.filter((day) => day === to || weekOf(day) !== weekOf(day + 1));
}

/** Place of the last entry of that day or before; -1 = none. */
function placeAt(entries: readonly HistoryEntry[], day: number): number {
  return entries.findLastIndex((entry) => entry.day <= day);
}

async function countWithin(
  ports: Ports,
  org: OrgKey,
  entries: readonly HistoryEntry[],
  {
    technique,
    only,
    places,
  }: { readonly technique: HistoryTechnique; readonly only: BigInt64Array; readonly places: readonly number[] },
): Promise<(place: number) => readonly LabelCountAt[] | null> {
  const wanted = new Set(places);
  const first = places.find((place) => place >= 0);
  const last = places.at(-1) ?? -1;
  const told = new Map<number, readonly LabelCountAt[] | null>();
  if (first === undefined) return () => null;
  const codes = createLabelCodes();
  const isSeen = membership(only);
  const state = await labelsAsOf(ports, org, { entries, place: first, technique, codes });
  const counts = new Map<number, number>();
  const add = (code: number, by: number): void => {
    if (code !== NULL_CODE) counts.set(code, (counts.get(code) ?? 0) + by);
  };
  eachLabel(state, (account, code) => {
    if (isSeen(account)) add(code, 1);
  });
  for (let place = first; place <= last; place++) {
    const entry = entries[place];
    if (entry === undefined) break;
    if (place > first)
      await applyEntry(ports, org, state, { entry, technique, codes }, (account, from, to) => {
        if (!isSeen(account)) return;
        add(from, -1);
        add(to, 1);
      });
    if (wanted.has(place)) told.set(place, entry.labels[technique] == null ? null : listCounts(counts, codes));
  }
  return (place) => told.get(place) ?? null;
}

function listCounts(counts: ReadonlyMap<number, number>, codes: LabelCodes): readonly LabelCountAt[] {
  const listed = [...counts].map(([code, accounts]) => ({ labelId: codes.label(code), accounts }));
  return listed.filter(({ accounts }) => accounts > 0);
}

/** Codes of labels stay below: a technique has some tens, and a history of years a few hundred. */
const MOST_LABELS = 2 ** 20;

/** Between the ends of two days, account by account. */
async function movesBetween(
  ports: Ports,
  org: OrgKey,
  entries: readonly HistoryEntry[],
  { technique, from, to, only }: Pick<LabelQuestion, 'technique' | 'from' | 'to' | 'only'>,
): Promise<readonly LabelMove[]> {
  const codes = createLabelCodes();
  const stateAt = (day: number): Promise<LabelState> =>
    labelsAsOf(ports, org, { entries, place: placeAt(entries, day), technique, codes });
  const [before, after] = [await stateAt(from), await stateAt(to)];
  const seen = only === null ? null : createIdIndex(only);
  const moves = new Map<number, { readonly from: number; readonly to: number; accounts: number }>();
  const count = (old: number, now: number): void => {
    if (old === NULL_CODE && now === NULL_CODE) return;
    const key = old * MOST_LABELS + now;
    const move = moves.get(key) ?? { from: old, to: now, accounts: 0 };
    move.accounts++;
    moves.set(key, move);
  };
  eachBeside(after, before, seen, (now, old) => count(old ?? NULL_CODE, now));
  // Accounts that the later state does not know at all.
  eachBeside(before, after, seen, (old, now) => {
    if (now === null) count(old, NULL_CODE);
  });
  return [...moves.values()].map((move) => ({
    from: codes.label(move.from),
    to: codes.label(move.to),
    accounts: move.accounts,
  }));
}

function membership(only: BigInt64Array): (account: bigint) => boolean {
  const index = createIdIndex(only);
  const id = new BigInt64Array(1);
  const row = new Int32Array(1);
  return (account) => {
    id[0] = account;
    index.locate(id, 1, row);
    return row[0] !== -1;
  };
}

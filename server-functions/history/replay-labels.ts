import { decodeColumns } from '#core/columns/arrow-columns.ts';
import { NULL_CODE, type ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex, type IdIndex } from '#core/columns/key-index.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import { LABEL_COLUMNS } from '../score/label-history.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { readBytes } from '../shared/stores/blob-bytes.ts';
import { historyBlob, type HistoryEntry, type HistoryTechnique } from './history-entry.ts';
import { historyIds, textsOf } from './label-columns.ts';

type Ports = Pick<WorkPorts, 'blob'>;

/** Numbers for label ids that stay the same over a whole reading; `NULL_CODE` = no label. */
export interface LabelCodes {
  of(label: string | null): number;
  label(code: number): string | null;
}

export function createLabelCodes(): LabelCodes {
  const codes = new Map<string, number>();
  const labels: string[] = [];
  return {
    of(label) {
      if (label === null) return NULL_CODE;
      const known = codes.get(label);
      if (known !== undefined) return known;
      codes.set(label, labels.length);
      return labels.push(label) - 1;
    },
    label: (code) => labels[code] ?? null,
  };
}

/** The labels of one technique as of one entry. Accounts that came after the checkpoint stand beside its columns. */
export interface LabelState {
  readonly ids: BigInt64Array;
  readonly codes: Int32Array;
  readonly later: Map<bigint, number>;
  readonly index: IdIndex;
}

/** `moved` is told of every label that an entry changed. */
export type Moved = (account: bigint, from: number, to: number) => void;

/**
 * The labels as of the entry at `place`, from the checkpoint before it and the changes since: at most a week of them. One
 * object of changes is in memory at a time.
 */
export async function labelsAsOf(
  ports: Ports,
  org: OrgKey,
  {
    entries,
    place,
    technique,
    codes,
  }: {
    readonly entries: readonly HistoryEntry[];
    readonly place: number;
    readonly technique: HistoryTechnique;
    readonly codes: LabelCodes;
  },
): Promise<LabelState> {
  const start = entries.findLastIndex((entry, at) => at <= place && entry.checkpoint);
  const checkpoint = entries[start];
  if (checkpoint === undefined) throw new StoreError('blobDamaged', 'history without a checkpoint');
  const state = await readCheckpoint(ports, org, checkpoint, technique, codes);
  for (const entry of entries.slice(start + 1, place + 1))
    await applyEntry(ports, org, state, { entry, technique, codes });
  return state;
}

/** Goes one entry on. */
export async function applyEntry(
  ports: Ports,
  org: OrgKey,
  state: LabelState,
  {
    entry,
    technique,
    codes,
  }: {
    readonly entry: HistoryEntry;
    readonly technique: HistoryTechnique;
    readonly codes: LabelCodes;
  },
  moved: Moved = () => undefined,
): Promise<void> {
  if (entry.rebased) return rebase(state, await readCheckpoint(ports, org, entry, technique, codes), moved);
  const changes = await readChanges(ports, org, entry);
  if (changes === null) return;
  const ids = historyIds(changes);
  const rows = new Int32Array(changes.length);
  state.index.locate(ids, changes.length, rows);
  const techniqueAt = textsOf(changes, 'technique');
  const toAt = textsOf(changes, 'to');
  for (let change = 0; change < changes.length; change++) {
    if (techniqueAt(change) !== technique) continue;
    put(state, ids[change]!, rows[change]!, codes.of(toAt(change)), moved);
  }
}

/** Every account's label of a state, each once; those without one too. */
export function eachLabel({ ids, codes, later }: LabelState, tell: (account: bigint, code: number) => void): void {
  for (let row = 0; row < ids.length; row++) tell(ids[row]!, codes[row]!);
  for (const [account, code] of later) tell(account, code);
}

/**
 * As `eachLabel`, with the account's code in another state beside it; null = that one does not know the account. `only` these
 * accounts; null = all. Looked up all at once: one by one, a million would take seconds.
 */
export function eachBeside(
  state: LabelState,
  other: LabelState,
  only: IdIndex | null,
  tell: (code: number, otherCode: number | null) => void,
): void {
  const tellOf = (ids: BigInt64Array, codes: Int32Array): void => {
    const rows = rowsOf(other.index, ids);
    const seen = only === null ? null : rowsOf(only, ids);
    for (let row = 0; row < ids.length; row++) {
      if (seen !== null && seen[row] === -1) continue;
      const at = rows[row]!;
      tell(codes[row]!, at === -1 ? (other.later.get(ids[row]!) ?? null) : other.codes[at]!);
    }
  };
  tellOf(state.ids, state.codes);
  tellOf(BigInt64Array.from(state.later.keys()), Int32Array.from(state.later.values()));
}

function rowsOf(index: IdIndex, ids: BigInt64Array): Int32Array {
  const rows = new Int32Array(ids.length);
  index.locate(ids, ids.length, rows);
  return rows;
}

/** Label of an account in a state, one by one, without an object each time. */
export function lookUp({ index, codes, later }: LabelState): ((account: bigint) => number) & {
  row(account: bigint): number;
} {
  const id = new BigInt64Array(1);
  const row = new Int32Array(1);
  const find = (account: bigint): number => {
    id[0] = account;
    index.locate(id, 1, row);
    return row[0]!;
  };
  const labelOf = (account: bigint): number => {
    const at = find(account);
    return at === -1 ? (later.get(account) ?? NULL_CODE) : codes[at]!;
  };
  return Object.assign(labelOf, { row: find });
}

function put(state: LabelState, account: bigint, row: number, to: number, moved: Moved): void {
  const from = row === -1 ? (state.later.get(account) ?? NULL_CODE) : state.codes[row]!;
  if (row === -1) state.later.set(account, to);
  else state.codes[row] = to;
  if (from !== to) moved(account, from, to);
}

/** To the labels of a checkpoint; accounts that it does not know have none. */
function rebase(state: LabelState, checkpoint: LabelState, moved: Moved): void {
  const labelThen = lookUp(checkpoint);
  const { row } = lookUp(state);
  eachLabel(state, (account) => put(state, account, row(account), labelThen(account), moved));
  eachLabel(checkpoint, (account, code) => put(state, account, row(account), code, moved));
}

async function readCheckpoint(
  ports: Ports,
  org: OrgKey,
  { generation }: HistoryEntry,
  technique: HistoryTechnique,
  known: LabelCodes,
): Promise<LabelState> {
  const table = await readTable(ports, org, historyBlob('labels', generation));
  const ids = historyIds(table).subarray(0, table.length);
  const codes = new Int32Array(table.length).fill(NULL_CODE);
  const key = LABEL_COLUMNS.find((column) => column.technique === technique)?.label ?? '';
  if (table.columns.has(key)) {
    const labelAt = textsOf(table, key);
    for (let row = 0; row < table.length; row++) codes[row] = known.of(labelAt(row));
  }
  return { ids, codes, later: new Map(), index: createIdIndex(ids) };
}

/** null = the entry changed nothing. */
export async function readChanges(ports: Ports, org: OrgKey, entry: HistoryEntry): Promise<ColumnTable | null> {
  return entry.changes === 0 ? null : readTable(ports, org, historyBlob('changes', entry.generation));
}

export async function readTable({ blob }: Ports, org: OrgKey, key: string): Promise<ColumnTable> {
  const bytes = await readBytes(blob, org, key);
  if (bytes === null) throw new StoreError('blobDamaged', `${key} is not there`);
  const table = decodeColumns(bytes, key);
  if (!table.ok) throw new StoreError('blobDamaged', `${table.error.where}: ${table.error.code}`);
  return table.value;
}

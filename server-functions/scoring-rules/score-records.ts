import { NULL_ID, textAt, type ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { sortById } from '#core/columns/sort-by-id.ts';
import type { ScoredTouchPoint } from '#core/scoring-rules/apply-rules.ts';
import type { LedgerRow } from '#core/scoring-rules/ledger.ts';
import { TOUCHES } from '#core/techniques/engagement/touches.ts';
import { columnOf } from '../score/column-of.ts';
import { fieldRulesOf, HOLDS } from './judge-records.ts';
import { ACCOUNT, type PlannedModule } from './plan-rules.ts';
import { T } from './read-rule-touches.ts';
import { moveOn, withModule, type RulesContext, type RulesUnit } from './rules-context.ts';
import type { RulesRunRow } from './rules-run-row.ts';
import { scoreRange } from './score-range.ts';
import { fromLedgerTable, toLedgerTable, toSummaryTable } from './score-tables.ts';
import { scoresOf, type ModuleScores } from './scores-manifest.ts';

const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 63n;

/** Ids from `from` on and below `to`. */
interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

/** One range of one module's records: their ledgers as they stood, with the lines that the rules add. */
export const scoreRecords: RulesUnit = async (context, row) => {
  const inputs = await context.inputs(row);
  const { score, modules } = row.job.cursor;
  const planned = inputs.plan.modules[score.module];
  const cursor = modules[score.module];
  if (planned === undefined || cursor === undefined) return moveOn('rank', {});
  const judged = await judgedOf(context, cursor.judged);
  const standing = scoresOf(inputs.standing, planned.module);
  const starts = startsOf(row.kind, judged.ids, standing, context.limits.rangeRecords);
  const start = starts[score.at];
  if (start === undefined) return moveOn('score', { score: { module: score.module + 1, at: 0 } });
  const range: Range = { from: score.at === 0 ? LOWEST : start, to: starts[score.at + 1] ?? HIGHEST };

  const facts = {
    ledgers: await ledgersOf(context, standing, range),
    judged: holdersOf(judged, planned, range),
    touchPoints: await touchesOf(context, row, planned, range),
    gone: await goneOf(context, cursor.gone),
  };
  const { rules } = planned;
  const { records, lines } = scoreRange({ kind: row.kind, rules, today: inputs.frozen.today }, facts);
  const summary = await context.objects.writeTable(toSummaryTable(records));
  const ledger = await context.objects.writeTable(toLedgerTable(records));
  return moveOn(
    'score',
    {
      score: { module: score.module, at: score.at + 1 },
      modules: withModule(modules, score.module, (each) => ({
        shards: [...each.shards, { from: String(range.from), summary, ledger }],
        records: each.records + records.length,
      })),
    },
    (present) => ({ lines: present.lines + lines, scored: present.scored + records.length }),
  );
};

interface Judged {
  /** Ascending; a record that was read twice is there once. */
  readonly ids: BigInt64Array;
  readonly holds: Float64Array;
}

/** Sorted once for all ranges of a module. */
const sorted = new WeakMap<ColumnTable, Judged>();

async function judgedOf(context: RulesContext, names: readonly string[]): Promise<Judged> {
  if (names.length === 0) return { ids: new BigInt64Array(), holds: new Float64Array() };
  const collected = await context.collected(names);
  const judged = sorted.get(collected) ?? sortJudged(collected);
  sorted.set(collected, judged);
  return judged;
}

function sortJudged(collected: ColumnTable): Judged {
  const table = sortById(collected);
  const { length } = table;
  const all = columnOf(table, 'id', 'id').values;
  const holds = columnOf(table, HOLDS, 'number').values;
  const found = { ids: new BigInt64Array(length), holds: new Float64Array(length) };
  let count = 0;
  for (let row = 0; row < length; row++) {
    // The later row is the newer one.
    if (row + 1 < length && all[row] === all[row + 1]) continue;
    found.ids[count] = all[row]!;
    found.holds[count++] = holds[row]!;
  }
  return { ids: found.ids.subarray(0, count), holds: found.holds.subarray(0, count) };
}

/** Where ranges begin: as before in a run of changes, which leaves most of them as they are; else so many records each. */
function startsOf(
  kind: RulesRunRow['kind'],
  ids: BigInt64Array,
  standing: ModuleScores | null,
  size: number,
): readonly bigint[] {
  if (kind === 'changes' && standing !== null && standing.shards.length > 0)
    return standing.shards.map(({ from }) => BigInt(from));
  const count = Math.max(1, Math.ceil(ids.length / size));
  return Array.from({ length: count }, (_, at) => ids[at * size] ?? LOWEST);
}

function holdersOf(
  { ids, holds }: Judged,
  planned: PlannedModule,
  { from, to }: Range,
): Map<bigint, (rule: string) => boolean> {
  const bits = new Map(fieldRulesOf(planned).map(({ id }, bit) => [id, 2 ** bit]));
  const found = new Map<bigint, (rule: string) => boolean>();
  for (let row = firstAt(ids, from); row < ids.length && ids[row]! < to; row++) {
    const mask = holds[row]!;
    found.set(ids[row]!, (rule) => {
      const bit = bits.get(rule);
      return bit !== undefined && Math.floor(mask / bit) % 2 === 1;
    });
  }
  return found;
}

/** The first place that is not before an id. */
function firstAt(ids: BigInt64Array, id: bigint): number {
  let from = 0;
  let to = ids.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (ids[middle]! < id) from = middle + 1;
    else to = middle;
  }
  return from;
}

async function ledgersOf(
  { objects }: RulesContext,
  standing: ModuleScores | null,
  { from, to }: Range,
): Promise<Map<bigint, LedgerRow[]>> {
  const found = new Map<bigint, LedgerRow[]>();
  const shards = standing?.shards ?? [];
  for (const [at, shard] of shards.entries()) {
    const next = shards[at + 1];
    const end = next === undefined ? HIGHEST : BigInt(next.from);
    if (end <= from || BigInt(shard.from) >= to) continue;
    const table = await objects.readTable(shard.ledger);
    for (const [id, rows] of fromLedgerTable(table, (each) => each >= from && each < to)) found.set(id, rows);
  }
  return found;
}

async function goneOf({ parts }: RulesContext, name: string | null): Promise<ReadonlySet<bigint>> {
  if (name === null) return new Set();
  const table = await parts.readTable(name);
  return new Set(columnOf(table, 'id', 'id').values.subarray(0, table.length));
}

/** By record; deals and leads are touched by nobody: touch points name contacts and accounts. */
async function touchesOf(
  context: RulesContext,
  row: RulesRunRow,
  planned: PlannedModule,
  range: Range,
): Promise<Map<bigint, ScoredTouchPoint[]>> {
  const found = new Map<bigint, ScoredTouchPoint[]>();
  if (planned.touches.size === 0) return found;
  const { touches, contacts } = row.job.cursor;
  const accountOf = planned.module === 'accounts' ? await accountsOfContacts(context, contacts) : null;
  for (const name of touches.parts) {
    await context.control.checkpoint();
    const table = await context.parts.readTable(name);
    const subjects = subjectsOf(table, accountOf);
    const touch = columnOf(table, T.touch, 'number').values;
    const record = columnOf(table, T.record, 'id').values;
    const { days } = columnOf(table, T.day, 'day');
    const source = columnOf(table, T.source, 'text');
    for (let at = 0; at < table.length; at++) {
      const id = subjects[at]!;
      const named = TOUCHES[touch[at]!];
      if (id === NULL_ID || id < range.from || id >= range.to || named === undefined) continue;
      const point = { ...named, id: `${textAt(source, at)}:${record[at]}:${named.response}`, day: days[at]! };
      const known = found.get(id);
      if (known === undefined) found.set(id, [point]);
      else known.push(point);
    }
  }
  return found;
}

type AccountOf = (contacts: BigInt64Array, length: number) => BigInt64Array;

/** Looked up by all ranges of the accounts. */
const indexed = new WeakMap<ColumnTable, AccountOf>();

async function accountsOfContacts(context: RulesContext, names: readonly string[]): Promise<AccountOf> {
  if (names.length === 0) return (_, length) => new BigInt64Array(length);
  const table = await context.collected(names);
  const known = indexed.get(table) ?? indexContacts(table);
  indexed.set(table, known);
  return known;
}

function indexContacts(table: ColumnTable): AccountOf {
  const index = createIdIndex(columnOf(table, 'id', 'id').values.subarray(0, table.length));
  const accounts = columnOf(table, ACCOUNT, 'id').values;
  return (contacts, length) => {
    const rows = new Int32Array(length);
    index.locate(contacts, length, rows);
    return BigInt64Array.from(rows, (row) => (row < 0 ? NULL_ID : accounts[row]!));
  };
}

/** Whom each touch point belongs to: its contact; or its account, the contact's where it names none. */
function subjectsOf(table: ColumnTable, accountOf: AccountOf | null): BigInt64Array {
  const contacts = columnOf(table, T.contact, 'id').values.subarray(0, table.length);
  if (accountOf === null) return contacts;
  const through = accountOf(contacts, table.length);
  const named = columnOf(table, T.account, 'id').values;
  return through.map((account, row) => (account === NULL_ID ? named[row]! : account));
}

import { createIdIndex } from '#core/columns/key-index.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import {
  contactsBetween,
  idColumn,
  idsOf,
  locate,
  mergeKept,
  numbersOf,
  pickRows,
  shardStarts,
  statesOf,
  withVisits,
} from '#core/intake/contact-shards.ts';
import { addCoverage, coverageOf, NO_COVERAGE } from '#core/intake/coverage.ts';
import { TEXT_WINDOW_DAYS, TOUCH_WINDOW_DAYS } from '#core/intake/intake-rows.ts';
import { touchNumber } from '#core/techniques/engagement/touches.ts';
import { moveOn, type IntakeContext, type IntakeInputs, type IntakeUnit } from './intake-context.ts';
import { NOTE_BUCKETS } from './intake-manifest.ts';
import type { IntakeShard } from './intake-row.ts';
import { withMessages } from './intake-tables.ts';

const SENT = touchNumber('email', 'sent');

interface Range {
  readonly from: bigint;
  readonly to: bigint | null;
}

/** Some shards: what was read today over what was kept, without what is too old or of somebody who is gone. */
export const mergeShards: IntakeUnit = async (context, row) => {
  const { plan, chunks, shards, coverage } = row.job.cursor;
  if (plan === null) throw new TypeError('nothing has been planned');
  const inputs = await context.inputs(row);
  const contacts = await context.parts.readTable(plan.contacts);
  const former = inputs.standing?.shards ?? [];
  const starts = shardStarts(
    idsOf(contacts),
    former.map(({ from }) => BigInt(from)),
    context.limits.shardContacts,
  );
  const ranges = starts
    .map((from, index): Range => ({ from, to: starts[index + 1] ?? null }))
    .slice(shards.length, shards.length + context.limits.shardsAtOnce);
  const among: Range = { from: ranges[0]?.from ?? 0n, to: ranges.at(-1)?.to ?? null };
  const fresh = {
    visits: await gather(
      context,
      among,
      chunks.map(({ visits }) => visits),
      'id',
    ),
    touches: await gather(
      context,
      among,
      chunks.map(({ touches }) => touches),
      'contact',
    ),
    texts: await gather(
      context,
      among,
      chunks.map(({ texts }) => texts),
      'contact',
    ),
  };
  const made: IntakeShard[] = [];
  let sum = coverage ?? NO_COVERAGE;
  for (const range of ranges) {
    await context.control.checkpoint();
    const { shard, counted } = await mergeOne(context, inputs, range, contacts, fresh, former);
    made.push(shard);
    sum = addCoverage(sum, counted);
  }
  const all = [...shards, ...made];
  return moveOn(all.length === starts.length ? 'mergeNotes' : 'merge', { shards: all, coverage: sum });
};

interface Fresh {
  readonly visits: readonly ColumnTable[];
  readonly touches: readonly ColumnTable[];
  readonly texts: readonly ColumnTable[];
}

async function mergeOne(
  { objects }: IntakeContext,
  { frozen }: IntakeInputs,
  range: Range,
  contacts: ColumnTable,
  fresh: Fresh,
  former: readonly IntakeShard[],
) {
  const visits = await joined(fresh.visits.map((table) => between(table, range, 'id')));
  const own = withVisits(contactsBetween(contacts, range.from, range.to), visits);
  const isThere = createIdIndex(idsOf(own));
  // A range is a former one, or a part of one.
  const before = former.findLast(({ from }) => BigInt(from) <= range.from);
  const merged = async (kind: 'touches' | 'texts', days: number): Promise<ColumnTable | null> => {
    const name = before?.[kind] ?? null;
    const rows = name === null ? [] : [between(await objects.readTable(name), range, 'contact')];
    const known = kind === 'texts' ? rows.map(withMessages) : rows;
    const found = fresh[kind].map((table) => between(table, range, 'contact'));
    return mergeKept(known, found, { isThere, fromDay: frozen.today - days + 1 });
  };
  const touches = await merged('touches', TOUCH_WINDOW_DAYS);
  const texts = await merged('texts', TEXT_WINDOW_DAYS);
  const shard = {
    from: String(range.from),
    contacts: await objects.writeTable(own),
    touches: touches === null ? null : await objects.writeTable(touches),
    texts: texts === null ? null : await objects.writeTable(texts),
  };
  const sent = touches === null ? 0 : numbersOf(touches, 'touch').filter((touch) => touch === SENT).length;
  const inbound = texts?.length ?? 0;
  return { shard, counted: coverageOf(statesOf(own), { emails: sent + inbound, texts: inbound }) };
}

/** Some buckets of notes. */
export const mergeNotes: IntakeUnit = async (context, row) => {
  const inputs = await context.inputs(row);
  const { buckets, notes, coverage } = row.job.cursor;
  const numbersNow = Array.from({ length: context.limits.shardsAtOnce }, (_, index) => buckets.length + index).filter(
    (bucket) => bucket < NOTE_BUCKETS,
  );
  const isThere = createIdIndex(idsOf(await context.listed(row)));
  const gone = notes.gone === null ? null : createIdIndex(idsOf(await context.parts.readTable(notes.gone)));
  const fresh: ColumnTable[] = [];
  for (const name of notes.parts) fresh.push(await context.parts.readTable(name));
  const made: (string | null)[] = [];
  let kept = 0;
  for (const bucket of numbersNow) {
    await context.control.checkpoint();
    const name = inputs.standing?.notes[bucket] ?? null;
    const former = name === null || notes.anew ? [] : [withoutGone(await context.objects.readTable(name), gone)];
    const table = await mergeKept(
      former,
      fresh.map((each) => pickBucket(withoutGone(each, gone), bucket)),
      { isThere, fromDay: inputs.frozen.today - TOUCH_WINDOW_DAYS + 1 },
    );
    kept += table?.length ?? 0;
    made.push(table === null ? null : await context.objects.writeTable(table));
  }
  const all = [...buckets, ...made];
  const sum = coverage ?? NO_COVERAGE;
  return moveOn(all.length === NOTE_BUCKETS ? 'publish' : 'mergeNotes', {
    buckets: all,
    coverage: { ...sum, notes: sum.notes + kept },
  });
};

function withoutGone(table: ColumnTable, gone: ReturnType<typeof createIdIndex> | null): ColumnTable {
  if (gone === null) return table;
  const rows = locate(gone, idsOf(table), table.length);
  return pickRows(table, (row) => (rows[row] ?? -1) < 0);
}

function pickBucket(table: ColumnTable, bucket: number): ColumnTable {
  const ids = idsOf(table);
  return pickRows(table, (row) => Number((ids[row] ?? 0n) % BigInt(NOTE_BUCKETS)) === bucket);
}

async function gather(
  { parts }: IntakeContext,
  range: Range,
  names: readonly (string | null)[],
  key: 'id' | 'contact',
): Promise<readonly ColumnTable[]> {
  const found: ColumnTable[] = [];
  for (const name of names) {
    if (name === null) continue;
    const rows = between(await parts.readTable(name), range, key);
    if (rows.length > 0) found.push(rows);
  }
  return found;
}

function between(table: ColumnTable, { from, to }: Range, key: 'id' | 'contact'): ColumnTable {
  const values = idColumn(table, key).values;
  return pickRows(table, (row) => (values[row] ?? 0n) >= from && (to === null || (values[row] ?? 0n) < to));
}

async function joined(tables: readonly ColumnTable[]): Promise<ColumnTable | null> {
  const filled = tables.filter(({ length }) => length > 0);
  return filled.length === 0 ? null : collectTable(filled);
}

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeColumns } from '#core/columns/arrow-columns.ts';
import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { encodeLabelChanges } from '#core/labels/change-log.ts';
import { answerAccountHistory, answerLabelHistory } from '#server-functions/history/answer-history.ts';
import { HISTORY_DAYS } from '#server-functions/history/history-entry.ts';
import { recordHistory } from '#server-functions/history/record-history.ts';
import { tellAccount } from '#server-functions/history/tell-account.ts';
import { readEntries, tellLabels } from '#server-functions/history/tell-labels.ts';
import {
  CURRENT_GENERATION,
  generationBlob,
  type GenerationRecord,
} from '#server-functions/score/generation-record.ts';
import { changesBetween } from '#server-functions/score/label-history.ts';
import { writeBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import { createJson } from '#server-functions/shared/stores/json-items.ts';
import { createGenerationShelf } from '#server-functions/shared/work/generation-shelf.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { publishGeneration } from '#test/support/publish-generation.ts';

const ORG = { dc: 'com', orgId: '7001' } as const;
const SAME_NUMBER_ELSEWHERE = { dc: 'eu', orgId: '7001' } as const;
/** A Tuesday. */
const FIRST_DAY = Date.UTC(2026, 5, 30) / 86_400_000;
const ZONE = 'UTC';
const LABELS = ['champions', 'at-risk', 'lost', null] as const;
type LabelId = (typeof LABELS)[number];
/** Label of an account by technique; an account that is not there has none. */
type World = ReadonlyMap<bigint, { readonly rfm: LabelId; readonly firmographics: LabelId }>;

const ports = () => ({ store: createMemoryStore({ now: () => 0 }), blob: createMemoryBlob() });
type Ports = ReturnType<typeof ports>;

function textColumn(values: readonly (string | null)[]): Column {
  const dictionary = [...new Set(values.filter((value) => value !== null))];
  return {
    kind: 'text',
    dictionary,
    codes: Int32Array.from(values, (value) => (value === null ? -1 : dictionary.indexOf(value))),
  };
}
function tableOf(world: World): ColumnTable {
  const accounts = [...world].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    length: accounts.length,
    columns: new Map<string, Column>([
      ['id', { kind: 'id', values: BigInt64Array.from(accounts, ([id]) => id) }],
      ['abm:rfm.label', textColumn(accounts.map(([, { rfm }]) => rfm))],
      ['abm:firmographics.label', textColumn(accounts.map(([, { firmographics }]) => firmographics))],
    ]),
  };
}
const countsOf = (world: World, technique: 'rfm' | 'firmographics') =>
  LABELS.map((labelId) => ({
    labelId,
    accounts: [...world.values()].filter((each) => each[technique] === labelId).length,
  }));

const base = await publishGeneration(ports(), ORG);
/** What a run writes before and at its publication, without the run. `former` null: the one before could not be read. */
async function publish(
  at: Ports,
  org: OrgKey,
  name: string,
  day: number,
  world: World,
  former: World | null,
): Promise<GenerationRecord> {
  const publishedAt = new Date(day * 86_400_000 + 3_600_000).toISOString();
  const table = tableOf(world);
  const { sha256 } = await writeBytes(at.blob, org, generationBlob(name, 'accounts'), encodeColumns(table));
  const changes = changesBetween(former === null ? null : tableOf(former), table, {
    at: publishedAt,
    generation: name,
    cause: 'data',
  });
  await writeBytes(at.blob, org, generationBlob(name, 'changes'), Buffer.from(encodeLabelChanges(changes)));
  const technique = (which: 'rfm' | 'firmographics') => ({ labels: countsOf(world, which), warnings: [] });
  return {
    ...base,
    id: name,
    publishedAt,
    digests: { accounts: sha256, months: null },
    rfm: { ...technique('rfm'), levels: { r: [], f: [], m: [] }, withoutPurchases: 0 },
    firmographics: technique('firmographics'),
  };
}
const labelled = (counts: readonly { readonly labelId: string | null; readonly accounts: number }[] | null) =>
  counts === null
    ? null
    : counts
        .filter(({ labelId, accounts }) => labelId !== null && accounts > 0)
        .toSorted((a, b) => ((a.labelId ?? '') < (b.labelId ?? '') ? -1 : 1));

const label = fc.constantFrom(...LABELS);
const worldArbitrary = fc
  .uniqueArray(fc.record({ id: fc.bigInt({ min: 1n, max: 30n }), rfm: label, firmographics: label }), {
    selector: ({ id }) => id,
    maxLength: 25,
  })
  .map((accounts): World => new Map(accounts.map(({ id, rfm, firmographics }) => [id, { rfm, firmographics }])));
const runArbitrary = fc.record({
  later: fc.integer({ min: 0, max: 9 }),
  world: worldArbitrary,
  /** Recording was killed after so many writes, before it was taken up again. */
  killedAfter: fc.option(fc.integer({ min: 0, max: 5 })),
  formerUnreadable: fc.boolean(),
});

/** A store and a blob that stop after so many writes. */
function killedAfter(at: Ports, writes: number): Ports {
  let left = writes;
  const spend = (): void => {
    if (left-- <= 0) throw new Error('killed');
  };
  return {
    store: {
      ...at.store,
      create: (...args) => (spend(), at.store.create(...args)),
      replace: (...args) => (spend(), at.store.replace(...args)),
    },
    blob: { ...at.blob, size: 0, write: (...args) => (spend(), at.blob.write(...args)) },
  };
}

test('what history tells is what a plain look at every generation says, on any day, for any accounts', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(runArbitrary, { minLength: 1, maxLength: 14 }),
      fc.integer({ min: -3, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
      fc.uniqueArray(fc.bigInt({ min: 1n, max: 30n })),
      fc.constantFrom('rfm' as const, 'firmographics' as const),
      async (runs, first, length, some, technique) => {
        const at = ports();
        const published: { readonly day: number; readonly name: string; readonly world: World }[] = [];
        let day = FIRST_DAY;
        let standing: GenerationRecord | null = null;
        for (const [index, { later, world, killedAfter: writes, formerUnreadable }] of runs.entries()) {
          day += later;
          // A killed recording is made good before the next generation is published.
          if (standing !== null) await recordHistory(at, ORG, standing, ZONE);
          const former = formerUnreadable ? null : (published.at(-1)?.world ?? null);
          standing = await publish(at, ORG, `generation-${index}`, day, world, former);
          published.push({ day, name: `generation-${index}`, world });
          if (writes === null) await recordHistory(at, ORG, standing, ZONE);
          else await recordHistory(killedAfter(at, writes), ORG, standing, ZONE).catch(() => undefined);
        }
        if (standing !== null) await recordHistory(at, ORG, standing, ZONE);
        expect((await readEntries(at, ORG)).map(({ generation }) => generation)).toEqual(
          published.map(({ name }) => name),
        );

        const from = FIRST_DAY + first;
        const to = from + length;
        const worldAt = (on: number): World | null => published.findLast((each) => each.day <= on)?.world ?? null;
        for (const only of [null, BigInt64Array.from(some).toSorted()]) {
          const seen = (world: World): World =>
            only === null ? world : new Map([...world].filter(([id]) => only.includes(id)));
          const told = await tellLabels(at, ORG, { technique, from, to, by: 'day', only });
          expect(told.begins).toBe(formatIsoDay(FIRST_DAY + (runs[0]?.later ?? 0)));
          for (const [place, { day: on, counts }] of told.days.entries()) {
            expect(on).toBe(formatIsoDay(from + place));
            const world = worldAt(from + place);
            expect(labelled(counts)).toEqual(world === null ? null : labelled(countsOf(seen(world), technique)));
          }
          const start = Math.max(from, published[0]?.day ?? 0);
          const [before, after] = [worldAt(start), worldAt(to)];
          if (before === null || after === null || to < start) expect(told.flows).toBeNull();
          else {
            const expected = new Map<string, number>();
            for (const id of new Set([...seen(before).keys(), ...seen(after).keys()])) {
              const [old, now] = [before.get(id)?.[technique] ?? null, after.get(id)?.[technique] ?? null];
              if (old !== null || now !== null) expected.set(`${old}>${now}`, (expected.get(`${old}>${now}`) ?? 0) + 1);
            }
            expect(new Map(told.flows?.moves.map((move) => [`${move.from}>${move.to}`, move.accounts]))).toEqual(
              expected,
            );
          }
        }
        for (const id of some) {
          const strip = await tellAccount(at, ORG, id);
          const parts: { day: string; label: LabelId; generation: string }[] = [];
          for (const { day: on, name, world } of published) {
            const now = world.get(id)?.[technique] ?? null;
            if ((parts.at(-1)?.label ?? null) !== now)
              parts.push({ day: formatIsoDay(on), label: now, generation: name });
          }
          expect(
            (strip?.[technique] ?? []).map(({ day: on, label: was, generation }) => ({
              day: on,
              label: was,
              generation,
            })),
          ).toEqual(parts);
        }
      },
    ),
    { numRuns: propertyRuns(50) },
  );
});

describe('recording', () => {
  const world = (rfm: LabelId): World => new Map([[1n, { rfm, firmographics: null }]]);

  test('the same generation twice is one entry and one object', async () => {
    const at = ports();
    const first = await publish(at, ORG, 'generation-1', FIRST_DAY, world('champions'), null);
    await recordHistory(at, ORG, first, ZONE);
    const size = at.blob.size;
    await recordHistory(at, ORG, first, ZONE);
    expect(await readEntries(at, ORG)).toHaveLength(1);
    expect(at.blob.size).toBe(size);
    expect(await readEntries(at, SAME_NUMBER_ELSEWHERE)).toEqual([]);
    expect(await tellAccount(at, SAME_NUMBER_ELSEWHERE, 1n)).toBeNull();
  });

  test('keeps all labels once a week of the org and the changes every time', async () => {
    const at = ports();
    let before: World | null = null;
    for (let day = 0; day < 21; day++) {
      const now = world(LABELS[day % 3] ?? null);
      await recordHistory(at, ORG, await publish(at, ORG, `g-${day}`, FIRST_DAY + day, now, before), ZONE);
      before = now;
    }
    const entries = await readEntries(at, ORG);
    // A Tuesday, and the three Mondays after it.
    expect(entries.flatMap(({ checkpoint, day }) => (checkpoint ? [day - FIRST_DAY] : []))).toEqual([0, 6, 13, 20]);
    expect((await at.blob.list(ORG, 'history/labels/')).length).toBe(4);
    expect((await at.blob.list(ORG, 'history/changes/')).length).toBe(20);
  });

  test('the day is the org’s', async () => {
    const at = ports();
    // 01:00 UTC of the first day.
    await recordHistory(at, ORG, await publish(at, ORG, 'g', FIRST_DAY, world('lost'), null), 'America/Los_Angeles');
    expect((await readEntries(at, ORG))[0]?.day).toBe(FIRST_DAY - 1);
  });

  test('after three years the oldest goes, and the days that remain are told exactly', async () => {
    const at = ports();
    let before: World | null = null;
    const daysOn = [0, 3, 20, 30, HISTORY_DAYS + 25];
    for (const [index, day] of daysOn.entries()) {
      const now = world(LABELS[index % 3] ?? null);
      await recordHistory(at, ORG, await publish(at, ORG, `g-${index}`, FIRST_DAY + day, now, before), ZONE);
      before = now;
    }
    expect((await readEntries(at, ORG)).map(({ generation }) => generation)).toEqual(['g-2', 'g-3', 'g-4']);
    expect((await at.blob.list(ORG, 'history/')).length).toBe(6);
    const told = await tellLabels(at, ORG, {
      technique: 'rfm',
      from: FIRST_DAY + 25,
      to: FIRST_DAY + 31,
      by: 'week',
      only: null,
    });
    expect(told.days.map(({ day, counts }) => [day, labelled(counts)])).toEqual([
      ['2026-07-26', [{ labelId: 'lost', accounts: 1 }]],
      ['2026-07-31', [{ labelId: 'champions', accounts: 1 }]],
    ]);
  });

  test('a damaged object is said, not passed over', async () => {
    const at = ports();
    const first = await publish(at, ORG, 'g-0', FIRST_DAY, world('champions'), null);
    await recordHistory(at, ORG, first, ZONE);
    at.blob.damage(ORG, 'history/labels/g-0', 'flip');
    await expect(tellAccount(at, ORG, 1n)).rejects.toMatchObject({ code: 'blobDamaged' });
    const second = await publish(at, ORG, 'g-1', FIRST_DAY, world('lost'), world('champions'));
    await writeBytes(
      at.blob,
      ORG,
      generationBlob('g-1', 'changes'),
      Buffer.from('{"format":"lodestar.changes/1"}\n{"account":1}\n'),
    );
    await expect(recordHistory(at, ORG, second, ZONE)).rejects.toMatchObject({ code: 'blobDamaged' });
  });
});

describe('where record sharing counts (PER-3)', () => {
  test('history tells of the accounts that the viewer sees now, and of no others', async () => {
    const at = ports();
    const having = (rfm: LabelId) => ({ rfm, firmographics: null });
    const before: World = new Map([
      [1n, having('champions')],
      [2n, having('champions')],
      [3n, having('lost')],
    ]);
    const after: World = new Map([
      [1n, having('lost')],
      [2n, having('lost')],
    ]);
    await recordHistory(at, ORG, await publish(at, ORG, 'g-0', FIRST_DAY, before, null), ZONE);
    const record = await publish(at, ORG, 'g-1', FIRST_DAY + 1, after, before);
    await recordHistory(at, ORG, record, ZONE);
    await createJson(at.store, ORG, CURRENT_GENERATION, record);
    const shelf = createGenerationShelf(at);
    const question = { technique: 'rfm', from: FIRST_DAY, to: FIRST_DAY + 1, by: 'day' } as const;
    const seen = await shelf.seenBy(ORG, { ids: BigInt64Array.of(1n, 3n), digest: 'one and three' });
    const told = await answerLabelHistory(at, ORG, question, seen);
    expect(told.days.map(({ counts }) => counts)).toEqual([
      [{ labelId: 'champions', accounts: 1 }],
      [{ labelId: 'lost', accounts: 1 }],
    ]);
    expect(told.flows?.moves).toEqual([{ from: 'champions', to: 'lost', accounts: 1 }]);
    expect((await answerAccountHistory(at, ORG, 1n, seen)).ok).toBe(true);
    // Outside the view, gone from the CRM, never there: one answer.
    for (const account of [2n, 3n, 9n])
      expect(await answerAccountHistory(at, ORG, account, seen)).toEqual({ ok: false, error: 'unknown' });
    // Without sharing what is gone keeps its history (SET-4).
    const everything = await shelf.seenBy(ORG, null);
    expect((await answerAccountHistory(at, ORG, 3n, everything)).ok).toBe(true);
    expect(await answerAccountHistory(at, ORG, 9n, everything)).toEqual({ ok: false, error: 'unknown' });
  });
});

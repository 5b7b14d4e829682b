import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '#core/store/store.ts';
import { localDayAt } from '#server-functions/shared/quotas/local-day.ts';
import { ledgerAt, opened, settled } from '#server-functions/shared/quotas/quota-ledger.ts';
import type { Quota } from '#server-functions/shared/quotas/quotas.ts';
import {
  readQuota,
  releaseQuota,
  reserveQuota,
  settleQuota,
  type QuotaPlace,
} from '#server-functions/shared/quotas/reserve-quota.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const ORG = { dc: 'com', orgId: '7001' } as const;
const SAME_NUMBER_ELSEWHERE = { dc: 'eu', orgId: '7001' } as const;
const NOON = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;
const EDITS: Quota = { name: 'edits/rfm', limit: 2, atOnce: 1 };
/** What Zoho's enrichment gives: 5,000 a day, 500 at once. */
const ENRICHMENT: Quota = { name: 'enrichment', limit: 5_000, atOnce: 500 };

function openPlace(now = NOON, timeZone = 'UTC') {
  const clock = { ms: now };
  const store = createMemoryStore({ now: () => clock.ms });
  const place = (at = clock.ms, zone = timeZone): QuotaPlace => ({ store, org: ORG, now: at, timeZone: zone });
  return { clock, store, place };
}
const request = (quota: Quota, key: string, amount = 1, holder = key) => ({ quota, amount, key, holder });

describe('one day', () => {
  test('gives its limit, then says when there is more', async () => {
    const { place } = openPlace();
    const took = [];
    for (const key of ['a', 'b', 'c']) took.push(await reserveQuota(place(), request(EDITS, key)));
    expect(took.map(({ outcome }) => outcome)).toEqual(['reserved', 'reserved', 'exhausted']);
    expect(took[2]).toEqual({ outcome: 'exhausted', limit: 2, used: 2, resetsAt: Date.UTC(2026, 10, 23) });
    expect((await reserveQuota(place(Date.UTC(2026, 10, 23)), request(EDITS, 'c'))).outcome).toBe('reserved');
  });

  test('belongs to one org and one name', async () => {
    const { place } = openPlace();
    for (const key of ['a', 'b']) await reserveQuota(place(), request(EDITS, key));
    const other = { ...EDITS, name: 'edits/firmographics' };
    expect((await reserveQuota(place(), request(other, 'a'))).outcome).toBe('reserved');
    const elsewhere = { ...place(), org: SAME_NUMBER_ELSEWHERE };
    expect(await readQuota(elsewhere, EDITS)).toEqual({ limit: 2, used: 0, resetsAt: Date.UTC(2026, 10, 23) });
    expect((await reserveQuota(elsewhere, request(EDITS, 'a'))).outcome).toBe('reserved');
    expect((await readQuota(place(), EDITS)).used).toBe(2);
  });

  test('grants a part where a part will do, and never more than at once', async () => {
    const { place } = openPlace();
    const granted = [];
    for (let batch = 0; batch < 10; batch++)
      granted.push(await reserveQuota(place(), request(ENRICHMENT, `batch ${batch}`, batch === 9 ? 400 : 700)));
    expect(granted.map((each) => (each.outcome === 'reserved' ? each.granted : 0))).toEqual([
      ...Array.from({ length: 9 }, () => 500),
      400,
    ]);
    expect((await reserveQuota(place(), request(ENRICHMENT, 'whole', 101))).outcome).toBe('exhausted');
    const part = await reserveQuota(place(), { ...request(ENRICHMENT, 'part', 101), atLeast: 1 });
    expect(part).toMatchObject({ outcome: 'reserved', granted: 100, used: 5_000 });
    // Of the hundred only thirty were needed.
    await settleQuota(place(), ENRICHMENT, { key: 'part', units: 30 });
    expect((await readQuota(place(), ENRICHMENT)).used).toBe(4_930);
  });

  test('holds five thousand requests of one unit each in its one item, whoever of them settled', async () => {
    const { place, store } = openPlace();
    const keyOf = (each: number): string =>
      createHash('sha256').update(`account ${each}`).digest('base64url').slice(0, 8);
    let ledger = ledgerAt(null, NOON, 'UTC');
    for (let each = 0; each < 4_999; each++) {
      ledger = opened(ledger, { key: keyOf(each), holder: keyOf(-each) }, 1);
      if (each % 3 === 0) ledger = settled(ledger, keyOf(each), null) ?? ledger;
    }
    // Yesterday's are remembered beside today's.
    const former = Array.from({ length: 1_000 }, (_, each) => [keyOf(-each), 1] satisfies [string, number]);
    await store.create(ORG, 'quotas/enrichment', JSON.stringify({ ...ledger, former }));
    expect((await reserveQuota(place(), request(ENRICHMENT, 'the last'))).outcome).toBe('reserved');
    expect((await reserveQuota(place(), request(ENRICHMENT, 'one more'))).outcome).toBe('exhausted');
    expect(await reserveQuota(place(), request(ENRICHMENT, 'account 17'))).toMatchObject({
      repeated: true,
      used: 5_000,
    });
    const tomorrow = place(NOON + 24 * HOUR);
    expect(await reserveQuota(tomorrow, request(ENRICHMENT, 'account 4998'))).toMatchObject({
      repeated: true,
      used: 0,
    });
  });
});

describe('the same request again', () => {
  test('counts once, open or used, and after midnight too', async () => {
    const { place } = openPlace();
    await reserveQuota(place(), request(EDITS, 'publish 7', 1, 'first try'));
    const again = await reserveQuota(place(), request(EDITS, 'publish 7', 1, 'second try'));
    expect(again).toMatchObject({ outcome: 'reserved', granted: 1, repeated: true, alreadySettled: false, used: 1 });
    await settleQuota(place(), EDITS, { key: 'publish 7' });
    await settleQuota(place(), EDITS, { key: 'publish 7' });
    const late = await reserveQuota(place(NOON + 12 * HOUR), request(EDITS, 'publish 7', 1, 'third try'));
    expect(late).toMatchObject({ repeated: true, alreadySettled: true, used: 0 });
  });

  test('one try giving up takes nothing from another that goes on', async () => {
    const { place } = openPlace();
    for (const holder of ['one', 'two']) await reserveQuota(place(), request(EDITS, 'publish 7', 1, holder));
    await releaseQuota(place(), EDITS, { key: 'publish 7', holder: 'one' });
    await releaseQuota(place(), EDITS, { key: 'publish 7', holder: 'one' });
    expect((await readQuota(place(), EDITS)).used).toBe(1);
    await releaseQuota(place(), EDITS, { key: 'publish 7', holder: 'two' });
    expect((await readQuota(place(), EDITS)).used).toBe(0);
    // What was used is not given back.
    await reserveQuota(place(), request(EDITS, 'publish 8', 1, 'one'));
    await settleQuota(place(), EDITS, { key: 'publish 8' });
    await releaseQuota(place(), EDITS, { key: 'publish 8', holder: 'one' });
    expect((await readQuota(place(), EDITS)).used).toBe(1);
  });

  test.each(['done', 'lost'] as const)('a write whose outcome nobody said (%s) counts once', async (fate) => {
    const { place, store } = openPlace();
    store.answerUnknown(fate, fate);
    expect(await reserveQuota(place(), request(EDITS, 'a'))).toMatchObject({ outcome: 'reserved', repeated: false });
    expect((await readQuota(place(), EDITS)).used).toBe(1);
    store.answerUnknown(fate);
    await settleQuota(place(), EDITS, { key: 'a' });
    store.answerUnknown(fate);
    await releaseQuota(place(), EDITS, { key: 'a', holder: 'a' });
    expect((await readQuota(place(), EDITS)).used).toBe(1);
  });
});

describe('days of an org', () => {
  test.each([
    ['Europe/Madrid', '2026-03-29T10:00Z', 23],
    ['Europe/Madrid', '2026-10-25T10:00Z', 25],
    ['America/Sao_Paulo', '2018-11-04T12:00Z', 23],
    ['Asia/Beirut', '2026-10-24T12:00Z', 25],
    ['Australia/Lord_Howe', '2026-04-05T02:00Z', 24.5],
    ['Pacific/Apia', '2011-12-29T20:00Z', 24],
    ['Asia/Kathmandu', '2026-06-01T00:00Z', 24],
  ])('%s at %s: %d hours', (zone, at, hours) => {
    const { startsAt, endsAt } = localDayAt(Date.parse(at), zone);
    expect((endsAt - startsAt) / HOUR).toBe(hours);
    const wall = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
    // Where the clock springs forward at midnight the day begins at one.
    expect(wall.format(startsAt)).toMatch(/^0[01]:00$/);
    expect(wall.format(endsAt)).toMatch(/^0[01]:00$/);
  });

  test('of 25 hours and of 23 hours give the limit once', async () => {
    for (const [midnight, hours] of [
      [Date.parse('2026-10-24T22:00Z'), 25],
      [Date.parse('2026-03-28T23:00Z'), 23],
    ] as const) {
      const { place } = openPlace(midnight, 'Europe/Madrid');
      let granted = 0;
      for (let step = 0; step < hours * 4; step++)
        if ((await reserveQuota(place(midnight + (step * HOUR) / 4), request(EDITS, `${step}`))).outcome === 'reserved')
          granted++;
      expect(granted).toBe(2);
      expect((await reserveQuota(place(midnight + hours * HOUR), request(EDITS, 'next'))).outcome).toBe('reserved');
    }
  });

  test('never overlap and are never shortened, whatever becomes of the zone or the clock', async () => {
    const zones = [
      'UTC',
      'Pacific/Kiritimati',
      'Etc/GMT+12',
      'America/Los_Angeles',
      'Asia/Tokyo',
      'Europe/Madrid',
      'Australia/Lord_Howe',
    ];
    const step = fc.record({ hours: fc.integer({ min: -5, max: 30 }), zone: fc.constantFrom(...zones) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
        const start = Date.parse('2026-10-20T07:30Z');
        const { place } = openPlace(start);
        const granted: { at: number; resetsAt: number }[] = [];
        let now = start;
        let latest = start;
        for (const [index, { hours, zone }] of steps.entries()) {
          now += hours * HOUR;
          latest = Math.max(latest, now);
          const taken = await reserveQuota(place(now, zone), request(EDITS, `${index}`));
          if (taken.outcome === 'reserved') granted.push({ at: latest, resetsAt: taken.resetsAt });
        }
        // The third of any three lies behind the first one's midnight, and so a whole local day behind one that opened it.
        for (const [index, third] of granted.slice(2).entries()) {
          const first = granted[index];
          expect(third.at).toBeGreaterThanOrEqual(first?.resetsAt ?? Number.NaN);
        }
        // Between the first of a window and the first of the window after the next lies a whole local day.
        for (const [index, fifth] of granted.slice(4).entries())
          expect(fifth.at - (granted[index]?.at ?? Number.NaN)).toBeGreaterThanOrEqual(23 * HOUR);
      }),
      { numRuns: propertyRuns(120) },
    );
  });
});

describe('many at once', () => {
  /** Every call waits for its turn, and the turns come in any order. A killed caller never comes back from its call. */
  function scheduled(store: Store, scheduler: fc.Scheduler, isKilled: () => boolean): Store {
    const turn = async <T>(work: () => Promise<T>): Promise<T> => {
      await scheduler.schedule(Promise.resolve());
      const killed = isKilled();
      const result = await work();
      if (killed) throw new Error('killed');
      return result;
    };
    return {
      read: (...args) => turn(() => store.read(...args)),
      create: (...args) => turn(() => store.create(...args)),
      replace: (...args) => turn(() => store.replace(...args)),
      remove: (...args) => turn(() => store.remove(...args)),
      list: (...args) => turn(() => store.list(...args)),
    };
  }

  test('a hundred callers in any order take exactly the limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 12 }), async (scheduler, limit) => {
        const { store, place } = openPlace();
        const quota = { ...EDITS, limit };
        const slow = scheduled(store, scheduler, () => false);
        const callers = Array.from({ length: 100 }, (_, each) =>
          reserveQuota({ ...place(), store: slow }, request(quota, `caller ${each}`)),
        );
        await scheduler.waitFor(Promise.all(callers));
        const taken = (await Promise.all(callers)).filter(({ outcome }) => outcome === 'reserved');
        expect(taken).toHaveLength(limit);
        expect((await readQuota(place(), quota)).used).toBe(limit);
      }),
      { numRuns: propertyRuns(40) },
    );
  });

  test('killed, given up, tried again: what was used is never more than the limit, and never counted twice', async () => {
    const fates = fc.array(
      fc.record({ key: fc.integer({ min: 0, max: 7 }), kill: fc.integer({ min: 0, max: 12 }), use: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 30,
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fates, async (scheduler, callers) => {
        const { store, place } = openPlace();
        const quota = { ...EDITS, limit: 4 };
        const used = new Set<string>();
        const attempt = async (index: number, { key: number, kill, use }: (typeof callers)[number]): Promise<void> => {
          let calls = 0;
          const mine = { ...place(), store: scheduled(store, scheduler, () => ++calls === kill) };
          const key = `request ${number}`;
          const taken = await reserveQuota(mine, request(quota, key, 1, `try ${index}`));
          if (taken.outcome === 'exhausted') return;
          if (!use) return releaseQuota(mine, quota, { key, holder: `try ${index}` });
          used.add(key);
          await settleQuota(mine, quota, { key });
        };
        const all = callers.map((caller, index) => attempt(index, caller).catch(() => undefined));
        await scheduler.waitFor(Promise.all(all));
        expect(used.size).toBeLessThanOrEqual(4);
        const { used: counted } = await readQuota(place(), quota);
        expect(counted).toBeLessThanOrEqual(4);
        expect(counted).toBeGreaterThanOrEqual(used.size);
        // Whoever was killed tries again and gets what they had.
        for (const key of used) {
          const again = await reserveQuota(place(), request(quota, key, 1, 'again'));
          expect(again).toMatchObject({ outcome: 'reserved', repeated: true, used: counted });
        }
      }),
      { numRuns: propertyRuns(150) },
    );
  });
});

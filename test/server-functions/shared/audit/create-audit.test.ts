import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import { MAX_ITEM_BYTES, type Store } from '#core/store/store.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { AuditLine } from '#server-functions/shared/audit/audit-line.ts';
import {
  COUNTS_REST_MS,
  createAudit,
  MOST_DESKS,
  REMEMBERED_DESKS,
  type Audit,
} from '#server-functions/shared/audit/create-audit.ts';
import { readAudit } from '#server-functions/shared/audit/read-audit.ts';
import { createLogger } from '#server-functions/shared/log/logger.ts';
import { createMemoryStore, type MemoryStore } from '#test/support/memory-store.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';

const ORG: OrgKey = { dc: 'com', orgId: '700010001' };
const OTHER: OrgKey = { dc: 'eu', orgId: '700010001' };
const DAY = '2026-11-22';
const NOON = Date.parse('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;

const line = (part: Partial<AuditLine> = {}): AuditLine => ({
  kind: 'refusal',
  at: NOON,
  last: NOON,
  times: 1,
  userId: '1',
  what: 'setup',
  missing: 'Crm_Implied_Manage_ABM_Configurations',
  route: 'GET /v1/setup/org',
  subject: null,
  ...part,
});
const use = (part: Partial<AuditLine> = {}): AuditLine =>
  line({ kind: 'use', what: 'view', missing: null, route: null, ...part });
const change = (subject: string): AuditLine =>
  line({ kind: 'change', what: 'segment.deleted', missing: null, route: 'DELETE /v1/segments/:id', subject });

function auditOver(
  store: Store,
  options: { wait?: (ms: number) => Promise<void>; writer?: string; log?: string[] } = {},
): Audit {
  return createAudit({
    store,
    logger: createLogger(
      (text) => options.log?.push(text),
      () => NOON,
    ),
    writer: options.writer ?? 'writer',
    wait: options.wait ?? (() => new Promise(() => undefined)),
  });
}

const memory = (): MemoryStore => createMemoryStore({ now: () => NOON });
const timesOf = (lines: readonly AuditLine[]): number => lines.reduce((sum, { times }) => sum + times, 0);

test('refusals of an hour are one line with its number, changes stand alone, reads are counted by the day', async () => {
  const store = memory();
  const audit = auditOver(store);
  for (const at of [NOON, NOON + 1, NOON + HOUR]) audit.record(ORG, DAY, line({ at, last: at }));
  for (const subject of ['a', 'a', 'b']) audit.record(ORG, DAY, change(subject));
  for (const at of [NOON, NOON + 2 * HOUR]) audit.record(ORG, DAY, use({ at, last: at }));
  await audit.settled();
  const lines = await readAudit(store, ORG, DAY);
  expect(lines.map(({ kind, times, subject }) => [kind, times, subject])).toEqual([
    ['use', 2, null],
    ['refusal', 1, null],
    ['refusal', 2, null],
    ['change', 1, 'a'],
    ['change', 1, 'a'],
    ['change', 1, 'b'],
  ]);
  expect(lines[0]).toMatchObject({ at: NOON, last: NOON + 2 * HOUR });
});

test('one org reads nothing of another that has the same id, and one day nothing of another', async () => {
  const store = memory();
  const audit = auditOver(store);
  audit.record(ORG, DAY, change('ours'));
  audit.record(OTHER, DAY, change('theirs'));
  audit.record(ORG, '2026-11-23', change('tomorrow'));
  await audit.settled();
  const subjects = async (org: OrgKey, day: string) => (await readAudit(store, org, day)).map(({ subject }) => subject);
  expect(await subjects(ORG, DAY)).toEqual(['ours']);
  expect(await subjects(OTHER, DAY)).toEqual(['theirs']);
  expect(await subjects(ORG, '2026-11-23')).toEqual(['tomorrow']);
  expect(await subjects(OTHER, '2026-11-23')).toEqual([]);
});

test('a read waits in memory until something worth a write comes, or its minute is over', async () => {
  const store = memory();
  const pauses: { ms: number; end: () => void }[] = [];
  const audit = auditOver(store, { wait: (ms) => new Promise((end) => void pauses.push({ ms, end })) });
  audit.record(ORG, DAY, use());
  expect(await readAudit(store, ORG, DAY)).toEqual([]);
  expect(pauses.map(({ ms }) => ms)).toEqual([COUNTS_REST_MS]);
  pauses[0]?.end();
  await expect.poll(() => readAudit(store, ORG, DAY)).toHaveLength(1);
  audit.record(ORG, DAY, use());
  audit.record(ORG, DAY, change('x'));
  await expect.poll(async () => timesOf(await readAudit(store, ORG, DAY))).toBe(3);
});

test('a day fills as many items as it takes, none over the limit, and a process that starts anew goes on where it stood', async () => {
  const store = memory();
  const subjects = Array.from({ length: 900 }, (_, index) => `segment-${index}`);
  for (let process = 0; process < 9; process++) {
    const audit = auditOver(store, { writer: `writer-${process}` });
    for (const subject of subjects.slice(process * 100, process * 100 + 100)) audit.record(ORG, DAY, change(subject));
    await audit.settled();
  }
  const { items } = await store.list(ORG, `audit/${DAY}/`);
  expect(items.length).toBeGreaterThan(1);
  expect(Math.max(...items.map(({ value }) => Buffer.byteLength(value)))).toBeLessThan(MAX_ITEM_BYTES);
  const kept = (await readAudit(store, ORG, DAY)).map(({ subject }) => String(subject));
  expect(kept.toSorted()).toEqual(subjects.toSorted());
});

test('lines are kept for 90 days after the last of their item', async () => {
  let now = NOON;
  const store = createMemoryStore({ now: () => now });
  const audit = auditOver(store);
  audit.record(ORG, DAY, change('x'));
  await audit.settled();
  now = NOON + 90 * 24 * HOUR - 1;
  expect(await readAudit(store, ORG, DAY)).toHaveLength(1);
  now += 1;
  expect(await readAudit(store, ORG, DAY)).toEqual([]);
});

test('an item that cannot be read is left alone, and the day goes on behind it', async () => {
  const store = memory();
  await store.create(ORG, `audit/${DAY}/0000`, 'damaged');
  const audit = auditOver(store);
  audit.record(ORG, DAY, change('x'));
  await audit.settled();
  expect(await readAudit(store, ORG, DAY)).toHaveLength(1);
  expect((await store.read(ORG, `audit/${DAY}/0000`))?.value).toBe('damaged');
});

test('a store that is away: nothing throws, what was recorded waits and goes with the next line', async () => {
  const inner = memory();
  let away = true;
  const store: Store = {
    ...inner,
    read: (org, key) => (away ? Promise.reject(new StoreError('unavailable', 'away')) : inner.read(org, key)),
  };
  const log: string[] = [];
  const audit = auditOver(store, { wait: () => Promise.resolve(), log });
  audit.record(ORG, DAY, change('first'));
  await audit.settled();
  expect(log.join('')).toContain('"event":"audit.waits"');
  away = false;
  audit.record(ORG, DAY, change('second'));
  await audit.settled();
  expect((await readAudit(inner, ORG, DAY)).map(({ subject }) => String(subject)).toSorted()).toEqual([
    'first',
    'second',
  ]);
});

test('once the store answers again, lines of a day that is over and of other orgs are written with whatever comes next', async () => {
  const inner = memory();
  let away = true;
  const store: Store = {
    ...inner,
    read: (org, key) => (away ? Promise.reject(new StoreError('unavailable', 'away')) : inner.read(org, key)),
  };
  const audit = auditOver(store, { wait: () => Promise.resolve() });
  audit.record(ORG, DAY, change('yesterday'));
  audit.record(OTHER, DAY, change('elsewhere'));
  await audit.settled();
  away = false;
  audit.record(ORG, '2026-11-23', change('today'));
  await expect.poll(() => readAudit(inner, ORG, DAY)).toHaveLength(1);
  await expect.poll(() => readAudit(inner, OTHER, DAY)).toHaveLength(1);
  expect(await readAudit(inner, ORG, '2026-11-23')).toHaveLength(1);
});

test('a line of an org that comes after as many as are remembered is kept like every other', async () => {
  const store = memory();
  const audit = auditOver(store);
  for (let number = 0; number < REMEMBERED_DESKS; number++)
    audit.record({ dc: 'com', orgId: String(1_000 + number) }, DAY, change('x'));
  await audit.settled();
  audit.record(ORG, DAY, use());
  await audit.settled();
  expect(await readAudit(store, ORG, DAY)).toHaveLength(1);
});

test('a store that is away while very many orgs work: their lines take only so much memory, and the log says what is lost', async () => {
  const store = memory();
  const log: string[] = [];
  const audit = auditOver(store, { log });
  for (let number = 0; number <= MOST_DESKS; number++)
    audit.record({ dc: 'com', orgId: String(1_000 + number) }, DAY, use());
  expect(log).toHaveLength(1);
  expect(log[0]).toContain('"event":"audit.lost"');
});

/** Two processes write the same day; answers come in any order, some say nothing, some writes never arrived, the store fails now and then. */
test('whatever order answers come in, every line is there once', async () => {
  const fates = fc.array(fc.constantFrom('done', 'lost', 'fails', 'fine', 'fine', 'fine'), { maxLength: 30 });
  const recorded = fc.array(
    fc.record({
      writer: fc.constantFrom(0, 1),
      kind: fc.constantFrom('refusal', 'change', 'use'),
      userId: fc.constantFrom('1', '2'),
      hour: fc.constantFrom(0, 1),
    }),
    { minLength: 1, maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fates, recorded, async (scheduler, plan, records) => {
      const inner = memory();
      const left = [...plan];
      const write = async (act: () => ReturnType<Store['create']>): ReturnType<Store['create']> => {
        const fate = left.shift() ?? 'fine';
        if (fate === 'fails') throw new StoreError('unavailable', 'a bad moment');
        if (fate !== 'fine') inner.answerUnknown(fate);
        return act();
      };
      const store: Store = {
        ...inner,
        read: (org, key) => scheduler.schedule(Promise.resolve()).then(() => inner.read(org, key)),
        create: (...call) => scheduler.schedule(Promise.resolve()).then(() => write(() => inner.create(...call))),
        replace: (...call) => scheduler.schedule(Promise.resolve()).then(() => write(() => inner.replace(...call))),
      };
      const audits = ['one', 'two'].map((writer) => auditOver(store, { writer, wait: () => Promise.resolve() }));
      for (const [index, { writer, kind, userId, hour }] of records.entries()) {
        const at = NOON + hour * HOUR;
        audits[writer]?.record(
          ORG,
          DAY,
          line({ kind, userId, at, last: at, subject: kind === 'change' ? `${index}` : null }),
        );
        if (index % 5 === 4 && scheduler.count() > 0) await scheduler.waitOne();
      }
      await scheduler.waitFor(Promise.all(audits.map((audit) => audit.settled())));
      // The store may have failed for longer than a writer tries; the next line takes along what waits.
      await scheduler.waitFor(Promise.all(audits.map((audit) => audit.settled())));
      const kept = await readAudit(inner, ORG, DAY);
      expect(timesOf(kept)).toBe(records.length);
      const changes = records.flatMap(({ kind }, index) => (kind === 'change' ? [`${index}`] : []));
      expect(kept.flatMap(({ kind, subject }) => (kind === 'change' ? [String(subject)] : [])).toSorted()).toEqual(
        changes.toSorted(),
      );
      for (const userId of ['1', '2']) {
        const of = (kind: string) => records.filter((each) => each.kind === kind && each.userId === userId).length;
        const keptOf = (kind: string) => timesOf(kept.filter((each) => each.kind === kind && each.userId === userId));
        expect(['refusal', 'use'].map(keptOf)).toEqual(['refusal', 'use'].map(of));
      }
    }),
    { numRuns: propertyRuns(150), seed: propertySeed() },
  );
});

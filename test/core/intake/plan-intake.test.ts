import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  afterChunk,
  nextChunk,
  PLAN_START,
  planIntake,
  ROTATION_SHARE,
  type IntakeContacts,
} from '#core/intake/plan-intake.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';

const DAY_MS = 86_400_000;
const NOW = 100 * DAY_MS;
const runs = { numRuns: propertyRuns(60), seed: propertySeed() };

interface Contact {
  readonly hasAddress: boolean;
  /** Days before now; null = never, not said. */
  readonly readBefore: number | null;
  readonly activeBefore: number | null;
  readonly importance: number;
  readonly owed: boolean;
}

const contact: fc.Arbitrary<Contact> = fc.record({
  hasAddress: fc.boolean(),
  readBefore: fc.option(fc.integer({ min: 0, max: 40 })),
  activeBefore: fc.option(fc.integer({ min: 0, max: 60 })),
  importance: fc.constantFrom(0, 0, 0, 5, 9),
  owed: fc.boolean(),
});

function columns(contacts: readonly Contact[], now = NOW): IntakeContacts {
  const at = (before: number | null): number => (before === null ? Number.NaN : now - before * DAY_MS);
  return {
    length: contacts.length,
    hasAddress: Uint8Array.from(contacts, ({ hasAddress }) => Number(hasAddress)),
    readAt: Float64Array.from(contacts, ({ readBefore }) => at(readBefore)),
    lastActivity: Float64Array.from(contacts, ({ activeBefore }) => at(activeBefore)),
    importance: Float64Array.from(contacts, ({ importance }) => importance),
    owed: Uint8Array.from(contacts, ({ owed }) => Number(owed)),
    cut: new Uint8Array(contacts.length),
  };
}

const plain: Contact = { hasAddress: true, readBefore: 1, activeBefore: null, importance: 0, owed: false };

test('who was active since the last reading comes first, of important accounts before others', () => {
  const plan = planIntake(
    columns([
      plain,
      { ...plain, readBefore: 9, importance: 5 },
      { ...plain, activeBefore: 0.5 },
      { ...plain, activeBefore: 0.75, importance: 5 },
      { ...plain, hasAddress: false, activeBefore: 0, readBefore: null },
      { ...plain, owed: true },
      { ...plain, importance: 9 },
      { ...plain, readBefore: null },
    ]),
    NOW,
  );
  // Neither the one read yesterday of an important account, nor one never read of whom nothing is known.
  expect([...plan.first]).toEqual([3, 2, 5, 1]);
  expect([...plan.rotation]).toEqual([7, 1, 0, 2, 3, 5, 6]);
});

test('both orders hold nobody twice and nobody without an address, and the rotation everybody else', () => {
  fc.assert(
    fc.property(fc.array(contact, { maxLength: 60 }), (contacts) => {
      const plan = planIntake(columns(contacts), NOW);
      const reachable = contacts.flatMap(({ hasAddress }, row) => (hasAddress ? [row] : []));
      expect([...plan.rotation].toSorted((a, b) => a - b)).toEqual(reachable);
      expect(new Set(plan.first).size).toBe(plan.first.length);
      expect([...plan.first].every((row) => contacts[row]?.hasAddress)).toBe(true);
    }),
    runs,
  );
});

/** A day: contacts cost what they cost, and reading ends where the next one cannot be paid. */
function readDay(contacts: IntakeContacts, costs: readonly number[], ceiling: number, size: number) {
  const plan = planIntake(contacts, NOW);
  const read: number[] = [];
  let place = PLAN_START;
  let isOver = false;
  while (!isOver) {
    const chunk = nextChunk(plan, place, size);
    if (chunk === null) break;
    let credits = 0;
    let done = 0;
    for (const row of chunk.contacts) {
      const cost = costs[row] ?? 1;
      if (place.firstSpent + place.rotationSpent + credits + cost > ceiling) {
        isOver = true;
        break;
      }
      credits += cost;
      done++;
      read.push(row);
    }
    place = afterChunk(place, chunk, done, credits);
  }
  return { read, place, plan };
}

const day = fc.record({
  contacts: fc.array(contact, { minLength: 1, maxLength: 80 }),
  costs: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 80, maxLength: 80 }),
  ceiling: fc.integer({ min: 1, max: 120 }),
  size: fc.integer({ min: 1, max: 12 }),
});

test('a day spends no more than its ceiling, reads nobody twice, and all where credits allow', () => {
  fc.assert(
    fc.property(day, ({ contacts, costs, ceiling, size }) => {
      const { read, place, plan } = readDay(columns(contacts), costs, ceiling, size);
      expect(place.firstSpent + place.rotationSpent).toBeLessThanOrEqual(ceiling);
      expect(new Set(read).size).toBe(read.length);
      const all = [...plan.rotation].reduce((sum, row) => sum + (costs[row] ?? 1), 0);
      if (all <= ceiling) expect(read.length).toBe(plan.rotation.length);
    }),
    runs,
  );
});

test('the rotation has its share whoever is active, but for a chunk', () => {
  fc.assert(
    fc.property(day, ({ contacts, costs, ceiling, size }) => {
      const everybody = contacts.map((each) => ({ ...each, hasAddress: true, activeBefore: 0, readBefore: 1 }));
      const { place, read } = readDay(columns(everybody), costs, ceiling, size);
      const spent = place.firstSpent + place.rotationSpent;
      if (read.length < contacts.length)
        expect(place.rotationSpent).toBeGreaterThanOrEqual(ROTATION_SHARE * (spent - 5 * size));
    }),
    runs,
  );
});

test('nobody waits for ever: while others write each day, each contact is read within the days that the rotation needs', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 8, max: 60 }),
      fc.integer({ min: 8, max: 30 }),
      fc.integer({ min: 0, max: 59 }),
      (people, ceiling, quiet) => {
        const readOn = new Float64Array(people).fill(Number.NaN);
        const days = Math.ceil(people / Math.max(1, Math.floor(ROTATION_SHARE * (ceiling - 1)))) + 1;
        for (let today = 0; today < days; today++) {
          const now = NOW + today * DAY_MS;
          const contacts: IntakeContacts = {
            ...columns(Array.from({ length: people }, () => plain)),
            readAt: readOn.slice(),
            lastActivity: Float64Array.from({ length: people }, (_, row) => (row === quiet ? Number.NaN : now)),
            importance: Float64Array.from({ length: people }, (_, row) => (row === quiet ? 0 : 9)),
            owed: new Uint8Array(people),
          };
          for (const row of readDay(contacts, [], ceiling, 1).read) readOn[row] = now;
        }
        expect([...readOn].filter((at) => Number.isNaN(at))).toEqual([]);
      },
    ),
    runs,
  );
});

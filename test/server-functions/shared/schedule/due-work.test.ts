import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIsoDay } from '#core/crm/days.ts';
import {
  dueWork,
  isFullAgain,
  nextDue,
  sweepsPerDay,
  type ScheduleMemory,
  type Timetable,
} from '#server-functions/shared/schedule/due-work.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BERLIN: Timetable = { everyMinutes: 15, nightlyMinute: 60, timeZone: 'Europe/Berlin', phaseMs: 0 };
const at = (text: string): number => Date.parse(text);
const day = (text: string): number => parseIsoDay(text) ?? Number.NaN;

/** As after a first run on a morning in June. */
const fresh = (changes: Partial<ScheduleMemory> = {}): ScheduleMemory => ({
  sweptAt: null,
  nightly: null,
  nightlyBroke: false,
  fullAt: at('2026-06-30T08:00Z'),
  asOfDay: day('2026-06-30'),
  asOfChosen: false,
  fullSweeps: null,
  ...changes,
});

describe('an org that is refreshed every quarter of an hour', () => {
  test('is swept once in each quarter, and once after a day without power', () => {
    const memory = fresh();
    expect(dueWork(at('2026-06-30T08:14Z'), BERLIN, memory)).toBeNull();
    const first = dueWork(at('2026-06-30T08:15Z'), BERLIN, memory);
    expect(first).toEqual({ kind: 'sweep', at: at('2026-06-30T08:15Z'), waits: null });
    const swept = fresh({ sweptAt: at('2026-06-30T08:15Z') });
    expect(dueWork(at('2026-06-30T08:29Z'), BERLIN, swept)).toBeNull();
    expect(dueWork(at('2026-06-30T12:07Z'), BERLIN, swept)).toEqual({
      kind: 'sweep',
      at: at('2026-06-30T12:00Z'),
      waits: null,
    });
  });

  test('waits from its midnight on for the run of the night', () => {
    const swept = fresh({ sweptAt: at('2026-06-30T21:45Z') });
    expect(dueWork(at('2026-06-30T22:00Z'), BERLIN, swept)).toMatchObject({ kind: 'sweep', waits: 'nightly' });
    expect(dueWork(at('2026-06-30T23:00Z'), BERLIN, swept)).toEqual({
      kind: 'nightly',
      at: at('2026-06-30T23:00Z'),
      attempt: 1,
    });
  });

  test('that reads everything twice for one reason waits an hour, twice more, and then for the night', () => {
    const full = (times: number) =>
      fresh({ sweptAt: at('2026-06-30T10:00Z'), fullSweeps: { times, endedAt: at('2026-06-30T10:02Z') } });
    const sweep = (now: string, memory: ScheduleMemory) => dueWork(at(now), BERLIN, memory);
    expect(sweep('2026-06-30T10:15Z', full(1))).toMatchObject({ waits: null });
    for (const times of [2, 3]) {
      expect(sweep('2026-06-30T11:00Z', full(times))).toMatchObject({ waits: 'fullAgain' });
      expect(sweep('2026-06-30T11:02Z', full(times))).toMatchObject({ waits: null });
      expect(nextDue(at('2026-06-30T10:16Z'), BERLIN, full(times)).sweep).toBe(at('2026-06-30T11:15Z'));
    }
    expect(sweep('2026-06-30T21:45Z', full(4))).toMatchObject({ waits: 'fullAgain' });
    expect(nextDue(at('2026-06-30T10:16Z'), BERLIN, full(4)).sweep).toBeNull();
    expect([1, 2].map((times) => isFullAgain(full(times)))).toEqual([false, true]);
    // Somebody has read everything since.
    const settled = { ...full(4), fullAt: at('2026-06-30T12:00Z') };
    expect(sweep('2026-06-30T12:15Z', settled)).toMatchObject({ waits: null });
  });

  test('is told when what comes next', () => {
    const now = at('2026-06-30T12:07Z');
    const swept = fresh({ sweptAt: at('2026-06-30T12:00Z') });
    expect(nextDue(now, BERLIN, swept)).toEqual({ nightly: at('2026-06-30T23:00Z'), sweep: at('2026-06-30T12:15Z') });
    // After midnight nothing but the night's run.
    expect(nextDue(at('2026-06-30T21:50Z'), BERLIN, swept).sweep).toBeNull();
    expect(nextDue(at('2026-06-30T23:30Z'), BERLIN, swept).nightly).toBe(at('2026-06-30T23:30Z'));
    expect(sweepsPerDay(BERLIN)).toBe(92);
    expect(sweepsPerDay({ ...BERLIN, everyMinutes: 1 })).toBe(1_380);
  });
});

test('an org that looks for changes by the night’s run alone is never swept, however long', () => {
  const nightOnly: Timetable = { ...BERLIN, everyMinutes: null };
  const now = at('2026-06-30T12:07Z');
  expect([dueWork(now, nightOnly, fresh()), sweepsPerDay(nightOnly)]).toEqual([null, 0]);
  expect(nextDue(now, nightOnly, fresh())).toEqual({ nightly: at('2026-06-30T23:00Z'), sweep: null });
  expect(dueWork(at('2026-06-30T23:00Z'), nightOnly, fresh())?.kind).toBe('nightly');
});

describe('the run of the night', () => {
  const started = (text: string, changes: Partial<ScheduleMemory> = {}): ScheduleMemory =>
    fresh({ nightly: { at: at(text), attempts: 1, triedAt: at(text) }, ...changes });

  test('is not owed where somebody read everything after its instant', () => {
    const now = at('2026-07-01T09:00Z');
    expect(dueWork(now, BERLIN, fresh())).toMatchObject({ kind: 'nightly', at: at('2026-06-30T23:00Z') });
    const readByHand = fresh({ fullAt: at('2026-07-01T08:00Z'), asOfDay: day('2026-07-01') });
    expect(dueWork(now, BERLIN, readByHand)).toMatchObject({ kind: 'sweep' });
  });

  test('is owed where what was read after its instant is of the day before: the run had begun before midnight', () => {
    // Half past ten in the evening of 30 June there; published after the one o'clock of 1 July.
    const late = fresh({ fullAt: at('2026-06-30T23:05Z') });
    expect(dueWork(at('2026-07-01T00:00Z'), BERLIN, late)).toEqual({
      kind: 'nightly',
      at: at('2026-06-30T23:00Z'),
      attempt: 1,
    });
    expect(nextDue(at('2026-07-01T00:00Z'), BERLIN, late).nightly).toBe(at('2026-07-01T00:00Z'));
    // A day that somebody chose stays until the next night.
    const chosen = { ...late, asOfChosen: true };
    expect(dueWork(at('2026-07-01T00:00Z'), BERLIN, chosen)).toMatchObject({ kind: 'sweep', waits: 'nextNightly' });
    expect(dueWork(at('2026-07-01T23:00Z'), BERLIN, chosen)).toMatchObject({ kind: 'nightly' });
  });

  test('that brought nothing leaves sweeps waiting for the next one, and they say so', () => {
    const ended = started('2026-06-30T23:00Z');
    expect(dueWork(at('2026-07-01T09:00Z'), BERLIN, ended)).toMatchObject({ kind: 'sweep', waits: 'nextNightly' });
    const broke = { ...ended, nightlyBroke: true };
    expect(dueWork(at('2026-06-30T23:45Z'), BERLIN, broke)).toMatchObject({ kind: 'sweep', waits: 'nightly' });
  });

  test('is tried again each hour when it broke, four times in all', () => {
    const broke = started('2026-06-30T23:00Z', { nightlyBroke: true });
    const nightlyAt = (now: string, memory: ScheduleMemory) => {
      const due = dueWork(at(now), BERLIN, memory);
      return due?.kind === 'nightly' ? due : null;
    };
    expect(nightlyAt('2026-06-30T23:59Z', broke)).toBeNull();
    expect(nightlyAt('2026-07-01T00:00Z', broke)).toEqual({ kind: 'nightly', at: at('2026-06-30T23:00Z'), attempt: 2 });
    expect(nextDue(at('2026-06-30T23:30Z'), BERLIN, broke).nightly).toBe(at('2026-07-01T00:00Z'));
    const often = { at: at('2026-06-30T23:00Z'), attempts: 4, triedAt: at('2026-07-01T02:00Z') };
    expect(nightlyAt('2026-07-01T12:00Z', { ...broke, nightly: often })).toBeNull();
    expect(nightlyAt('2026-07-01T23:00Z', { ...broke, nightly: often })).toMatchObject({ attempt: 1 });
  });

  test('comes once where its hour comes twice, and at the first minute after one that is left out', () => {
    const half2 = { ...BERLIN, nightlyMinute: 150 };
    const before = fresh({ fullAt: at('2026-10-24T12:00Z') });
    // 02:30 summer time, an hour before 02:30 winter time.
    expect(dueWork(at('2026-10-25T00:30Z'), half2, before)).toMatchObject({
      kind: 'nightly',
      at: at('2026-10-25T00:30Z'),
    });
    const done = started('2026-10-25T00:30Z', { fullAt: at('2026-10-25T00:31Z'), asOfDay: day('2026-10-25') });
    expect(dueWork(at('2026-10-25T01:30Z'), half2, done)).toMatchObject({ kind: 'sweep' });
    const spring = fresh({ fullAt: at('2026-03-28T12:00Z') });
    expect(dueWork(at('2026-03-29T00:59Z'), half2, spring)).not.toMatchObject({ kind: 'nightly' });
    expect(dueWork(at('2026-03-29T01:00Z'), half2, spring)).toMatchObject({
      kind: 'nightly',
      at: at('2026-03-29T01:00Z'),
    });
  });

  test('comes once a day of the zone that the org has now', () => {
    const tokyo = started('2026-06-30T16:00Z', { fullAt: at('2026-06-30T16:01Z'), asOfDay: day('2026-07-01') });
    const nightly = (now: string) => dueWork(at(now), { ...BERLIN, timeZone: 'America/Los_Angeles' }, tokyo);
    // Tokyo's run of 1 July lay in Los Angeles' 30 June; 1 July there begins fifteen hours later.
    expect(nightly('2026-07-01T07:59Z')).not.toMatchObject({ kind: 'nightly' });
    expect(nightly('2026-07-01T08:00Z')).toMatchObject({ kind: 'nightly', at: at('2026-07-01T08:00Z') });
    // Another hour on the same day gives no second run.
    const later = { ...BERLIN, timeZone: 'Asia/Tokyo', nightlyMinute: 300 };
    expect(dueWork(at('2026-06-30T20:00Z'), later, tokyo)).not.toMatchObject({ kind: 'nightly' });
  });
});

/** Minute by minute and by the text that a clock on the wall would show: slow, and with nothing to get wrong. */
function createWall() {
  const formats = new Map<string, Intl.DateTimeFormat>();
  const known = new Map<string, { readonly date: string; readonly time: string }>();
  const show = (epochMs: number, timeZone: string) => {
    const minute = Math.floor(epochMs / MINUTE);
    const key = `${timeZone} ${minute}`;
    const present = known.get(key);
    if (present !== undefined) return present;
    const format =
      formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    formats.set(timeZone, format);
    const [date = '', time = ''] = format.format(minute * MINUTE).split(' ');
    const shown = { date, time };
    known.set(key, shown);
    return shown;
  };
  /** The date whose night has begun last, and the minute at which it did. */
  const lastNight = (
    now: number,
    timeZone: string,
    nightlyAt: string,
  ): { readonly date: string; readonly at: number } => {
    let found: { readonly date: string; readonly at: number } | null = null;
    for (let each = Math.floor(now / MINUTE) * MINUTE; ; each -= MINUTE) {
      const { date, time } = show(each, timeZone);
      if (found !== null && date !== found.date) return found;
      if (time >= nightlyAt) found = { date, at: each };
    }
  };
  return { show, lastNight };
}

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  // Clocks that change by half an hour; at midnight; a day that never was.
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'Asia/Kolkata',
] as const;
const BEGINNINGS = [
  '2011-12-28T00:00Z',
  '2018-11-02T00:00Z',
  '2026-03-06T00:00Z',
  '2026-03-27T00:00Z',
  '2026-10-03T00:00Z',
];

/** A week is looked at about so often: each look is a case. */
const LOOKS = 100;

test('any week of any org, with changes of zone, hour and interval, power cuts and broken runs, is as a naive clock has it', () => {
  const wall = createWall();
  const step = fc.record({
    minutes: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 40 }) }, fc.integer({ min: 60, max: 3_000 })),
    zone: fc.oneof({ weight: 15, arbitrary: fc.constant(null) }, fc.constantFrom(...ZONES)),
    every: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, fc.constantFrom(1, 15, 'never' as const)),
    hour: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, fc.constantFrom('00:00', '00:30', '02:30', '05:59')),
    breaks: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 0),
    // Somebody reads everything, and it takes so many minutes; for a day that they chose, or not.
    byHand: fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, fc.integer({ min: 1, max: 400 })),
    // A sweep reads everything, for one of two reasons.
    full: fc.constantFrom(null, null, 'a', 'a', 'a', 'b'),
    chosen: fc.integer({ min: 0, max: 3 }).map((drawn) => drawn === 0),
  });
  const week = fc.record({
    begin: fc.constantFrom(...BEGINNINGS),
    zone: fc.constantFrom(...ZONES),
    phase: fc.integer({ min: 0, max: 14 }),
    steps: fc.array(step, { minLength: 20, maxLength: 120 }),
  });
  fc.assert(
    fc.property(week, ({ begin, zone, phase, steps }) => {
      let now = at(begin);
      let nightlyAt = '01:00';
      const phaseMs = phase * MINUTE;
      let timetable: Timetable = { everyMinutes: 15, nightlyMinute: 60, timeZone: zone, phaseMs };
      let memory = fresh({ fullAt: now, asOfDay: day(wall.show(now, zone).date) });
      /** The naive clock's own notes. */
      let night: { readonly at: number } | null = null;
      let retryAt: number | null = null;
      let lastSweep = -1;
      /** Reasons of the sweeps since the last night, and from when on the next may begin. */
      let full: { readonly reasons: readonly string[]; readonly from: number } = { reasons: [], from: 0 };
      let labels = { date: wall.show(now, zone).date, chosen: false };
      for (const each of steps) {
        now += each.minutes * MINUTE;
        nightlyAt = each.hour ?? nightlyAt;
        timetable = {
          ...timetable,
          timeZone: each.zone ?? timetable.timeZone,
          everyMinutes: each.every === 'never' ? null : (each.every ?? timetable.everyMinutes),
          nightlyMinute: Number(nightlyAt.slice(0, 2)) * 60 + Number(nightlyAt.slice(3)),
        };
        const { timeZone } = timetable;
        if (each.byHand !== null) {
          labels = { date: wall.show(now - each.byHand * MINUTE, timeZone).date, chosen: each.chosen };
          memory = { ...memory, fullAt: now, asOfDay: day(labels.date), asOfChosen: labels.chosen };
          full = { ...full, from: 0 };
        }
        const owed = wall.lastNight(now - phaseMs, timeZone, nightlyAt);
        const isNew: boolean = night === null || wall.show(night.at, timeZone).date < owed.date;
        const isUnread = owed.at + phaseMs > memory.fullAt || (labels.date < owed.date && !labels.chosen);
        const isRetry = !isNew && retryAt !== null && now >= retryAt;
        const due = dueWork(now, timetable, memory);
        if (isUnread && (isNew || isRetry)) {
          expect(due?.kind).toBe('nightly');
          if (due?.kind !== 'nightly') return;
          const slot: number = isNew ? owed.at : (night?.at ?? 0);
          expect(due.at).toBe(slot + phaseMs);
          night = { at: slot };
          full = { reasons: [], from: 0 };
          retryAt = each.breaks && due.attempt < 4 ? now + HOUR : null;
          if (!each.breaks) labels = { date: wall.show(now, timeZone).date, chosen: false };
          memory = {
            ...memory,
            nightly: { at: due.at, attempts: due.attempt, triedAt: now },
            nightlyBroke: each.breaks,
            fullSweeps: null,
            ...(each.breaks ? {} : { fullAt: now, asOfDay: day(labels.date), asOfChosen: false }),
          };
        } else if (due !== null) {
          if (due.kind !== 'sweep') throw new Error('nothing but a sweep is owed');
          const isOther = wall.show(now, timeZone).date !== labels.date;
          expect(due.waits !== null).toBe(isOther || now < full.from);
          expect(due.waits === 'fullAgain').toBe(!isOther && now < full.from);
          // Each instant once, none that is to come, and none from before the last full reading.
          expect(due.at).toBeGreaterThan(Math.max(lastSweep, memory.fullAt));
          expect(due.at).toBeLessThanOrEqual(now);
          const grid = (timetable.everyMinutes ?? Number.NaN) * MINUTE;
          expect(now - due.at).toBeLessThan(grid);
          expect((due.at - phaseMs) % grid).toBe(0);
          lastSweep = due.at;
          memory = { ...memory, sweptAt: due.at };
          if (due.waits === null) {
            const reasons = each.full === null ? [] : [...full.reasons.filter((some) => some === each.full), each.full];
            const times = reasons.length;
            const from = times < 2 ? 0 : times < 4 ? now + HOUR : Number.POSITIVE_INFINITY;
            full = { reasons, from };
            memory = { ...memory, fullSweeps: times === 0 ? null : { times, endedAt: now } };
          }
        } else if (timetable.everyMinutes !== null) {
          const grid = timetable.everyMinutes * MINUTE;
          const slot = Math.floor((now - phaseMs) / grid) * grid + phaseMs;
          expect(slot <= Math.max(lastSweep, memory.fullAt)).toBe(true);
        }
      }
    }),
    { numRuns: Math.ceil(propertyRuns(20 * LOOKS) / LOOKS), seed: propertySeed() },
  );
});

import type { LogEntry, RunLog } from './credits-api.ts';

/** What a run did in one step, however many units of work that took. */
export interface LogStep {
  readonly kind: 'step';
  readonly step: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** At work, pauses left out; null = some of it is not kept. */
  readonly ms: number | null;
  /** null = nothing was counted, or not all of it. */
  readonly rows: number | null;
  readonly credits: number | null;
  /** Times that it was begun again. */
  readonly retries: number;
  /** As the server wrote them; some are for machines. */
  readonly notes: readonly string[];
}

/** What somebody did to it, or how it broke; `note` says who, or why. */
export interface LogEvent {
  readonly kind: 'event';
  readonly event: (typeof EVENTS)[number];
  readonly at: number;
  readonly note: string | null;
}

export interface LogGap {
  readonly kind: 'gap';
  readonly at: number;
  readonly count: number;
}

const EVENTS = ['paused', 'resumed', 'cancelled', 'failed'] as const;

/** A log as somebody reads it: each step once, by when it began; a run that began anew has its steps once more. */
export function groupLog({ first, dropped, last, spent, counted }: RunLog): readonly (LogStep | LogEvent | LogGap)[] {
  const events: LogEvent[] = [];
  const groups = new Map<string, LogEntry[]>();
  let round = 1;
  let isUnderWay = false;
  for (const entry of [...first, ...last]) {
    const event = EVENTS.find((each) => each === entry.step);
    if (event !== undefined) {
      events.push({ kind: 'event', event, at: Date.parse(entry.from), note: entry.note });
      continue;
    }
    if (entry.step === 'begin' && isUnderWay) round++;
    isUnderWay = entry.step !== 'begin';
    const key = `${round} ${entry.step}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const pauses = pausesIn(events);
  const steps = [...groups.values()].map((entries) => sumUp(entries, pauses));
  const gap: LogGap[] = dropped === 0 ? [] : [{ kind: 'gap', at: Date.parse(first.at(-1)?.to ?? ''), count: dropped }];
  return [...steps.map(whole), ...events, ...gap].toSorted((one, other) => one.at - other.at);

  /** Entries that are not kept are in the sums, but of which round they were is not known. */
  function whole(step: LogStep): LogStep {
    if (dropped === 0) return step;
    const isOnly = steps.filter((each) => each.step === step.step).length === 1;
    return {
      ...step,
      ms: null,
      rows: step.rows === null || !isOnly ? null : (counted[step.step] ?? null),
      credits: isOnly ? (spent[step.step] ?? step.credits) : null,
    };
  }
}

function sumUp(entries: readonly LogEntry[], pauses: readonly Pause[]): LogStep {
  const [{ step, from }] = [entries[0] ?? { step: '', from: '' }];
  const sum = (numbers: readonly (number | null)[]): number | null => {
    const known = numbers.filter((each) => each !== null);
    return known.length === 0 ? null : known.reduce((total, each) => total + each, 0);
  };
  return {
    kind: 'step',
    step,
    at: Date.parse(from),
    ms: sum(entries.map((entry) => workIn(Date.parse(entry.from), Date.parse(entry.to), pauses))),
    rows: sum(entries.map(({ rows }) => rows)),
    credits: sum(entries.map(({ credits }) => credits)),
    retries: entries.reduce((total, { retries }) => total + retries, 0),
    notes: entries.flatMap(({ note }) => (note === null ? [] : [note])),
  };
}

interface Pause {
  readonly from: number;
  readonly to: number;
}

function pausesIn(events: readonly LogEvent[]): readonly Pause[] {
  return events.flatMap(({ event, at }, index) =>
    event === 'paused' ? [{ from: at, to: events[index + 1]?.at ?? at }] : [],
  );
}

function workIn(from: number, to: number, pauses: readonly Pause[]): number {
  const paused = pauses.reduce(
    (sum, pause) => sum + Math.max(0, Math.min(to, pause.to) - Math.max(from, pause.from)),
    0,
  );
  return Math.max(0, to - from - paused);
}

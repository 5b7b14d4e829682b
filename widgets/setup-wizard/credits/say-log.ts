import type { Translator } from '#widgets/shared/i18n/translator.ts';
import type { AboutRun, Limit, RunLog } from './credits-api.ts';
import { groupLog, type LogEvent, type LogStep } from './group-log.ts';
import { sayFullReason } from './say-full-reason.ts';
import { findWhy, sayWhy } from './say-why.ts';

const STEPS = [
  'begin',
  'accounts',
  'deals',
  'lineItems',
  'contacts',
  'touchPoints',
  'texts',
  'products',
  'changedAccounts',
  'changedDeals',
  'removed',
  'verify',
  'ledger',
  'purchases',
  'engagement',
  'recommendations',
  'voice',
  'merge',
  'publish',
  'compare',
  'sweep',
  'project',
  'basis',
  'finish',
] as const;

/** Steps whose rows are worth a sentence: those of the others count what another one has said. */
const COUNTED = [
  'accounts',
  'deals',
  'lineItems',
  'contacts',
  'touchPoints',
  'texts',
  'products',
  'changedAccounts',
  'changedDeals',
  'removed',
  'ledger',
  'publish',
  'compare',
  'project',
] as const;

/** One line of a log. */
export interface LogLine {
  /** Epoch milliseconds; null = not kept. */
  readonly at: number | null;
  /** The step's name; a whole sentence where it is no step. */
  readonly what: string;
  readonly isStep: boolean;
  readonly seconds: number | null;
  /** What came of it, as a sentence; '' = there is nothing to say. */
  readonly did: string;
  readonly credits: number | null;
}

export function sayLog(log: RunLog, t: Translator): readonly LogLine[] {
  return groupLog(log).map((part) => {
    switch (part.kind) {
      case 'step':
        return sayStep(part, log.about.limit, t);
      case 'event':
        return { ...NO_STEP, at: part.at, what: sayEvent(part, log.about.limit, t) };
      case 'gap':
        return { ...NO_STEP, at: null, what: t.text('runLog.dropped', { count: part.count }) };
    }
  });
}

const NO_STEP = { isStep: false, seconds: null, did: '', credits: null };

function sayStep(
  { step, at, ms, rows, credits, retries, notes }: LogStep,
  limit: Limit | null,
  t: Translator,
): LogLine {
  const counted = COUNTED.find((each) => each === step);
  const why = notes.map((note) => findWhy(note.replace(/^notCompared: /, ''), t, limit)).find((each) => each !== null);
  const known = STEPS.find((each) => each === step);
  const did = [
    ...(counted === undefined || rows === null ? [] : [t.text(`runLog.did.${counted}`, { rows })]),
    ...(why === undefined ? [] : [t.text('runLog.stopped', { why })]),
    ...(retries === 0 ? [] : [t.text('runLog.retried', { retries })]),
  ];
  return {
    at,
    // A step that a later server knows shows as itself.
    what: known === undefined ? step : t.text(`runLog.step.${known}`),
    isStep: true,
    seconds: ms === null ? null : Math.round(ms / 100) / 10,
    did: did.join(' '),
    credits,
  };
}

function sayEvent({ event, note }: LogEvent, limit: Limit | null, t: Translator): string {
  return event === 'failed'
    ? t.text('runLog.failed', { why: sayWhy(note, t, limit) })
    : t.text(`runLog.${event}`, { name: note });
}

const LEFT_OUT = {
  'engagement.contactsNotReadable': 'contacts',
  'recommendations.productsNotReadable': 'products',
  'recommendations.linesNotReadable': 'lines',
  'recommendations.leftOut': 'purchases',
} as const;

function isKnown(code: string): code is keyof typeof LEFT_OUT {
  return code in LEFT_OUT;
}

/** One that a later server knows shows as itself. */
function sayLeftOut({ code, params }: AboutRun['leftOut'][number], t: Translator): string {
  const { module } = params;
  if (!isKnown(code)) return code;
  return t.text(`runLog.leftOut.${LEFT_OUT[code]}`, { module: typeof module === 'string' ? module : '' });
}

const READ_SO_FAR = {
  'engagement.nothingRead': 'nothing',
  'engagement.emailsPartly': 'emailsPartly',
  'engagement.emailsRead': 'emailsRead',
  'voice.judged': 'judged',
} as const;

/** VOC-3, with the numbers of the day of the run. */
function sayReadSoFar({ code, params }: AboutRun['readSoFar'][number], t: Translator): string {
  const known = Object.entries(READ_SO_FAR).find(([each]) => each === code)?.[1];
  const source = t.viewer.language === 'es' ? params['sourceEs'] : params['source'];
  return known === undefined ? code : t.text(`runLog.read.${known}`, { ...numbersOf(params), source: String(source) });
}

function numbersOf(params: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
  );
}

const CAUSES = ['changed', 'breaksMoved', 'dayMoved', 'missed'] as const;

/** What kind of run it was, and what it came upon beside its work. */
export function sayAbout(about: AboutRun, t: Translator): readonly string[] {
  const { fullBecause, repaired, difference, owed, leftOut, readSoFar } = about;
  const again = owed === null ? 0 : owed.accounts - owed.waiting;
  return [
    ...sayStanding(about, t),
    ...(fullBecause === null ? [] : [sayFullReason(fullBecause, t)]),
    ...leftOut.map((each) => sayLeftOut(each, t)),
    ...readSoFar.map((each) => sayReadSoFar(each, t)),
    ...(difference === null ? [] : [sayDifference(difference, t)]),
    ...(repaired === null || repaired === 0 ? [] : [t.text('runLog.repaired', { repaired })]),
    ...(again === 0 ? [] : [t.text('runLog.owed', { accounts: again })]),
    ...(owed === null || owed.waiting === 0 ? [] : [t.text('runLog.owedWaiting', { accounts: owed.waiting })]),
  ];
}

export function sayKind({ kind, scheduled }: Pick<AboutRun, 'kind' | 'scheduled'>, t: Translator): string {
  const what = t.text(kind === 'changes' ? 'runLog.kind.changes' : 'runLog.kind.full');
  return scheduled ? `${what} ${t.text('runLog.scheduled')}` : what;
}

/** How it stands or ended, and why. */
export function sayState(
  { state, reason, limit }: Pick<AboutRun, 'state' | 'reason' | 'limit'>,
  t: Translator,
): string {
  const why = state === 'cancelled' || reason === null ? null : sayWhy(reason, t, limit);
  return t.text('runLog.state', { state, why });
}

/** What stands after a run that was stopped: its labels may be published, and not everywhere yet. */
function sayStanding({ state, projection }: AboutRun, t: Translator): readonly string[] {
  if (state !== 'cancelled' && state !== 'failed') return [];
  return [projection === null ? t.text('runLog.standing.before') : t.text('runLog.standing.after', projection)];
}

/** How far the night's run was from what stood, and why. */
function sayDifference(difference: NonNullable<AboutRun['difference']>, t: Translator): string {
  const whole = t.text('runLog.difference', { accounts: difference.accounts });
  const causes = CAUSES.filter((cause) => difference[cause] > 0).map((cause) =>
    t.text(`runLog.difference.${cause}`, { count: difference[cause] }),
  );
  return causes.length === 0 ? whole : `${whole}: ${t.list(causes)}.`;
}

/** The same as a text to keep and to hand on: the header first, then a line a step. Times are the org's. */
export function formatLogFile(log: RunLog, t: Translator): string {
  const { about, run } = log;
  const { locale, timeZone } = t.viewer;
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium', timeZone });
  const when = (at: number | null): string => (at === null || Number.isNaN(at) ? '–' : times.format(at));
  const instant = (text: string | null): string => when(text === null ? null : Date.parse(text));
  const spent = Object.values(log.spent).reduce((sum, credits) => sum + credits, 0);
  const head = [
    t.text('runLog.title'),
    `${t.text('runLog.head.run')}: ${run}`,
    `${t.text('runLog.head.kind')}: ${sayKind(about, t)}`,
    `${t.text('runLog.head.org')}: ${about.org.name} (${about.org.id})`,
    `${t.text('runLog.head.zone')}: ${timeZone}`,
    `${t.text('runLog.head.asked')}: ${instant(about.requestedAt)}`,
    `${t.text('runLog.head.began')}: ${instant(about.startedAt)}`,
    `${t.text('runLog.head.ended')}: ${instant(about.endedAt)}`,
    `${t.text('runLog.head.state')}: ${sayState(about, t)}`,
    `${t.text('runLog.credits')}: ${t.number(spent)}`,
  ];
  const lines = sayLog(log, t).map(({ at, what, seconds, did, credits }) =>
    [
      when(at),
      what,
      ...(seconds === null ? [] : [t.text('runLog.took', { seconds: t.number(seconds) })]),
      ...(did === '' ? [] : [did]),
      ...(credits === null || credits === 0 ? [] : [t.text('runLog.spent', { credits })]),
    ].join('  '),
  );
  return [head, sayAbout(about, t), lines]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')
    .concat('\n');
}

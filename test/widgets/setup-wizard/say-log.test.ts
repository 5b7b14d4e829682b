import { expect, test } from 'vitest';
import { RUN_STEPS } from '#server-functions/score/run-cursor.ts';
import { createCreditsApi, type LogEntry, type RunLog } from '#widgets/setup-wizard/credits/credits-api.ts';
import { formatLogFile, sayAbout, sayLog, sayState } from '#widgets/setup-wizard/credits/say-log.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';
import { createFakeServer } from './fake-server.ts';

const t = translatorIn('en');

async function readLog(): Promise<RunLog> {
  const answer = await createCreditsApi(createFakeServer().backend).log('run-1');
  if (!answer.ok) throw new Error(answer.error.reason);
  return answer.value;
}

test('the file to keep has a header and says each step once, in sentences and in the org’s time', async () => {
  const file = formatLogFile(await readLog(), t);
  expect(file.replaceAll('\u202F', ' ')).toMatchInlineSnapshot(`
    "Log of the run
    Run: run-1
    Kind: A look for what changed. It came by itself.
    Organization: Zylker (7)
    Times in the zone: Europe/Madrid
    Asked for: 11/22/26, 10:39:58 AM
    Began: 11/22/26, 10:40:00 AM
    Ended: 11/22/26, 10:42:02 AM
    State: Done, but not all labels were written: the CRM refused some records.
    Credits: 1,046

    It read everything: the settings had been published anew.
    7 accounts came out otherwise than the looks for changes had left them: 5 because the borders between scores moved and 2 because a day passed.
    The label fields of 3 accounts had been edited by hand and were put right.
    The labels of 20 accounts could not be written; they are tried again with the next look for changes.
    The CRM refused the labels of 2 accounts again and again; they are tried again by the next run that reads everything.

    11/22/26, 10:40:00 AM  Prepare  1.2 s  6 credits
    11/22/26, 10:40:01 AM  Read accounts  12.9 s  4,812 accounts read.  100 credits
    11/22/26, 10:40:14 AM  Read deals  25.9 s  26,113 deals read. Begun again once.  400 credits
    11/22/26, 10:40:20 AM  Paused by Ada Admin.
    11/22/26, 10:41:00 AM  Resumed by Ben Boss.
    11/22/26, 10:41:20 AM  Score and publish  4.5 s  4,812 accounts scored.
    11/22/26, 10:41:24 AM  Write labels  37.5 s  4,790 accounts updated in the CRM.  540 credits
    11/22/26, 10:42:02 AM  audit  0.1 s
    "
  `);
});

test('page and file say the same: its steps by the same names, with the same sentences', async () => {
  const log = await readLog();
  for (const language of ['en', 'es'] as const) {
    const words = translatorIn(language);
    const file = formatLogFile(log, words);
    const said = sayLog(log, words).flatMap(({ what, did }) => [what, did]);
    for (const sentence of [...said, ...sayAbout(log.about, words)]) expect(file).toContain(sentence);
    expect(file).not.toMatch(/generation-|deals 1|undefined|NaN|null|runLog\./);
  }
});

test('a run that was stopped says what stands: nothing of it, or its labels, and how many accounts carry them', async () => {
  const { about } = await readLog();
  const ended = { ...about, owed: null, repaired: null, difference: null, fullBecause: null, reason: 'cancelled' };
  const before = { ...ended, state: 'cancelled', projection: null };
  const after = { ...ended, state: 'cancelled', projection: { of: 2_000, written: 1_000 } };
  expect([sayState(before, t), ...sayAbout(before, t)]).toEqual([
    'Cancelled.',
    'It had published nothing: the labels of before stand.',
  ]);
  expect(sayAbout(after, t)).toEqual([
    'Its labels are published: the ABM tab, segments and exports go by them. ' +
      'Of the 2,000 accounts to update in the CRM, 1,000 are known to carry them.',
  ]);
  expect(sayState({ state: 'failed', reason: 'rateLimited', limit: null }, t)).toBe(
    'Broke off: the CRM asked for fewer requests at once.',
  );
  expect(sayState({ state: 'failed', reason: 'laterWord', limit: null }, t)).toBe('Broke off: laterWord.');
});

test('what techniques went without is told, so that labels that a night has cleared have a reason', async () => {
  const { about } = await readLog();
  const quiet = { ...about, owed: null, repaired: null, difference: null, fullBecause: null };
  const leftOut = [
    { code: 'recommendations.linesNotReadable', params: { module: 'Quoted_Items' } },
    { code: 'recommendations.leftOut', params: { source: 'relatedList' } },
    { code: 'later.code', params: {} },
  ];
  const told = sayAbout({ ...quiet, leftOut }, t).filter((line) => !sayAbout(quiet, t).includes(line));
  expect(told).toEqual([
    'Quoted_Items could not be read: recommendations were left out, and their labels cleared. Give whoever installed ABM access to it.',
    'Products come from where no run can read them: recommendations were left out, and their labels cleared. Map the line items of deals.',
    'later.code',
  ]);
});

test('how much of emails, notes and texts the labels rest on is told with the numbers of the day', async () => {
  const { about } = await readLog();
  const readSoFar = [
    { code: 'engagement.nothingRead', params: { source: 'Notes', sourceEs: 'Notas' } },
    { code: 'engagement.emailsPartly', params: { readShare: 0.38, read: 1_234, contacts: 3_247 } },
    { code: 'engagement.emailsRead', params: { readShare: 1, read: 3_247, contacts: 3_247 } },
    { code: 'voice.judged', params: { found: 1_204, texts: 980, days: 180, judged: 902, other: 78 } },
    { code: 'later.code', params: {} },
  ];
  expect(sayAbout({ ...about, readSoFar }, t).filter((line) => !sayAbout(about, t).includes(line))).toEqual([
    'Of “Notes” nothing had been read yet: labels were given without it.',
    'Emails had been read for 38% of the contacts with an address (1,234 of 3,247).',
    'Emails had been read for every contact with an address (3,247).',
    '980 texts count of 1,204 that the sources hold: those of an account and of the last 180 days. 902 of them were judged; 78 are in other languages than English and Spanish, and count as neutral and without a purpose.',
    'later.code',
  ]);
});

test('what is not kept is in the sums, and a run that began anew has its steps once more', async () => {
  const log = await readLog();
  const unit = (step: string, second: number, rows: number | null): LogEntry => ({
    step,
    from: new Date(second * 1_000).toISOString(),
    to: new Date((second + 1) * 1_000).toISOString(),
    rows,
    credits: 1,
    retries: 0,
    note: null,
  });
  const long = {
    ...log,
    first: [unit('begin', 0, null), unit('accounts', 1, 10)],
    dropped: 40,
    last: [unit('accounts', 50, 10), unit('project', 51, 7)],
    spent: { begin: 1, accounts: 42, project: 9 },
    counted: { begin: 0, accounts: 420, project: 63 },
  };
  const said = (of: RunLog) => sayLog(of, t).map(({ what, did, credits }) => [what, did, credits]);
  expect(said(long)).toEqual([
    ['Prepare', '', 1],
    ['Read accounts', '420 accounts read.', 42],
    ['40 entries between these are not kept.', '', null],
    ['Write labels', '63 accounts updated in the CRM.', 9],
  ]);
  const anew = [...long.first, unit('begin', 2, null), unit('accounts', 3, 12)];
  expect(said({ ...long, first: anew, dropped: 0, last: [] })).toEqual([
    ['Prepare', '', 1],
    ['Read accounts', '10 accounts read.', 1],
    ['Prepare', '', 1],
    ['Read accounts', '12 accounts read.', 1],
  ]);
});

test('time at work leaves out a pause in the middle of a unit, and somebody unknown goes without a name', async () => {
  const log = await readLog();
  const at = (second: number): string => new Date(second * 1_000).toISOString();
  const entry = { rows: null, credits: null, retries: 0, note: null };
  const lines = sayLog(
    {
      ...log,
      first: [
        { ...entry, step: 'paused', from: at(10), to: at(10) },
        { ...entry, step: 'resumed', from: at(50), to: at(50) },
        { ...entry, step: 'deals', from: at(0), to: at(55), rows: 3 },
      ],
      last: [],
    },
    t,
  );
  expect(lines.map(({ what, seconds }) => [what, seconds])).toEqual([
    ['Read deals', 15],
    ['Paused.', null],
    ['Resumed.', null],
  ]);
});

test.for(['en', 'es'] as const)('every step that a run takes has its words (%s)', async (language) => {
  const log = await readLog();
  const at = (second: number): string => new Date(second * 1_000).toISOString();
  const first = RUN_STEPS.map((step, index): LogEntry => ({
    step,
    from: at(index),
    to: at(index + 1),
    rows: null,
    credits: 1,
    retries: 0,
    note: null,
  }));
  const said = sayLog({ ...log, first, dropped: 0, last: [] }, translatorIn(language)).map(({ what }) => what);
  expect(said).toHaveLength(RUN_STEPS.length);
  expect(said.filter((what) => RUN_STEPS.some((step) => step === what) || what.startsWith('runLog.'))).toEqual([]);
});

test('a run that stopped at a limit says which, and how much of how much; without knowing, that it was one', async () => {
  const { about } = await readLog();
  const stopped = { ...about, state: 'failed', reason: 'budgetReached' };
  expect(sayState({ ...stopped, limit: { of: 'run', most: 100, spent: 61 } }, t)).toBe(
    'Broke off: 61 of the 100 credits that one run may spend were spent, and the next call would have gone over.',
  );
  expect(sayState({ ...stopped, limit: { of: 'day', most: 2_000, spent: 1_980 } }, translatorIn('es'))).toContain(
    '1980 de los 2000 créditos que las ejecuciones pueden gastar en un día',
  );
  expect(sayState({ ...stopped, limit: null }, t)).toBe('Broke off: the credits that were set for runs were used up.');
});

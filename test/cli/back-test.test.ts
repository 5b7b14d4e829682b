import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { expect, test } from 'vitest';
import { backTest } from '#cli/back-test.ts';
import { openCsvCrmBatch } from '#cli/csv-crm-batch.ts';
import { createLabelsAsOf, type LabelSource } from '#cli/labels-as-of.ts';
import { ScoreRefusedError } from '#cli/score.ts';
import { parseTextRecipe } from '#core/configuration/parse-texts.ts';
import { parseTouchPointRecipeText } from '#core/configuration/parse-touch-points.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import { DATED_RECIPE, DATED_SETTINGS, datedFiles } from '#test/support/dated-company.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { runAbm } from '#test/support/run-abm.ts';

const WORDS = ['backtest', '--data', 'data', '--recipe', 'recipe.json', '--settings', 'settings.json', '--as-of'];

const printed = z.object({
  format: z.literal('lodestar.backtest/1'),
  until: z.string(),
  techniques: z.array(
    z.object({
      technique: z.string(),
      backDated: z.boolean(),
      refusal: z.nullable(z.object({ code: z.string() })),
      accounts: z.optional(z.number()),
      buyers: z.optional(z.number()),
      labels: z.optional(
        z.array(
          z.object({
            id: z.nullable(z.string()),
            accounts: z.number(),
            revenue: z.string(),
            recall: z.nullable(z.number()),
            lift: z.nullable(z.object({ value: z.number(), low: z.number(), high: z.number() })),
            verdict: z.string(),
          }),
        ),
      ),
    }),
  ),
  notes: z.array(z.object({ technique: z.nullable(z.string()), code: z.string() })),
});

test('labels as of a day are held against the revenue after it: who kept buying brings most of it', async () => {
  const folder = makeFolder(datedFiles());
  const run = await runAbm(folder, ...WORDS, '2024-12-31', '--days', '180', '--json');
  expect(run.exitCode).toBe(0);
  const { techniques, until, notes } = printed.parse(JSON.parse(run.printed));
  expect(until).toBe('2025-06-29');
  expect(techniques.map(({ technique, backDated }) => [technique, backDated])).toEqual([
    ['rfm', true],
    ['firmographics', false],
    ['recommendations', false],
  ]);
  // 40 of 120 kept buying, four came back.
  expect(techniques[0]).toMatchObject({ accounts: 120, buyers: 44 });
  const hot = techniques[2]?.labels?.find(({ id }) => id === 'hot-prospect');
  expect(hot?.verdict).toBe('more');
  expect(hot?.lift?.low).toBeGreaterThan(1);
  const few = techniques[1]?.labels?.find(({ id }) => id === 'micro');
  expect(few).toMatchObject({ lift: null, verdict: 'tooFew' });
  expect(notes).toContainEqual({ technique: 'firmographics', code: 'history.fieldsOfToday', params: undefined });
  const table = await runAbm(folder, ...WORDS, '2024-12-31', '--days', '180');
  expect(table.printed).toContain('too few accounts to say');
  // What rests on fields of today says so where its labels stand.
  expect(table.printed).toContain('\nRFM: 120 accounts');
  expect(table.printed).toContain('\nFirmographics (by fields of today, not dated back): 120 accounts');
  expect(table.warned).toContain('Stages of deals are those of today (rfm)');
});

function commandIn(folder: string) {
  return {
    name: 'backtest',
    data: join(folder, 'data'),
    recipe: join(folder, 'recipe.json'),
    settings: join(folder, 'settings.json'),
    asOfDay: parseIsoDay('2024-12-31') ?? 0,
    days: 180,
    seed: 1,
    json: true,
  } as const;
}
const ports = { openData: openCsvCrmBatch, cancellation: new AbortController().signal };
const refusal = async (run: Promise<unknown>): Promise<string[]> => {
  const error: unknown = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ScoreRefusedError)) throw new Error(`not refused: ${String(error)}`);
  return error.refusal.problems.map(({ code, where }) => `${code} ${where}`);
};

/** Everybody is called once a year, the faithful every month, and those who are late in 2025 for the first time. */
const CALLS = [
  'Record Id,Contact Name,Related To,Call Type,Call Result,Call Duration (in seconds),Call Start Time',
  ...Array.from({ length: 120 }, (_, account) => {
    const months = account % 3 === 0 ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] : [1 + (account % 12)];
    const days = months.map((month) => `2024-${String(month).padStart(2, '0')}-1${account % 10}`);
    return [...days, ...(account % 4 === 1 ? ['2025-02-03', '2025-03-03', '2025-04-03'] : [])].map(
      (day, index) => `K${account}-${index},,A${account},Outbound,,${60 * (1 + (account % 9))},${day}T10:00:00+01:00`,
    );
  }).flat(),
].join('\n');

/** Everybody writes four times a year; who is late asks to cancel in 2024 and praises in 2025, the others the other way round. */
const NOTES = [
  'Record Id,Parent ID,Created Time,Note Title,Note Content',
  ...Array.from({ length: 120 }, (_, account) =>
    [
      '2024-08-10',
      '2024-09-10',
      '2024-10-10',
      '2024-11-10',
      '2025-02-10',
      '2025-03-10',
      '2025-04-10',
      '2025-05-10',
    ].map((day, index) => {
      const leaves = account % 4 === 1 ? index < 4 : index >= 4;
      const text = leaves
        ? 'Please cancel our contract, we are leaving at the end of the month.'
        : 'Thank you, the service is excellent and the team is very happy with it.';
      return `N${account}-${index},A${account},${day}T10:00:00+01:00,,"${text}"`;
    }),
  ).flat(),
].join('\n');

/** The dated company, labelled by engagement and voice too. */
function calledFolder(): string {
  const recipe = readFileSync(new URL('../../recipes/touchpoints/calls.touchpoints.json', import.meta.url), 'utf8');
  const source = parseTouchPointRecipeText(recipe, 'calls');
  if (!source.ok) throw new Error(JSON.stringify(source.error));
  const engagement = presetEngagementSettings([source.value]);
  const notes: unknown = JSON.parse(
    readFileSync(new URL('../../recipes/texts/notes.texts.json', import.meta.url), 'utf8'),
  );
  const texts = parseTextRecipe(notes);
  if (!texts.ok) throw new Error(JSON.stringify(texts.error));
  const voice = { ...presetVoiceSettings(), sources: [texts.value] };
  const techniques = { ...DATED_SETTINGS.techniques, engagement, voice };
  return makeFolder({
    ...datedFiles({ 'settings.json': JSON.stringify({ ...DATED_SETTINGS, techniques }) }),
    'data/Calls.csv': CALLS,
    'data/Notes.csv': NOTES,
  });
}

test('touch points and texts count up to the day: engagement and voice are tested like the others', async () => {
  const run = await runAbm(calledFolder(), ...WORDS, '2024-12-31', '--days', '180', '--json');
  expect(run).toMatchObject({ exitCode: 0 });
  const { techniques, notes } = printed.parse(JSON.parse(run.printed));
  const engagement = techniques.find(({ technique }) => technique === 'engagement');
  expect(engagement).toMatchObject({ backDated: true, accounts: 120, buyers: 44 });
  // Who was called every month keeps buying.
  expect(engagement?.labels?.find(({ id }) => id === 'highly-engaged')?.verdict).toBe('more');
  expect(notes).toContainEqual({ technique: 'engagement', code: 'history.contactsOfToday', params: undefined });
  const voice = techniques.find(({ technique }) => technique === 'voice');
  expect(voice).toMatchObject({ backDated: true, accounts: 120, buyers: 44 });
  expect(voice?.labels?.map(({ id, accounts }) => [id, accounts])).toContainEqual(['leaving', 30]);
  expect(notes).toContainEqual({ technique: 'voice', code: 'history.contactsOfToday', params: undefined });
});

const leaking = (source: LabelSource) => (day: number) => createLabelsAsOf(source)(day + 180);

test('a planted leak is caught: labels made with later records in are refused', async () => {
  expect(await refusal(backTest(commandIn(calledFolder()), ports, leaking))).toEqual([
    'cli.laterRecordsDecide techniques.rfm',
    'cli.laterRecordsDecide techniques.engagement',
    'cli.laterRecordsDecide techniques.recommendations',
    'cli.laterRecordsDecide techniques.voice',
  ]);
  const honest = await backTest(commandIn(calledFolder()), ports);
  expect(honest.techniques).toHaveLength(5);
});

test.each(['rfm', 'engagement', 'recommendations', 'voice'])(
  'whichever technique alone lets them in: %s',
  async (leaky) => {
    const oneLeaks = (source: LabelSource) => async (day: number) => {
      const [honest, later] = [await createLabelsAsOf(source)(day), await leaking(source)(day)];
      const techniques = honest.techniques.map((each, index) =>
        each.technique === leaky ? (later.techniques[index] ?? each) : each,
      );
      return { ...honest, techniques };
    };
    expect(await refusal(backTest(commandIn(calledFolder()), ports, oneLeaks))).toEqual([
      `cli.laterRecordsDecide techniques.${leaky}`,
    ]);
  },
);

test('recency by another date than the completion knows deals that were won later: refused with what to do', async () => {
  // Every deal was entered 200 days before it was won.
  const files = datedFiles();
  const [header = '', ...rows] = (files['data/deals.csv'] ?? '').split('\n');
  const entered = rows.map((row) => {
    const [day = '', month = '', year = ''] = row.split(',')[3]?.split('.') ?? [];
    const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) - 200)).toISOString().slice(0, 10);
    return `${row},${at}`;
  });
  const field = { column: 'entered', field: 'Entered_On', type: 'date', dateFormat: 'yyyy-mm-dd' };
  const folder = makeFolder({
    ...files,
    'data/deals.csv': [`${header},entered`, ...entered].join('\n'),
    'recipe.json': JSON.stringify({
      ...DATED_RECIPE,
      deals: { ...DATED_RECIPE.deals, fields: [...DATED_RECIPE.deals.fields, field] },
    }),
    'settings.json': JSON.stringify({
      ...DATED_SETTINGS,
      techniques: {
        ...DATED_SETTINGS.techniques,
        rfm: { ...DATED_SETTINGS.techniques.rfm, recencyField: 'crm:Entered_On' },
      },
    }),
  });
  const run = await runAbm(folder, ...WORDS, '2024-12-31', '--json');
  expect(run).toMatchObject({ exitCode: 3, printed: '' });
  expect(run.warned).toMatch(/techniques\.rfm: Records that came later decide the labels of \d+ accounts/);
});

test('a technique that refuses the day says so; when all refuse, so does the test', async () => {
  const folder = makeFolder(datedFiles());
  const early = await runAbm(folder, ...WORDS, '2023-01-03', '--json');
  expect(early.exitCode).toBe(0);
  const rfm = printed.parse(JSON.parse(early.printed)).techniques[0];
  expect(rfm?.refusal?.code).toBe('rfm.tooFewAccounts');
  const rfmOnly = { ...DATED_SETTINGS, techniques: { rfm: DATED_SETTINGS.techniques.rfm, firmographics: null } };
  const alone = makeFolder(datedFiles({ 'settings.json': JSON.stringify(rfmOnly) }));
  expect(await runAbm(alone, ...WORDS, '2023-01-03')).toMatchObject({ exitCode: 3, printed: '' });
});

test.each([
  [['--days', '0'], '--days'],
  [['--seed', 'x'], '--seed'],
  [['--every', 'month'], '--every'],
])('%j is bad input', async (words, named) => {
  const run = await runAbm(makeFolder({}), ...WORDS, '2024-12-31', ...words);
  expect(run.exitCode).toBe(2);
  expect(run.warned).toContain(named);
});

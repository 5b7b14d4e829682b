import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfigurationText } from '#core/configuration/parse-configuration.ts';
import { parseTextRecipe } from '#core/configuration/parse-texts.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import type { VoiceSettings } from '#core/techniques/voice/settings.ts';
import type { TextRecipe } from '#core/techniques/voice/text-recipe.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { readAccounts, readRows, runAbm } from '#test/support/run-abm.ts';
import { SMALL_RECIPE, SMALL_SETTINGS, smallFiles } from '#test/support/small-crm-files.ts';

const words = (asOf: string): string[] =>
  `score --data data --recipe recipe.json --settings settings.json --as-of ${asOf} --out out`.split(' ');

function shipped(id: string): TextRecipe {
  const file = new URL(`../../recipes/texts/${id}.texts.json`, import.meta.url);
  const parsed = parseTextRecipe(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

const RECIPE = {
  ...SMALL_RECIPE,
  contacts: {
    file: 'contacts.csv',
    idColumn: 'contact_id',
    nameColumn: 'name',
    fields: [{ column: 'company', field: 'Account_Name', type: 'reference', to: 'accounts', by: 'id' }],
  },
};
const NOTES = [
  'Record Id,Parent ID,Created Time,Note Title,Note Content',
  'N0,A2,,,Nobody knows when.',
  'N1,A1,2025-11-01T10:00:00Z,Renewal,Please cancel our subscription at the end of the month.',
  'N2,P1,2025-11-02T10:00:00Z,,"The scanner is broken again and nobody answers, Acme does this better."',
  'N3,A2,2025-11-03T10:00:00Z,,"Thank you, your team did a fantastic job!"',
  'N4,A999,2025-11-03T10:00:00Z,,Who am I?',
].join('\n');
const CASES = [
  'Record Id,Related To,Account Name,Created Time,Subject,Description',
  'C1,,A1,2025-12-01T10:00:00Z,Baja,Queremos rescindir el contrato.',
  'C2,,A2,2025-12-02T10:00:00Z,Thanks,"Everything works perfectly, great service."',
  'C3,Ana Ruiz,,2025-12-30T10:00:00Z,Factura,¿Podrían enviarme la factura de noviembre?',
  'C4,,A2,2025-12-31T10:00:00Z,Great,"Excellent support, I recommend you to everybody."',
  'C5,,A1,2025-01-01T10:00:00Z,Old,The oldest of all is terrible.',
].join('\n');

function folderWith(voice: Partial<VoiceSettings> = {}, files: Readonly<Record<string, string>> = {}): string {
  const sources = ['notes', 'cases', 'tickets'].map(shipped);
  const settings = {
    ...SMALL_SETTINGS,
    techniques: { rfm: null, firmographics: null, voice: { ...presetVoiceSettings(), sources, ...voice } },
  };
  return makeFolder(
    smallFiles({
      'recipe.json': JSON.stringify(RECIPE),
      'settings.json': JSON.stringify(settings),
      'data/contacts.csv': 'contact_id,name,company\nP1,Ana Ruiz,A1\nP2,Bo Li,A2\n',
      'data/Notes.csv': NOTES,
      'data/Cases.csv': CASES,
      ...files,
    }),
  );
}

const labelsOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readAccounts(join(folder, 'out'))
      .slice(0, 3)
      .map((row) => [row.get('account_id') ?? '', `${row.get('voice_texts')} ${row.get('voice_label_id')}`]),
  );

test('texts of files become labels of accounts, through their contacts, with the verdict on each text', async () => {
  const folder = folderWith({ competitors: ['Acmé'] });
  const run = await runAbm(folder, ...words('2025-12-31'));
  expect(run.warned).toContain('The source "Support tickets" has no file');
  expect(run.exitCode).toBe(0);
  expect(labelsOf(folder)).toEqual({ A1: '4 leaving', A2: '3 advocate', A3: '0 ' });
  expect(run.warned).toContain('Texts that belong to no account that was read: 1.');
  expect(run.printed).toContain('9 texts read, 7 counted');
  expect(run.printed).toContain('Written: accounts.csv, texts.csv and levels.json in out');
  const texts = readRows(join(folder, 'out', 'texts.csv'));
  const rows = texts.map((row) =>
    ['text_id', 'source', 'account_id', 'day', 'lang', 'intent'].map((key) => row.get(key)),
  );
  expect(rows).toEqual([
    ['N1', 'notes', 'A1', '2025-11-01', 'en', 'cancellation'],
    ['N2', 'notes', 'A1', '2025-11-02', 'en', 'complaint'],
    ['N3', 'notes', 'A2', '2025-11-03', 'en', 'praise'],
    ['C1', 'cases', 'A1', '2025-12-01', 'es', 'cancellation'],
    ['C2', 'cases', 'A2', '2025-12-02', 'en', 'praise'],
    ['C3', 'cases', 'A1', '2025-12-30', 'es', 'request'],
    ['C4', 'cases', 'A2', '2025-12-31', 'en', 'praise'],
  ]);
  expect(texts[1]?.get('competitors')).toBe('Acmé');
});

test('watched keywords and competitors are counted whole and without accents', async () => {
  const [first] = presetVoiceSettings().labels;
  if (first === undefined) throw new Error('The preset has labels');
  const label = {
    ...first,
    id: 'wanted',
    pattern: '1 AND 2',
    conditions: [
      { kind: 'keyword', keyword: 'fáctura', sentiment: null, operator: 'atLeast', times: 1 },
      { kind: 'competitor', competitor: null, operator: 'atLeast', times: 1 },
    ],
  } as const;
  const wanted = { competitors: ['acme'], keywords: ['fáctura'] };
  const folder = folderWith({ ...wanted, labels: [{ ...label, conditions: [...label.conditions] }] });
  expect((await runAbm(folder, ...words('2025-12-31'))).exitCode).toBe(0);
  expect(labelsOf(folder)).toEqual({ A1: '4 wanted', A2: '3 ', A3: '0 ' });
});

test('as of an earlier day later texts do not count, as if they were not there', async () => {
  const folder = folderWith();
  const run = await runAbm(folder, ...words('2025-12-15'));
  expect(run.warned).toContain('Texts dated after the as-of day, which do not count: 2.');
  expect(readRows(join(folder, 'out', 'texts.csv')).map((row) => row.get('text_id'))).toEqual(
    'N1 N2 N3 C1 C2'.split(' '),
  );
  const cut = folderWith({}, { 'data/Cases.csv': CASES.split('\n').slice(0, 3).join('\n') });
  await runAbm(cut, ...words('2025-12-15'));
  expect(labelsOf(folder)).toEqual(labelsOf(cut));
  expect(labelsOf(folder)).toEqual({ A1: '3 leaving', A2: '2 ', A3: '0 ' });
});

test('a record without a word is no text, one without a date cannot count; both are told, and counts add up', async () => {
  // An answer without a comment, an empty note: nothing was said, and shares are of what was said.
  const blank = ['N5,A1,2025-11-05T10:00:00Z,,', 'N6,A1,2025-11-06T10:00:00Z," ",""', 'N7,A3,2025-11-06T10:00:00Z,,'];
  const folder = folderWith({}, { 'data/Notes.csv': [NOTES, ...blank].join('\n') });
  const run = await runAbm(folder, ...words('2025-12-31'));
  expect(labelsOf(folder)).toEqual({ A1: '4 leaving', A2: '3 advocate', A3: '0 ' });
  expect(run.warned).toContain('Records without a word in the columns that are read, which count as no text: 3.');
  expect(run.warned).toContain('Texts without a date, which cannot count: 1.');
  expect(run.printed).toContain('9 texts read, 7 counted, 1 before the window\n');
  expect(JSON.parse(readFileSync(join(folder, 'out', 'levels.json'), 'utf8'))).toMatchObject({
    voice: { texts: { read: 9, counted: 7, withoutAccount: 1, later: 0, older: 1, undated: 1, blank: 3 } },
  });
});

test('settings that are proposed hold the texts whose files are there', async () => {
  const folder = folderWith();
  const run = await runAbm(folder, 'propose', '--data', 'data', '--recipe', 'recipe.json', '--out', 'proposed.json');
  expect(run.exitCode).toBe(0);
  const proposed = parseConfigurationText(readFileSync(join(folder, 'proposed.json'), 'utf8'), 'proposed.json');
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  expect(proposed.value.techniques.voice?.sources?.map(({ id }) => id)).toEqual(['cases', 'notes']);
});

test('settings without sources say what is missing', async () => {
  const { sources: _, ...without } = { ...presetVoiceSettings(), sources: [] };
  const folder = folderWith({ ...without, sources: [] });
  expect((await runAbm(folder, ...words('2025-12-31'))).warned).toContain('name no source of texts');
});

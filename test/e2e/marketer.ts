import { expect } from 'vitest';
import { escapeFormula } from '#core/export/csv-format.ts';
import { ownFieldName } from '#widgets/shared/i18n/own-field-name.ts';
import { accountFields, countAccounts, record, select, type CrmRow } from './crm-answers.ts';
import { readExport } from './read-export.ts';
import type { Stage } from './stage.ts';

/** Columns that the run computed, and the fields into which it wrote the same. */
const COMPUTED = {
  ABM_RFM_Label: { en: 'RFM label', es: 'Etiqueta RFM' },
  ABM_RFM_R: { en: 'Recency score', es: 'Puntuación de recencia' },
  ABM_RFM_F: { en: 'Frequency score', es: 'Puntuación de frecuencia' },
  ABM_RFM_M: { en: 'Monetary score', es: 'Puntuación monetaria' },
  ABM_RFM_Since: { en: 'RFM label since', es: 'Etiqueta RFM desde' },
} as const;

/** Fields that the CRM names in English alone. */
const STANDARD = [
  ['name', 'Account Name'],
  ['owner', 'Owner'],
  ['parentAccount', 'Parent Account'],
  ['crm:Created_Time', 'Created Time'],
  ['industry', 'Industry'],
] as const;

/** A segment from a label and a score, what is in it, and its file. */
export async function exportSegment(stage: Stage): Promise<void> {
  const { page, hands, t, rest } = stage;
  const ask = rest('marketer');
  await stage.seat('marketer');
  await stage.visit('abm');
  const tab = await stage.widget();
  const button = (name: string) => tab.getByRole('button', { name, exact: true });
  await tab.getByText(t.text('segments.crmAlone.title')).waitFor();
  await stage.stop('the ABM tab, signed out');
  await stage.signIn();
  await tab.getByRole('heading', { level: 1, name: t.text('segments.overview.title') }).waitFor();
  await tab.locator('.tiles').waitFor();
  await stage.stop('the ABM tab: overview');

  await hands.press(button(t.text('segments.place.segments')));
  await tab.getByText(t.text('segments.empty.title')).waitFor();
  await stage.stop('the ABM tab: no segments yet');
  await hands.press(button(t.text('segments.create')));
  const name = stage.language === 'es' ? 'Los de mayo' : 'People of May';
  await hands.write(tab.getByLabel(t.text('segments.column.name'), { exact: true }), name);
  const [most] = await select(
    ask,
    'select ABM_RFM_Label, COUNT(id) from Accounts where ABM_RFM_Label is not null group by ABM_RFM_Label limit 200',
  );
  const label = String(most?.['ABM_RFM_Label']);
  await hands.press(button(t.text('builder.add')));
  const field = tab.getByLabel(t.text('builder.field', { number: 1 }));
  const offered = await field.locator('option').allInnerTexts();
  for (const [reference, inEnglish] of STANDARD) expect(offered).toContain(ownFieldName(reference, inEnglish, t));
  await hands.choose(field, t.text('segments.column.rfm'));
  await hands.choose(tab.getByLabel(t.text('builder.value', { number: 1 })), stage.labelName(label));
  const criteria = `ABM_RFM_Label = '${label}'`;
  const accounts = await countAccounts(ask, criteria);
  await tab
    .locator('.preview__count')
    .getByText(t.text('segments.accounts', { count: accounts }), { exact: true })
    .waitFor();
  expect(await tab.locator('.members li').count()).toBe(Math.min(20, accounts));
  await stage.stop('the ABM tab: a new segment');

  await hands.press(button(t.text('segments.form.submit')));
  await tab.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  await tab.locator('.table').waitFor();
  await stage.stop('a segment: accounts');
  await hands.press(button(t.text('segments.section.performance')));
  await tab.locator('canvas').first().waitFor();
  await stage.stop('a segment: performance');
  await hands.press(button(t.text('segments.section.distribution')));
  await tab.locator('canvas').first().waitFor();
  await stage.stop('a segment: distribution');

  await hands.press(button(t.text('segments.export')));
  await button(t.text('segments.exporting.start')).waitFor();
  await stage.stop('the export dialog');
  await hands.press(button(t.text('segments.exporting.start')));
  const download = tab.getByRole('button', { name: new RegExp(`^${t.text('segments.exports.download')} `) });
  await download.waitFor();
  await stage.stop('the exports');
  const [file] = await Promise.all([page.waitForEvent('download'), hands.press(download)]);
  const { rows } = await readExport(await file.path(), stage.language === 'es' ? ';' : ',');
  const members = await select(ask, `select id from Accounts where ${criteria} limit 200`);
  expect(new Set(rows.map((row) => row['Id']))).toEqual(new Set(members.map((row) => String(row['id']))));
  const shown = await accountFields(ask);
  for (const row of rows) {
    const account = await record(ask, 'Accounts', row['Id'] ?? '');
    expect(row).toMatchObject(ownCells(shown, account));
    expect(row).toMatchObject(abmCells(stage, account));
  }
}

/** A CRM field's cell as the CRM itself answers it, under the name that the CRM gives the field. */
function ownCells(fields: Awaited<ReturnType<typeof accountFields>>, account: CrmRow): Record<string, string> {
  const named = fields.filter(
    ({ api_name }) => api_name in account && api_name !== 'id' && !api_name.startsWith('ABM_'),
  );
  return Object.fromEntries(named.flatMap(({ api_name, field_label }) => namedCells(field_label, account[api_name])));
}

/** A person or another account is its name, with the id in a column of its own. */
function namedCells(header: string, value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null || !('id' in value && 'name' in value))
    return [[header, cell(value)]];
  return [
    [header, cell(value.name)],
    [`${header} Id`, cell(value.id)],
  ];
}

function abmCells({ language, labelName }: Stage, account: CrmRow): Record<string, string> {
  const cells = Object.entries(COMPUTED).map(([field, header]) => [header[language], cell(account[field])] as const);
  const label = labelName(cell(account['ABM_RFM_Label']));
  return { ...Object.fromEntries(cells), [COMPUTED.ABM_RFM_Label[language]]: label };
}

/** A text that a spreadsheet would take for a formula stands behind an apostrophe. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'string' ? escapeFormula(value) : String(value);
}

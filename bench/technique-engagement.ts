import { readFileSync } from 'node:fs';
import { collectTable } from '#core/columns/collect-table.ts';
import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import type { CsvColumn } from '#core/columns/csv-spec.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { sortById } from '#core/columns/sort-by-id.ts';
import { parseTouchPointRecipeText } from '#core/configuration/parse-touch-points.ts';
import { encodeEngagement } from '#core/labels/engagement-evidence.ts';
import { CRM_PREFIX } from '#core/mapping/field-reference.ts';
import { addTouchPoints, createEngagementAggregate } from '#core/techniques/engagement/aggregate.ts';
import { engagementEvidenceAt } from '#core/techniques/engagement/evidence.ts';
import { createTouchPlacer } from '#core/techniques/engagement/place-touch-points.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { RECORD_COLUMN } from '#core/techniques/engagement/read-touches.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import { scoreEngagement } from '#core/techniques/engagement/score.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { createZoneDay } from '#server-functions/shared/rest/zone-day.ts';
import { AS_OF_DAY } from './generate-company.ts';
import { readAccounts, readFile, reportTechnique } from './technique-input.ts';

const settings = { ...presetEngagementSettings(), halfLifeDays: 180 };
const { table: accounts, index, population } = await readAccounts();
const contacts = sortById(
  await collectTable(
    readFile('contacts.csv', [
      { header: 'Id', as: 'id', kind: 'id' },
      { header: 'Account_Name', as: 'account', kind: 'id' },
    ]),
  ),
);
const accountOfContact = new Int32Array(contacts.length);
index.locate(columnOf(contacts, 'account', 'id').values, contacts.length, accountOfContact);
const subjects = {
  accounts: index,
  contacts: createIdIndex(columnOf(contacts, 'id', 'id').values),
  accountOfContact,
};
const context = { asOfDay: AS_OF_DAY, counting: settings };
const aggregate = createEngagementAggregate(accounts.length, context);
const toDay = createZoneDay('Europe/Madrid');
let touchPoints = 0;
for (const name of ['emails', 'calls']) {
  const recipe = shipped(name);
  const placer = createTouchPlacer(recipe, subjects, { asOfDay: AS_OF_DAY, minorDigits: 2 });
  for await (const table of readFile(recipe.file, columnsOf(recipe)))
    addTouchPoints(aggregate, placer.place(withAccounts(table, recipe)));
  touchPoints += placer.counts.touchPoints;
}
const totals = engagementTotals(aggregate);
const scores = scoreEngagement({ totals, population, settings, asOfDay: AS_OF_DAY });
const { latest } = aggregate;
reportTechnique(`${touchPoints} touch points of ${contacts.length} contacts`, {
  label: scores.label,
  labels: settings.labels,
  encoded: (ordinal) => {
    const evidence = engagementEvidenceAt({ scores, totals, latest, population }, ordinal);
    return evidence === null ? '' : encodeEngagement(evidence);
  },
});

function shipped(name: string): TouchPointRecipe {
  const file = new URL(`../recipes/touchpoints/${name}.touchpoints.json`, import.meta.url);
  const recipe = parseTouchPointRecipeText(readFileSync(file, 'utf8'), name);
  if (!recipe.ok) throw new Error(JSON.stringify(recipe.error));
  return recipe.value;
}

/** As a bulk read gives them: references and records by their ids, the account left to the contact. */
function columnsOf({ idHeader = 'Record Id', account, fields }: TouchPointRecipe): CsvColumn[] {
  return [
    { header: idHeader, as: RECORD_COLUMN, kind: 'id' },
    ...fields.flatMap(({ field, header = field, kind }): CsvColumn[] => {
      const base = { header, as: CRM_PREFIX + field };
      if (kind === 'reference') return field === account ? [] : [{ ...base, kind: 'id' }];
      if (kind === 'instant') return [{ ...base, kind: 'day', format: 'iso-datetime', toDay }];
      return kind === 'number' ? [{ ...base, kind, decimalSeparator: 'point' }] : [{ ...base, kind }];
    }),
  ];
}

function withAccounts({ length, columns }: ColumnTable, { account }: TouchPointRecipe): ColumnTable {
  const none: Column = { kind: 'id', values: new BigInt64Array(length) };
  return { length, columns: account === null ? columns : new Map([...columns, [CRM_PREFIX + account, none]]) };
}

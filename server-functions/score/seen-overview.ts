import * as z from 'zod';
import { NULL_CODE, type ColumnTable } from '#core/columns/column-table.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { insideMask, membersOf } from '#core/segments/members.ts';
import { GENERATION_COLUMNS as C, type MoreTechnique } from './generation.ts';
import { generationRecordSchema, type GenerationRecord } from './generation-record.ts';
import { summariseAccounts } from './summarise-accounts.ts';
import { countSurges } from './techniques/more-records.ts';
import { countNewAccounts, listTopAccounts, sumClosing } from './overview-numbers.ts';

/** What an overview says of a view instead of the record's own numbers. */
export const seenOverviewSchema = z.strictObject({
  numbers: generationRecordSchema.pick({
    // Of the generation that was counted: another one may be published meanwhile.
    id: true,
    configurationVersion: true,
    asOf: true,
    publishedAt: true,
    homeCurrency: true,
    minorDigits: true,
    accounts: true,
    included: true,
    wonMinor: true,
    pipelineMinor: true,
    topAccounts: true,
    newAccounts: true,
    closingThisMonth: true,
    rfm: true,
    firmographics: true,
    engagement: true,
    recommendations: true,
    voice: true,
  }),
  /** Accounts in ABM outside the view. */
  outside: z.int(),
});
type SeenOverview = z.infer<typeof seenOverviewSchema>;

/** SEG-6 over the accounts of a view: `table` holds those alone, `months` may hold all. A table with all accounts gives the record's own numbers. */
export function sumSeenOverview(
  record: GenerationRecord,
  table: ColumnTable,
  months: readonly ColumnTable[] | null,
): SeenOverview {
  const population = insideMask(table, C.included);
  const members = membersOf(table, population);
  const asOfDay = parseIsoDay(record.asOf) ?? 0;
  const sums = summariseAccounts(members, table);
  const { id, configurationVersion, asOf, publishedAt, homeCurrency, minorDigits } = record;
  const numbers = {
    id,
    configurationVersion,
    asOf,
    publishedAt,
    homeCurrency,
    minorDigits,
    accounts: table.length,
    included: members.length,
    wonMinor: sums.wonMinor,
    pipelineMinor: sums.pipelineMinor,
    topAccounts: listTopAccounts(table, population),
    newAccounts: record.newAccounts === null ? null : countNewAccounts(table, population, asOfDay),
    closingThisMonth: record.closingThisMonth === null || months === null ? null : sumClosing(months, members, asOfDay),
    rfm:
      record.rfm === null
        ? null
        : {
            labels: countLabels(table, population, C.rfmLabel, record.rfm.labels),
            levels: {
              r: countLevels(table, population, C.r, record.rfm.levels.r.length),
              f: countLevels(table, population, C.f, record.rfm.levels.f.length),
              m: countLevels(table, population, C.m, record.rfm.levels.m.length),
            },
            withoutPurchases: countEmpty(table, population, C.r),
            // Warnings speak of all accounts.
            warnings: [],
          },
    firmographics:
      record.firmographics === null
        ? null
        : {
            labels: countLabels(table, population, C.firmographicsLabel, record.firmographics.labels),
            warnings: [],
          },
    ...countMoreOf(record, table, population),
  };
  return { numbers, outside: record.included - members.length };
}

function countMoreOf(
  { engagement, recommendations, voice }: GenerationRecord,
  table: ColumnTable,
  population: Uint8Array,
): Pick<GenerationRecord, MoreTechnique> {
  const counted = (key: string, order: LabelCounts) => ({
    labels: countLabels(table, population, key, order),
    warnings: [],
  });
  return {
    ...(engagement === undefined
      ? {}
      : { engagement: { ...engagement, ...counted(C.engagementLabel, engagement.labels) } }),
    ...(recommendations === undefined
      ? {}
      : { recommendations: counted(C.recommendationsLabel, recommendations.labels) }),
    ...(voice === undefined
      ? {}
      : {
          voice: {
            ...counted(C.voiceLabel, voice.labels),
            // Where nothing at all was read, nothing was read of the view's accounts.
            warnings: voice.warnings.filter(({ code }) => code === 'voice.noTexts'),
            ...countSurges(table, population),
          },
        }),
  };
}

type LabelCounts = NonNullable<GenerationRecord['rfm']>['labels'];

/** In the order of the record, whose last entry is "no label". */
function countLabels(table: ColumnTable, population: Uint8Array, key: string, order: LabelCounts): LabelCounts {
  const column = table.columns.get(key);
  if (column?.kind !== 'text') return [];
  const counts = column.dictionary.map(() => 0);
  let none = 0;
  for (let row = 0; row < table.length; row++) {
    if (population[row] !== 1) continue;
    const code = column.codes[row]!;
    if (code === NULL_CODE) none++;
    else counts[code]!++;
  }
  return order.map(({ labelId }) => ({
    labelId,
    accounts: labelId === null ? none : (counts[column.dictionary.indexOf(labelId)] ?? 0),
  }));
}

/** Accounts per score 1..levels. */
function countLevels(table: ColumnTable, population: Uint8Array, key: string, levels: number): number[] {
  const counts = Array.from({ length: levels }, () => 0);
  const column = table.columns.get(key);
  if (column?.kind !== 'number') return counts;
  for (let row = 0; row < table.length; row++) {
    const score = column.values[row]!;
    if (population[row] === 1 && score >= 1 && score <= levels) counts[score - 1]!++;
  }
  return counts;
}

function countEmpty(table: ColumnTable, population: Uint8Array, key: string): number {
  const column = table.columns.get(key);
  if (column?.kind !== 'number') return 0;
  let empty = 0;
  for (let row = 0; row < table.length; row++) if (population[row] === 1 && Number.isNaN(column.values[row])) empty++;
  return empty;
}

import { NULL_CODE, type ColumnTable } from '#core/columns/column-table.ts';
import type { Message } from '#core/message.ts';
import type { FirmographicsBasis } from '#core/techniques/firmographics/basis.ts';
import { dealWarnings } from '#core/techniques/rfm/score.ts';
import type { Bases } from './stored-bases.ts';
import { columnOf } from '../column-of.ts';
import { GENERATION_COLUMNS as C, type DealCounts, type Generation } from '../generation.ts';
import type { GenerationRecord } from '../generation-record.ts';
import { countLabels } from '../score-columns.ts';
import { describeMore } from '../techniques/carry-techniques.ts';
import { MORE_KEYS } from '../techniques/more-records.ts';

/** What `describeTable` and the record of a generation count over all accounts. */
export const COUNTED_COLUMNS: readonly string[] = [
  C.id,
  C.included,
  C.created,
  C.rfmLabel,
  C.recencyDays,
  C.r,
  C.f,
  C.m,
  C.firmographicsLabel,
  ...MORE_KEYS,
  C.won,
  C.pipeline,
];

/** What is said of a generation as a whole, counted over its table; `bases` are what its accounts were scored by. */
export function describeTable(
  table: ColumnTable,
  bases: Bases,
  former: GenerationRecord,
  deals: DealCounts,
): Pick<Generation, 'population' | 'rfm' | 'firmographics' | 'more' | 'deals' | 'reads' | 'warnings'> {
  const { rfm, firmographics } = bases;
  const population = columnOf(table, C.included, 'boolean').values.subarray(0, table.length);
  const counted = (key: string, labels: readonly { readonly id: string }[]) =>
    countLabels(labelIndexes(table, key, labels), population, labels);
  return {
    population,
    rfm:
      rfm === null
        ? null
        : {
            basis: rfm,
            levelCounts: {
              r: countLevels(table, C.r, rfm.recency.levels),
              f: countLevels(table, C.f, rfm.frequency.levels),
              m: countLevels(table, C.m, rfm.monetary.levels),
            },
            labelCounts: counted(C.rfmLabel, rfm.labels),
            withoutPurchases: countWithoutPurchases(table, population),
            warnings: [...dealWarnings(deals), ...breakWarnings(former)],
          },
    firmographics: firmographics === null ? null : describeFirmographics(firmographics, population, counted),
    more: describeMore(table, population, bases, former),
    deals,
    reads: [],
    warnings: [],
  };
}

function describeFirmographics(
  basis: FirmographicsBasis,
  population: Uint8Array,
  counted: (key: string, labels: readonly { readonly id: string }[]) => NonNullable<Generation['rfm']>['labelCounts'],
): NonNullable<Generation['firmographics']> {
  const labelCounts = counted(C.firmographicsLabel, basis.labels);
  const inside = population.reduce((sum, included) => sum + (included === 1 ? 1 : 0), 0);
  return {
    basis: { ...basis, population: inside },
    labelCounts,
    warnings: labelCounts
      .filter(({ labelId, accounts }) => labelId !== null && accounts === 0)
      .map(({ labelId }) => ({ code: 'firmographics.emptyLabel', params: { label: labelId ?? '' } })),
  };
}

/** What the last full run had to say of its breaks: they are used still. */
function breakWarnings({ rfm }: GenerationRecord): readonly Message[] {
  return (rfm?.warnings ?? []).filter(({ code }) => !code.startsWith('rfm.deals'));
}

function labelIndexes(table: ColumnTable, key: string, labels: readonly { readonly id: string }[]): Int16Array {
  const column = columnOf(table, key, 'text');
  const places = column.dictionary.map((entry) => labels.findIndex(({ id }) => id === entry));
  return Int16Array.from(column.codes.subarray(0, table.length), (code) =>
    code === NULL_CODE ? NULL_CODE : (places[code] ?? NULL_CODE),
  );
}

function countLevels(table: ColumnTable, key: string, levels: number): readonly number[] {
  const counts = Array.from({ length: levels }, () => 0);
  const scores = columnOf(table, key, 'number').values;
  for (let row = 0; row < table.length; row++) if (scores[row]! >= 1) counts[scores[row]! - 1]!++;
  return counts;
}

function countWithoutPurchases(table: ColumnTable, population: Uint8Array): number {
  const days = columnOf(table, C.recencyDays, 'number').values;
  let count = 0;
  for (let row = 0; row < table.length; row++) if (population[row] === 1 && Number.isNaN(days[row])) count++;
  return count;
}

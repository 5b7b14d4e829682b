import * as z from 'zod';
import { NULL_CODE, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { engagementBasisSchema } from '#core/techniques/engagement/basis.ts';
import { recommendationsBasisSchema } from '#core/techniques/recommendations/basis.ts';
import { voiceBasisSchema } from '#core/techniques/voice/basis.ts';
import {
  GENERATION_COLUMNS as C,
  MORE_TECHNIQUES,
  type Generation,
  type LabelCount,
  type MoreGeneration,
  type MoreTechnique,
} from '../generation.ts';
import type { GenerationRecord } from '../generation-record.ts';

/** Columns that a technique gives a generation, beside `since`, which follows from its label; `score` is the one number that it keeps. */
export const MORE_COLUMNS: Readonly<Record<MoreTechnique, { readonly label: string; readonly score: string | null }>> =
  {
    engagement: { label: C.engagementLabel, score: C.engagementScore },
    recommendations: { label: C.recommendationsLabel, score: null },
    voice: { label: C.voiceLabel, score: C.voiceSurge },
  };

/** Keys of all of them. */
export const MORE_KEYS: readonly string[] = MORE_TECHNIQUES.flatMap((technique) => {
  const { label, score } = MORE_COLUMNS[technique];
  return score === null ? [label] : [label, score];
});

/** As a generation's basis keeps them; absent = not scored. */
export const moreBasesSchema = z.object({
  engagement: z.optional(engagementBasisSchema),
  recommendations: z.optional(recommendationsBasisSchema),
  voice: z.optional(voiceBasisSchema),
});
export type MoreBases = z.infer<typeof moreBasesSchema>;

/** What the labels of a generation were decided by, technique by technique. */
export function moreBases({ more = {} }: Pick<Generation, 'more'>): MoreBases {
  const { engagement, recommendations, voice } = more;
  return {
    ...(engagement === undefined ? {} : { engagement: engagement.basis }),
    ...(recommendations === undefined ? {} : { recommendations: recommendations.basis }),
    ...(voice === undefined ? {} : { voice: voice.basis }),
  };
}

type MoreRecords = Pick<GenerationRecord, MoreTechnique>;

/** What the record of a generation says of them. */
export function moreRecords(
  { more = {}, population }: Pick<Generation, 'more' | 'population'>,
  table: ColumnTable,
): MoreRecords {
  const { engagement, recommendations, voice } = more;
  return {
    ...(engagement === undefined
      ? {}
      : { engagement: { ...labelled(engagement), half: engagement.basis.half, halfFrom: engagement.basis.halfFrom } }),
    ...(recommendations === undefined ? {} : { recommendations: labelled(recommendations) }),
    ...(voice === undefined ? {} : { voice: { ...labelled(voice), ...countSurges(table, population) } }),
  };
}

/** Accounts whose negative texts surge; nothing where runs did not look for surges yet. */
export function countSurges(table: ColumnTable, population: Uint8Array): { readonly surges?: number } {
  const column = table.columns.get(C.voiceSurge);
  if (column?.kind !== 'number') return {};
  const { values } = column;
  let surges = 0;
  for (let row = 0; row < table.length; row++) if (population[row] === 1 && !Number.isNaN(values[row])) surges++;
  return { surges };
}

function labelled({
  labelCounts,
  warnings,
}: MoreGeneration<unknown>): NonNullable<GenerationRecord['recommendations']> {
  return {
    labels: [...labelCounts],
    warnings: warnings.map(({ code, params }) => ({ code, params: { ...params } })),
  };
}

/** Counted over a table that has the columns, for the population alone; the last entry is of those without a label. */
export function countMore(
  table: ColumnTable,
  population: Uint8Array,
  technique: MoreTechnique,
  labels: readonly { readonly id: string }[],
): LabelCount[] {
  const column = table.columns.get(MORE_COLUMNS[technique].label);
  const counts = new Map(labels.map(({ id }) => [id, 0]));
  let none = 0;
  const ids = column?.kind === 'text' ? [...column.dictionary] : [];
  const codes = new Float64Array(ids.length);
  for (let row = 0; row < table.length; row++) {
    if (population[row] !== 1) continue;
    const code = column?.kind === 'text' ? (column.codes[row] ?? NULL_CODE) : NULL_CODE;
    if (code === NULL_CODE) none++;
    else codes[code]!++;
  }
  ids.forEach((id, code) => counts.set(id, (counts.get(id) ?? 0) + (codes[code] ?? 0)));
  return [...[...counts].map(([labelId, accounts]) => ({ labelId, accounts })), { labelId: null, accounts: none }];
}

/** Those that are chosen. */
export function chosenMore({ techniques }: Pick<Configuration, 'techniques'>): readonly MoreTechnique[] {
  return MORE_TECHNIQUES.filter((technique) => techniques[technique] != null);
}

const NUMBERS: ReadonlySet<string> = new Set(Object.values(MORE_COLUMNS).flatMap(({ score }) => score ?? []));

/** An empty column of the kind that a key has. */
export function emptyMore(key: string, length: number): Column {
  return NUMBERS.has(key)
    ? { kind: 'number', values: new Float64Array(length).fill(Number.NaN) }
    : { kind: 'text', codes: new Int32Array(length).fill(NULL_CODE), dictionary: [] };
}

import type { Cancellation } from '#core/cancellation.ts';
import { textAt, type ColumnTable } from '#core/columns/column-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import type { LabelColumn } from '#core/labels/change-log.ts';
import { TECHNIQUES, type Label, type TechniqueId } from '#core/labels/label.ts';
import type { Message } from '#core/message.ts';
import type { TouchPointColumns } from '#core/techniques/engagement/touch-points.ts';
import type { Purchases } from '#core/techniques/recommendations/aggregate.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import type { Generation } from '#server-functions/score/generation.ts';
import { runScore } from '#server-functions/score/run-score.ts';
import { InputError } from './input-error.ts';
import { labelEngagement, withEngagement } from './label-engagement.ts';
import {
  labelRecommendations,
  readOrgPurchases,
  withRecommendations,
  type OrgPurchases,
} from './label-recommendations.ts';
import { labelVoice, withVoice, type CutTexts } from './label-voice.ts';
import type { OpenedInput } from './open-input.ts';

/** The labels of one technique as of a day. */
export interface LabelsOfTechnique {
  readonly technique: TechniqueId;
  readonly labels: readonly Label[];
  /** Accounts inside the criteria, ids ascending; null = the technique refused that day, and why. */
  readonly column: LabelColumn | null;
  readonly refusal: Message | null;
}

export interface LabelsAsOf {
  readonly asOfDay: number;
  readonly generation: Generation;
  readonly techniques: readonly LabelsOfTechnique[];
}

/** What somebody knew on a day, of the records that are not read through the CRM. */
export interface RecordCut {
  readonly purchases: (all: Purchases) => Purchases;
  readonly touchPoints: (all: TouchPointColumns) => TouchPointColumns;
  readonly texts: CutTexts;
}

export interface LabelSource {
  readonly input: OpenedInput;
  readonly crm: CrmBatch;
  readonly configuration: Configuration;
  readonly cancellation: Cancellation;
  /** null = all records; what labels of a day then make of later ones is their own affair (TEC-3). */
  readonly cut: RecordCut | null;
}
export type LabelsOf = (asOfDay: number) => Promise<LabelsAsOf>;

/**
 * Labels as of any day, by the run that scores a CRM (TEC-3): records are dated, so later ones change nothing. Purchases are read once.
 * A technique that refuses a day (too few accounts yet) has no labels there; anything else that is wrong is an `InputError`.
 */
export function createLabelsAsOf(source: LabelSource): LabelsOf {
  const { input, crm, configuration, cancellation, cut } = source;
  let purchases: Promise<OrgPurchases> | null = null;
  return async (asOfDay) => {
    cancellation.throwIfAborted();
    const { generation, refused } = await scoreWithoutRefused(crm, configuration, asOfDay, cancellation);
    const wanted = configuration.techniques.recommendations ?? null;
    if (wanted !== null)
      purchases ??= readOrgPurchases(input, generation, cancellation).then((read) => ({
        ...read,
        purchases: cut === null ? read.purchases : cut.purchases(read.purchases),
      }));
    const recommended =
      wanted === null || purchases === null ? null : labelRecommendations(generation, await purchases, wanted);
    const engagement = configuration.techniques.engagement ?? null;
    const engaged =
      engagement === null ? null : await labelEngagement(input, generation, engagement, cancellation, cut?.touchPoints);
    const voice = configuration.techniques.voice ?? null;
    const heard = voice === null ? null : await labelVoice(input, generation, voice, cancellation, cut?.texts);
    const engagedToo = withEngagement(withRecommendations(generation, recommended), engaged);
    const { table, population } = withVoice(engagedToo, heard);
    const techniques = chosenTechniques(configuration).map(({ technique, labels }): LabelsOfTechnique => {
      const missing = table.columns.has(`abm:${technique}.label`)
        ? null
        : { code: 'history.notBackDated', params: { technique } };
      const refusal = refused.get(technique) ?? missing;
      return {
        technique,
        labels,
        column: refusal === null ? labelColumn(table, population, technique) : null,
        refusal,
      };
    });
    return { asOfDay, generation, techniques };
  };
}

/** In the fixed order of the techniques. */
export function chosenTechniques({
  techniques,
}: Configuration): readonly { readonly technique: TechniqueId; readonly labels: readonly Label[] }[] {
  const settings = new Map(Object.entries(techniques));
  return TECHNIQUES.flatMap((technique) => {
    const chosen = settings.get(technique);
    return chosen == null ? [] : [{ technique, labels: chosen.labels }];
  });
}

async function scoreWithoutRefused(
  crm: CrmBatch,
  configuration: Configuration,
  asOfDay: number,
  cancellation: Cancellation,
): Promise<{ readonly generation: Generation; readonly refused: ReadonlyMap<TechniqueId, Message> }> {
  const refused = new Map<TechniqueId, Message>();
  let techniques = configuration.techniques;
  for (;;) {
    const run = await runScore({
      crm,
      configuration: { ...configuration, techniques },
      asOfDay,
      offered: configuration.techniques.recommendations?.cellFields ?? [],
      cancellation,
    });
    if (run.ok) return { generation: run.value, refused };
    const { reason, technique, problems } = run.error;
    if (reason !== 'techniqueRefused' || technique === null || refused.has(technique)) throw new InputError(problems);
    refused.set(technique, problems[0] ?? { code: reason, params: {} });
    techniques = { ...techniques, [technique]: null };
  }
}

/** Accounts outside the criteria are in no column: they have no labels, and count as nobody without one. */
function labelColumn(table: ColumnTable, population: Uint8Array, technique: TechniqueId): LabelColumn {
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) if (population[row] === 1) rows.push(row);
  const ids = columnOf(table, 'id', 'id').values;
  const label = columnOf(table, `abm:${technique}.label`, 'text');
  return {
    length: rows.length,
    ids: BigInt64Array.from(rows, (row) => ids[row] ?? 0n),
    labelAt: (index) => textAt(label, rows[index] ?? -1),
  };
}

import type { Cancellation } from '#core/cancellation.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { CrmBatch, ReadReport } from '#core/crm/crm-batch.ts';
import type { OrgMetadata } from '#core/crm/metadata.ts';
import type { TechniqueId } from '#core/labels/label.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';
import type { Message, Problem } from '#core/message.ts';
import type { AccountEvidence } from '#core/labels/evidence.ts';
import { INCLUDED_COLUMN } from '#core/segments/evaluate-segment.ts';
import type { EngagementBasis } from '#core/techniques/engagement/basis.ts';
import type { FirmographicsBasis } from '#core/techniques/firmographics/basis.ts';
import type { RecommendationsBasis } from '#core/techniques/recommendations/basis.ts';
import type { RfmDealCounts } from '#core/techniques/rfm/aggregate.ts';
import type { RfmBasis } from '#core/techniques/rfm/basis.ts';
import type { VoiceBasis } from '#core/techniques/voice/basis.ts';

/**
 * Columns of a generation beside the account fields that the configuration references.
 * `label` columns hold label ids; `since` columns the first as-of day of the present label.
 */
export const GENERATION_COLUMNS = {
  id: 'id',
  name: 'name',
  /** Boolean: inside the global criteria. Others stay in the table without scores, so that their label fields are cleared. */
  included: INCLUDED_COLUMN,
  rfmLabel: 'abm:rfm.label',
  recencyDays: 'abm:rfm.recencyDays',
  frequency: 'abm:rfm.frequency',
  monetary: 'abm:rfm.monetary',
  r: 'abm:rfm.r',
  f: 'abm:rfm.f',
  m: 'abm:rfm.m',
  rfmSince: 'abm:rfm.since',
  firmographicsLabel: 'abm:firmographics.label',
  firmographicsSince: 'abm:firmographics.since',
  engagementLabel: 'abm:engagement.label',
  /** 0 to 100, cut to hundredths. */
  engagementScore: 'abm:engagement.score',
  engagementSince: 'abm:engagement.since',
  recommendationsLabel: 'abm:recommendations.label',
  recommendationsSince: 'abm:recommendations.since',
  voiceLabel: 'abm:voice.label',
  voiceSince: 'abm:voice.since',
  /** VOC-4: negative texts of the last seven days where they are a surge; empty elsewhere. */
  voiceSurge: 'abm:voice.surge',
  /** Money: contributing deals, all time up to the as-of day, counted without RFM too; and open deals (SEG-1). */
  won: 'abm:deals.won',
  pipeline: 'abm:deals.pipeline',
  /** Day: when the account came into the CRM; there where the org's own field is. */
  created: 'crm:Created_Time',
} as const;

export interface LabelCount {
  /** null: the technique gives no label (counted over included accounts). */
  readonly labelId: string | null;
  readonly accounts: number;
}

export interface RfmGeneration {
  /** What the scores were cut by: explained from, and reused between runs. */
  readonly basis: RfmBasis;
  /** Accounts per score 1..k, index 0 = score 1. */
  readonly levelCounts: { readonly r: readonly number[]; readonly f: readonly number[]; readonly m: readonly number[] };
  readonly labelCounts: readonly LabelCount[];
  /** Included accounts without a contributing deal (RFM-7): no scores. */
  readonly withoutPurchases: number;
  readonly warnings: readonly Message[];
}

export interface FirmographicsGeneration {
  readonly basis: FirmographicsBasis;
  readonly labelCounts: readonly LabelCount[];
  readonly warnings: readonly Message[];
}

/** Techniques whose labels come of units of their own, apart from what is computed of accounts and deals alone. */
export const MORE_TECHNIQUES = ['engagement', 'recommendations', 'voice'] as const satisfies readonly TechniqueId[];
export type MoreTechnique = (typeof MORE_TECHNIQUES)[number];

export interface MoreGeneration<Basis> {
  readonly basis: Basis;
  readonly labelCounts: readonly LabelCount[];
  readonly warnings: readonly Message[];
}

/** Absent = not chosen, or without labels until a full run. */
export interface MoreGenerations {
  readonly engagement?: MoreGeneration<EngagementBasis>;
  readonly recommendations?: MoreGeneration<RecommendationsBasis>;
  readonly voice?: MoreGeneration<VoiceBasis>;
}

/** Where the deals went: `contributing` = `counted` + `withoutAccount` + `withoutDay` + `afterAsOf`. */
export interface DealCounts extends RfmDealCounts {
  readonly read: number;
  /** Deals for which the contributing criteria hold. */
  readonly contributing: number;
  readonly open: number;
}

export interface ModuleRead {
  readonly module: string;
  readonly report: ReadReport;
}

/** A scored org in memory: what the CLI prints and the server publishes. Row = account ordinal, sorted by id. */
export interface Generation {
  readonly org: OrgMetadata;
  readonly asOfDay: number;
  /** Decimal places of the home currency. */
  readonly minorDigits: number;
  readonly table: ColumnTable;
  /** 1 = inside the global criteria. Same rows as `table`. */
  readonly population: Uint8Array;
  /** Why the account in this row has its labels; null outside the population. Derived on request: a million texts are never held. */
  evidenceAt(row: number): AccountEvidence | null;
  /** Awaited before `evidenceAt` is asked of these accounts, which ascend; absent = it can be asked of all at any time. */
  prepareEvidence?(accounts: BigInt64Array): Promise<void>;
  readonly rfm: RfmGeneration | null;
  readonly firmographics: FirmographicsGeneration | null;
  /** Absent = none of these is chosen. */
  readonly more?: MoreGenerations;
  readonly deals: DealCounts;
  /** By account and month (`MONTH_COLUMNS`); null unless asked for. */
  readonly months: ColumnTable | null;
  readonly reads: readonly ModuleRead[];
  readonly warnings: readonly Message[];
}

/** Expected ways to end without a generation. `problems` says where and what to do; `technique` where one technique refuses. */
export interface ScoreRefusal {
  readonly reason: 'configurationDoesNotFit' | 'techniqueRefused' | 'duplicateAccountIds';
  readonly technique: TechniqueId | null;
  readonly problems: readonly Problem[];
}

export interface ScoreInput {
  readonly crm: CrmBatch;
  readonly configuration: Configuration;
  /** Epoch day in the org's zone (TEC-3). */
  readonly asOfDay: number;
  /** Account columns to carry beside those the configuration references: label fields, segment and export fields. */
  readonly alsoRead?: readonly { readonly apiName: string; readonly as: string }[];
  /** Account fields to read where the org has them. */
  readonly offered?: readonly FieldReference[];
  /** Breaks to score RFM by instead of those of these accounts. */
  readonly basis?: RfmBasis | null;
  /** Keep deals by month too. */
  readonly months?: boolean;
  readonly cancellation?: Cancellation;
  readonly onProgress?: (progress: ScoreProgress) => void;
}

export interface ScoreProgress {
  readonly step: 'accounts' | 'deals' | 'lineItems' | 'scoring';
  readonly rows: number;
}

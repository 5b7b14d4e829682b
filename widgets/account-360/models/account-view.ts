import type { CrmErrorReason } from '#core/crm/crm-error.ts';
import type { StageType } from '#core/crm/metadata.ts';
import type { TechniqueId } from '#core/labels/label.ts';
import type { Message } from '#core/message.ts';
import type { MoreInput } from './more-input.ts';

export interface DealView {
  readonly id: string;
  readonly name: string;
  /** The org's own stage name. */
  readonly stage: string;
  readonly stageType: StageType | null;
  readonly closingDay: number | null;
  /** The day that recency counts; the closing day unless the settings name another field. */
  readonly countedDay: number | null;
  /** Home currency; null where the CRM withholds or lacks it, or its rate. */
  readonly amountMinor: number | null;
  /** What RFM adds up; the amount unless the settings name another field. */
  readonly monetaryMinor: number | null;
  /** RFM-1: counts towards scores and revenue won. */
  readonly contributing: boolean;
}

/**
 * Whether amounts may be said with a label: `shown` = the viewer sees the deals that the run counted; `differ` = they see others
 * (shared differently, or changed since), so no amount is claimed; `hidden` = their profile hides amounts (PER-4).
 */
export type AmountClaim = 'shown' | 'differ' | 'hidden';

export interface LabelView {
  readonly technique: 'rfm' | 'firmographics';
  readonly labelId: string | null;
  readonly sinceDay: number | null;
  /** Why this label: the rule that matched, then the reasons, strongest first. */
  readonly rule: Message;
  readonly reasons: readonly Message[];
  readonly nearMisses: readonly Message[];
  readonly changes: readonly Message[];
  /** What time alone will do to the label. */
  readonly ageing: Message | null;
  readonly amounts: AmountClaim;
  /** Scores as "4 of 5"; empty for techniques without scores. */
  readonly scores: readonly { readonly metric: 'r' | 'f' | 'm'; readonly score: number; readonly levels: number }[];
  /** Deals the run counted, latest first, then the largest, as ids; those that can be read stand in `AccountView.deals`. */
  readonly dealIds: readonly string[];
  /** How many deals the run counted; null where it counted something else. */
  readonly dealCount: number | null;
}

export interface LabelName {
  readonly id: string;
  readonly technique: TechniqueId;
  readonly names: { readonly en: string; readonly es: string };
  readonly colour: string;
}

/** What the tiles say, of the deals that the viewer may read; amounts null where they may not. */
export interface Totals {
  readonly wonMinor: number | null;
  /** Won in the twelve months up to today, and in the twelve before. */
  readonly wonYearMinor: number | null;
  readonly wonYearBeforeMinor: number | null;
  readonly pipelineMinor: number | null;
  readonly won: number;
  readonly lost: number;
  readonly open: number;
  /** Open deals whose closing day is past. */
  readonly overdue: number;
  readonly lastWonDay: number | null;
  readonly nextClosingDay: number | null;
  /** Contributing deals of days after the run's: the next run counts them. */
  readonly sinceRun: number;
}

export interface AccountView {
  readonly accountId: string;
  readonly name: string;
  readonly owner: string | null;
  readonly labels: readonly LabelView[];
  readonly labelNames: readonly LabelName[];
  readonly dealsModule: string;
  readonly deals: readonly DealView[];
  /** More deals exist than one query answers with; totals are then said to be of those shown. */
  readonly moreDeals: boolean;
  /** false: the viewer's profile does not show deals, or their amounts (PER-4). */
  readonly dealsVisible: boolean;
  readonly amountsVisible: boolean;
  readonly totals: Totals;
  readonly freshness: {
    readonly asOfDay: number;
    readonly publishedAtMs: number;
    readonly ageDays: number;
    readonly stale: boolean;
  };
  readonly todayDay: number;
  readonly currency: string;
  readonly minorDigits: number;
  readonly timeZone: string;
  readonly frequencyOf: 'deals' | 'products';
  /** The org's own field labels, by field reference: for conditions. A field hidden from the viewer has none. */
  readonly fieldLabels: Readonly<Record<string, string>>;
  /** Conditions of firmographics labels as sentences in codes, by label id. */
  readonly conditions: Readonly<Record<string, readonly Message[]>>;
  /** What cards of other techniques, and words about those without a card, are made of; null = there is nothing more to say. */
  readonly more: MoreInput | null;
}

/** Everything the panel can be. One line each; the screen shows what is, why, and what to do. */
export type AccountState =
  /** Not on an account's page. */
  | { readonly kind: 'noRecord' }
  /** Deleted, merged, or not shared with the viewer. */
  | { readonly kind: 'recordGone' }
  | { readonly kind: 'refused'; readonly missing: string }
  | { readonly kind: 'notConfigured' }
  /** SET-4: the global criteria keep it out; `failing` are the numbered conditions that do not hold, as sentences in codes. */
  | {
      readonly kind: 'notIncluded';
      readonly failing: readonly Message[];
      readonly fieldLabels: Readonly<Record<string, string>>;
    }
  /** Inside the criteria, but no run has seen it yet. */
  | { readonly kind: 'notScored'; readonly asOfDay: number }
  /** Without labels, and a field that says why is hidden from the viewer: of the criteria, or the evidence itself. */
  | { readonly kind: 'notJudged' }
  | { readonly kind: 'evidenceHidden'; readonly field: string }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'failed'; readonly reason: CrmErrorReason }
  | { readonly kind: 'ready'; readonly view: AccountView };

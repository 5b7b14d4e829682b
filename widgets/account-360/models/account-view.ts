import type { CrmErrorReason } from '#core/crm/crm-error.ts';
import type { StageType } from '#core/crm/metadata.ts';
import type { TechniqueId } from '#core/labels/label.ts';
import type { Message } from '#core/message.ts';

export interface DealView {
  readonly id: string;
  readonly name: string;
  /** The org's own stage name. */
  readonly stage: string;
  readonly stageType: StageType | null;
  readonly closingDay: number | null;
  /** Home currency; null where the CRM withholds or lacks it. */
  readonly amountMinor: number | null;
}

export interface LabelView {
  readonly technique: TechniqueId;
  readonly labelId: string | null;
  readonly sinceDay: number | null;
  /** Why this label: the rule that matched, then the reasons, strongest first. */
  readonly rule: Message;
  readonly reasons: readonly Message[];
  readonly nearMisses: readonly Message[];
  readonly changes: readonly Message[];
  /** What time alone will do to the label. */
  readonly ageing: Message | null;
  /** Scores as "4 of 5"; empty for techniques without scores. */
  readonly scores: readonly { readonly metric: 'r' | 'f' | 'm'; readonly score: number; readonly levels: number }[];
  /** Deals the run counted first, as ids; those that can be read stand in `AccountView.deals`. */
  readonly dealIds: readonly string[];
}

export interface LabelName {
  readonly id: string;
  readonly names: { readonly en: string; readonly es: string };
  readonly colour: string;
}

export interface AccountView {
  readonly accountId: string;
  readonly name: string;
  readonly owner: string | null;
  readonly labels: readonly LabelView[];
  readonly labelNames: readonly LabelName[];
  readonly deals: readonly DealView[];
  /** More deals exist than one query answers with; totals are then said to be of those shown. */
  readonly moreDeals: boolean;
  /** false: the viewer's profile does not show amounts (PER-4). */
  readonly amountsVisible: boolean;
  readonly totals: {
    readonly wonMinor: number | null;
    readonly pipelineMinor: number | null;
    readonly won: number;
    readonly lost: number;
    readonly open: number;
    readonly lastWonDay: number | null;
  };
  readonly freshness: { readonly asOfDay: number; readonly publishedAtMs: number; readonly stale: boolean };
  readonly currency: string;
  readonly minorDigits: number;
  readonly timeZone: string;
  /** The org's own field labels, by field reference: for conditions. */
  readonly fieldLabels: Readonly<Record<string, string>>;
  /** Conditions of firmographics labels as sentences in codes, by label id. */
  readonly conditions: Readonly<Record<string, readonly Message[]>>;
}

/** Everything the panel can be. One line each; the screen shows what is, why, and what to do. */
export type AccountState =
  | { readonly kind: 'noRecord' }
  | { readonly kind: 'refused'; readonly missing: string }
  | { readonly kind: 'notConfigured' }
  /** SET-4: the global criteria keep it out; `failing` are the numbered conditions that do not hold, as sentences in codes. */
  | { readonly kind: 'notIncluded'; readonly failing: readonly Message[]; readonly fieldLabels: Readonly<Record<string, string>> }
  /** Inside the criteria, but no run has seen it yet. */
  | { readonly kind: 'notScored'; readonly asOfDay: number }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'failed'; readonly reason: CrmErrorReason }
  | { readonly kind: 'ready'; readonly view: AccountView };

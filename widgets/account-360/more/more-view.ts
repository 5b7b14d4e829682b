import type { TechniqueId } from '#core/labels/label.ts';
import type { JudgedTexts, SourceNames } from '#core/labels/more-basis.ts';
import type { EngagementBasis } from '#core/techniques/engagement/basis.ts';
import type { EngagementEvidence } from '#core/techniques/engagement/evidence.ts';
import type { RecommendationsBasis } from '#core/techniques/recommendations/basis.ts';
import type { RecommendationsEvidence } from '#core/techniques/recommendations/evidence.ts';
import type { VoiceBasis } from '#core/techniques/voice/basis.ts';
import type { VoiceEvidence } from '#core/techniques/voice/evidence.ts';

/** What a card counts down to: evidence with the basis that it was made under. `unread`: what the run went without. */
export type Explained =
  | {
      readonly technique: 'engagement';
      readonly evidence: EngagementEvidence;
      readonly basis: EngagementBasis;
      readonly unread: readonly SourceNames[];
    }
  | {
      readonly technique: 'recommendations';
      readonly evidence: RecommendationsEvidence;
      readonly basis: RecommendationsBasis;
    }
  | {
      readonly technique: 'voice';
      readonly evidence: VoiceEvidence;
      readonly basis: VoiceBasis;
      readonly unread: readonly SourceNames[];
      /** null = the run did not say. */
      readonly judged: JudgedTexts | null;
    };

/** Why a technique has no numbers to show. */
export type Unexplained =
  /** The viewer's profile hides the label's field, or that of the score: what evidence says of it stays hidden too (PER-4). */
  | { readonly kind: 'hidden' | 'scoreHidden'; readonly field: string }
  /** Chosen, but the last full run could not score it. */
  | { readonly kind: 'leftOut' }
  /** The account came after the last full run. */
  | { readonly kind: 'notYet' }
  /** Evidence that we did not write. */
  | { readonly kind: 'unreadable' }
  /** The basis is missing, or evidence and basis are not of one run. */
  | { readonly kind: 'otherRun' };

export interface MoreCardView {
  readonly technique: TechniqueId;
  /** What evidence gives (TEC-2); null = no label, or nothing to tell it from. */
  readonly labelId: string | null;
  readonly sinceDay: number | null;
  readonly state: Explained | Unexplained;
  /** What the CRM's label field says. */
  readonly fieldText: string | null;
  /** That it says something else than the evidence does. */
  readonly edited: boolean;
}

export interface MoreView {
  readonly cards: readonly MoreCardView[];
  /** Techniques whose label field is on the account and that the configuration leaves out. */
  readonly notChosen: readonly Pick<MoreCardView, 'technique' | 'fieldText'>[];
}

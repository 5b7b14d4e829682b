import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { EngagementEvidence } from '#core/techniques/engagement/evidence.ts';
import type { RecommendationsEvidence } from '#core/techniques/recommendations/evidence.ts';
import type { VoiceEvidence } from '#core/techniques/voice/evidence.ts';
import { decodeEngagement, encodeEngagement } from './engagement-evidence.ts';
import type { AccountEvidence } from './evidence.ts';
import { decodeRecommendations, encodeRecommendations } from './recommendations-evidence.ts';
import { decodeVoice, encodeVoice } from './voice-evidence.ts';

/**
 * What an account's evidence holds beside RFM and firmographics; null where a technique is not chosen or does not cover the account.
 * Apart from `evidence.ts`, so that a page which says nothing of these techniques loads no code to read them.
 */
export interface MoreEvidence {
  readonly engagement: EngagementEvidence | null;
  readonly recommendations: RecommendationsEvidence | null;
  readonly voice: VoiceEvidence | null;
}

/** The text for `AccountEvidence.more`: one part a technique, in a fixed order; empty parts at the end are left out. */
export function encodeMoreEvidence({
  engagement = null,
  recommendations = null,
  voice = null,
}: Partial<MoreEvidence>): string {
  const parts = [
    engagement === null ? '' : encodeEngagement(engagement),
    recommendations === null ? '' : encodeRecommendations(recommendations),
    voice === null ? '' : encodeVoice(voice),
  ];
  while (parts.at(-1) === '') parts.pop();
  return parts.join('|');
}

/** The exact inverse: anything else is a `Problem` with code `evidence.unreadable`. `where` names the record. */
export function decodeMoreEvidence(
  { more = '' }: Pick<AccountEvidence, 'more'>,
  where: string,
): Result<MoreEvidence, Problem> {
  const unreadable = fail<Problem>({ code: 'evidence.unreadable', params: { remedy: 'runAgain' }, where });
  const [engagementText = '', recommendationsText = '', voiceText = '', ...rest] = more.split('|');
  const engagement = engagementText === '' ? null : decodeEngagement(engagementText);
  const recommendations = recommendationsText === '' ? null : decodeRecommendations(recommendationsText);
  const voice = voiceText === '' ? null : decodeVoice(voiceText);
  if (engagement === undefined || recommendations === undefined || voice === undefined || rest.length > 0)
    return unreadable;
  const evidence = { engagement, recommendations, voice };
  return encodeMoreEvidence(evidence) === more ? ok(evidence) : unreadable;
}

import { ENGAGEMENT_TRIALS } from './engagement-trials.ts';
import { FIRMOGRAPHICS_TRIAL } from './firmographics-trial.ts';
import { RECOMMENDATIONS_TRIAL } from './recommendations-trial.ts';
import { RFM_TRIALS } from './rfm-trials.ts';
import type { TechniqueTrial } from './technique-trial.ts';
import { VOICE_TRIAL } from './voice-trial.ts';

/** Every technique, those with several ways to be set up more than once. */
export const TECHNIQUE_TRIALS: readonly TechniqueTrial[] = [
  ...RFM_TRIALS,
  FIRMOGRAPHICS_TRIAL,
  ...ENGAGEMENT_TRIALS,
  RECOMMENDATIONS_TRIAL,
  VOICE_TRIAL,
];

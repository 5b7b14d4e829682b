import type { LedgerManifest } from '../../ledger/ledger-manifest.ts';
import type { RunCursor } from '../../run-cursor.ts';
import { techniquesOf } from '../technique-steps.ts';

/** What the techniques' units have kept for previews, as a ledger names it. */
export function samplesOf(cursor: Pick<RunCursor, 'techniques'>): Pick<LedgerManifest, 'samples'> {
  const { engagement, recommendations, voice } = techniquesOf(cursor);
  const samples = {
    ...(engagement.sample === undefined ? {} : { engagement: engagement.sample }),
    ...(recommendations.sample === undefined ? {} : { recommendations: recommendations.sample }),
    ...(voice.sample === undefined ? {} : { voice: voice.sample }),
  };
  return Object.keys(samples).length === 0 ? {} : { samples };
}

import { beginRun } from './begin-run.ts';
import { compareRun } from './compare-run.ts';
import { mergeChanges } from './changes/merge-unit.ts';
import { publishChanges } from './changes/publish-changes.ts';
import { findRemoved } from './changes/removed-unit.ts';
import { sweepAccounts, sweepDeals } from './changes/sweep-units.ts';
import { finishRun, sweepRun, writeBasis } from './finish-run.ts';
import { projectChunk } from './project-run.ts';
import { writeLedger } from './ledger/write-ledger.ts';
import { publishRun } from './publish-run.ts';
import { readPartOf, verifyReads } from './read-part-of-run.ts';
import type { RunUnit } from './run-context.ts';
import type { RunStep } from './run-cursor.ts';
import { labelEngagement } from './techniques/engagement/label-engagement.ts';
import { readContacts, readProducts } from './techniques/read-rows.ts';
import { readTouchPoints } from './techniques/engagement/read-touch-points.ts';
import { labelRecommendations } from './techniques/recommendations/label-recommendations.ts';
import { readLines } from './techniques/recommendations/read-lines.ts';
import { writePurchases } from './techniques/recommendations/write-purchases.ts';
import { labelVoice } from './techniques/voice/label-voice.ts';
import { readTexts } from './techniques/voice/read-texts.ts';

/** What each step of a run does. */
export const RUN_UNITS: Readonly<Record<RunStep, RunUnit>> = {
  begin: beginRun,
  accounts: readPartOf('accounts'),
  deals: readPartOf('deals'),
  lineItems: readLines,
  contacts: readContacts,
  touchPoints: readTouchPoints,
  texts: readTexts,
  products: readProducts,
  changedAccounts: sweepAccounts,
  changedDeals: sweepDeals,
  removed: findRemoved,
  verify: verifyReads,
  ledger: writeLedger,
  purchases: writePurchases,
  engagement: labelEngagement,
  recommendations: labelRecommendations,
  voice: labelVoice,
  merge: mergeChanges,
  publish: (context, row) => (row.job.cursor.changes === null ? publishRun : publishChanges)(context, row),
  compare: compareRun,
  sweep: sweepRun,
  project: projectChunk,
  basis: writeBasis,
  finish: finishRun,
};

import type { Limit } from './credits-api.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';

/** What stands behind the one word that ended or kept something (the server's reasons; the CRM's and the store's among them). */
const KINDS = {
  noPermission: 'refused',
  scopeMissing: 'refused',
  notAuthenticated: 'signedOut',
  notInstalled: 'signedOut',
  creditsExhausted: 'noCredits',
  limitExceeded: 'noCredits',
  budgetReached: 'budget',
  rateLimited: 'busy',
  unavailable: 'noAnswer',
  timeout: 'noAnswer',
  notFound: 'notTaken',
  conflict: 'notTaken',
  invalidModule: 'notTaken',
  invalidField: 'notTaken',
  invalidQuery: 'notTaken',
  invalidData: 'notTaken',
  jobFailed: 'notTaken',
  unreadableAnswer: 'notTaken',
  rowsRefused: 'rowsRefused',
  publishedMeanwhile: 'publishedMeanwhile',
  leaseLost: 'publishedMeanwhile',
  orgChanged: 'orgChanged',
  notConfigured: 'notConfigured',
  configurationDoesNotFit: 'notConfigured',
  keepsBreaking: 'interrupted',
  interrupted: 'interrupted',
  blobDamaged: 'damaged',
  internal: 'unexpected',
} as const;

/** Where nobody knows which limit it was. */
export const NO_LIMIT = { of: null, most: null, spent: null };

/** A half sentence; null = a word that is not one for people. `limit` = the one that was reached, where it is known. */
export function findWhy(reason: string, t: Translator, limit: Limit | null = null): string | null {
  return isKnown(reason) ? t.text(`runLog.why.${KINDS[reason]}`, limit ?? NO_LIMIT) : null;
}

/** A reason that a later server knows shows as itself. */
export function sayWhy(reason: string | null, t: Translator, limit: Limit | null = null): string {
  return reason === null ? t.text('runLog.why.unknown') : (findWhy(reason, t, limit) ?? reason);
}

function isKnown(reason: string): reason is keyof typeof KINDS {
  return Object.hasOwn(KINDS, reason);
}

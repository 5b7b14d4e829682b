import type { Message } from '#core/message.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { NO_LIMIT } from './credits/say-why.ts';

/** What the person can do about it, by the one word that ended a job (the server's reasons; the CRM's and the store's among them). */
const KINDS = {
  interrupted: 'interrupted',
  publishedMeanwhile: 'publishedMeanwhile',
  leaseLost: 'publishedMeanwhile',
  keepsBreaking: 'interrupted',
  noPermission: 'noPermission',
  scopeMissing: 'noPermission',
  notAuthenticated: 'notAuthenticated',
  creditsExhausted: 'noCredits',
  budgetReached: 'budget',
  limitExceeded: 'noCredits',
  rateLimited: 'busy',
  unavailable: 'noAnswer',
  timeout: 'noAnswer',
  notFound: 'notTaken',
  invalidModule: 'notTaken',
  invalidField: 'notTaken',
  invalidQuery: 'notTaken',
  invalidData: 'notTaken',
  jobFailed: 'notTaken',
} as const;

const isKnown = (reason: string): reason is keyof typeof KINDS => Object.hasOwn(KINDS, reason);

const NOTHING_MORE = { missing: null, ...NO_LIMIT };

/** `params` of its problem: `missing` = the CRM's own name of a right, `of`, `most` and `spent` of a limit that was reached. */
export function sayReason(reason: string, params: Message['params'], t: Translator): string {
  const words = { ...NOTHING_MORE, ...params, code: reason };
  return t.text(`configure.reason.${isKnown(reason) ? KINDS[reason] : 'other'}`, words);
}

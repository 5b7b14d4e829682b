/** Why the CRM did not do what was asked, in domain words. Adapters map status and code to one of these. */
export const CRM_ERROR_REASONS = [
  'notAuthenticated',
  'noPermission',
  'scopeMissing',
  'notFound',
  'invalidModule',
  'invalidField',
  'invalidQuery',
  'invalidData',
  'limitExceeded',
  'rateLimited',
  'creditsExhausted',
  /** Ours, not the CRM's: more than was set for a run or a day (PLT-4). */
  'budgetReached',
  'conflict',
  'jobFailed',
  'unreadableAnswer',
  'unavailable',
  'timeout',
] as const;
export type CrmErrorReason = (typeof CRM_ERROR_REASONS)[number];

/** I/O failure at the CRM boundary. `details` carries the vendor's own code and keys, never record contents. */
export class CrmError extends Error {
  override readonly name = 'CrmError';
  readonly reason: CrmErrorReason;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    reason: CrmErrorReason,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.details = details;
  }
}

/** How a call ended: the host answers EVENT_RESPONSE or EVENT_RESPONSE_FAILURE with `data`. */
export interface CallOutcome {
  readonly ok: boolean;
  readonly data: unknown;
}

/** In Zoho's envelope of an error. */
export function failure(code: string, message: string): CallOutcome {
  return { ok: false, data: { code, message, status: 'error', details: {} } };
}

import type { Cancellation } from '#core/cancellation.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { StoreError } from '#core/store/store-error.ts';
import { StoppedError } from './stopped-error.ts';

/** Why a job ended before its end, in the word that its row keeps. */
export function reasonOfEnd(control: Cancellation, error: unknown): string {
  // Whatever a call makes of being given up.
  if (control.aborted) return 'cancelled';
  if (error instanceof StoppedError) return error.message;
  if (error instanceof CrmError) return error.reason;
  if (error instanceof StoreError) return error.code;
  return 'internal';
}

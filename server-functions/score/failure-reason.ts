import { CrmError } from '#core/crm/crm-error.ts';
import type { Problem } from '#core/message.ts';
import { StoreError } from '#core/store/store-error.ts';
import { limitOf } from '../shared/credits/limit-of.ts';

/** What ended a job, as one word: a `CrmErrorReason`, a store code, `cancelled`, or `internal` for a bug. */
export function reasonOf(error: unknown): string {
  if (error instanceof CrmError) return error.reason;
  if (error instanceof StoreError) return error.code;
  if (error instanceof Error && error.name === 'AbortError') return 'cancelled';
  return 'internal';
}

/** The vendor's code, the missing right or the limit that was reached, where there is one: what an administrator needs to act. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (!(error instanceof CrmError)) return [];
  const { code, permissions, api_name: apiName } = error.details;
  const params = {
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof apiName === 'string' ? { apiName } : {}),
    ...(Array.isArray(permissions) && typeof permissions[0] === 'string' ? { missing: permissions[0] } : {}),
    ...limitOf(error),
  };
  return [{ code: `crm.${error.reason}`, params, where: 'crm' }];
}

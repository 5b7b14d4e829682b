import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { sayFailed } from '../say-refusal.ts';

/** What stands against it, and what to do. */
export function sayFailure(failure: BackendFailure, t: Translator): string {
  switch (failure.reason) {
    case 'refused':
      return failure.missing === 'administrator'
        ? t.text('permissions.refused.text')
        : t.text('permissions.refused.missing', { missing: failure.missing });
    case 'offline':
      return t.text('setup.offline.text');
    case 'signedOut':
      return t.text('signIn.ended');
    case 'failed':
      return failure.code === 'crm.noPermission' || failure.code === 'crm.scopeMissing'
        ? t.text('permissions.failed.profiles')
        : sayFailed(failure.code, t);
    default:
      return sayFailed(failure.reason, t);
  }
}

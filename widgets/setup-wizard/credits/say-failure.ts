import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { sayFailed, sayRefusal } from '../say-refusal.ts';

/** What stands against it, and what to do. */
export function sayFailure(failure: BackendFailure, t: Translator): string {
  switch (failure.reason) {
    case 'refused':
      return sayRefusal(failure.missing, t);
    case 'offline':
      return t.text('setup.offline.text');
    case 'signedOut':
      return t.text('signIn.ended');
    case 'failed':
      return sayFailed(failure.code, t);
    default:
      return sayFailed(failure.reason, t);
  }
}

import { ABM_RIGHTS } from '#core/permissions/rights.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';

/** A 403: the CRM's own name of the missing right, or a field that the profile hides. */
export function sayRefusal(missing: string, t: Translator): string {
  return missing === 'permission.fieldHidden'
    ? t.text('setup.refused.field')
    : t.text('setup.refused.text', {
        missing: missing === ABM_RIGHTS.setup ? t.text('setup.refused.right', { code: missing }) : missing,
      });
}

/** The server did not do it: its code, or what is known of it in words. */
export function sayFailed(code: string, t: Translator): string {
  return code === 'sharing.stillReading' ? t.text('setup.failed.stillReading') : t.text('setup.failed.text', { code });
}

/** A 403 on the way in: the missing right, or figures of the published setup that the profile hides. */
export function sayClosed(missing: string, t: Translator): string {
  return missing === 'permission.fieldHidden' ? t.text('setup.refused.figures') : sayRefusal(missing, t);
}

import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { parseGridChanges } from '#core/permissions/grid-changes.ts';
import type { AuditEntry } from './permissions-api.ts';
import { sayGridChanges, type ProfileNames } from './say-grid-changes.ts';

/** One line of the audit as a sentence. A code that a later server knows shows as itself. */
export function sayAuditEntry(entry: AuditEntry, t: Translator, profiles: ProfileNames): string {
  const { kind, what, missing, subject, userName, userId, times } = entry;
  const who = userName ?? t.text('permissions.audit.user', { id: userId });
  if (kind === 'change') {
    // What a policy was switched to; every other subject is an id that means nothing on a screen.
    const precise = subject === null ? null : say(`permissions.change.${what}.${subject}`, t);
    const did = precise ?? say(`permissions.change.${what}`, t) ?? what;
    const grid = what === 'permissions.changed' && subject !== null ? parseGridChanges(subject) : null;
    if (grid === null) return t.text('permissions.audit.did', { who, what: did });
    const changes = [
      ...sayGridChanges(grid.changes, profiles, t),
      ...(grid.more > 0 ? [t.text('permissions.audit.moreProfiles', { more: grid.more })] : []),
    ];
    return t.text('permissions.audit.did', { who, what: `${did} (${changes.join('; ')})` });
  }
  const [action = what] = what.split(':');
  const asked = say(`permissions.action.${action}`, t) ?? action;
  // Rights go by the CRM's own names; what else a refusal names has words.
  const lacked = missing === null ? null : (say(`permissions.missing.${missing}`, t) ?? missing);
  return t.text('permissions.audit.refused', { who, what: asked, missing: lacked, times });
}

function say(key: string, t: Translator): string | null {
  const text = t.message({ code: key, params: {} });
  return text === key ? null : text;
}

import type { AbmRight } from '#core/permissions/rights.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { idleRights } from './edit-grid.ts';
import type { Profile } from './permissions-api.ts';

/** What the other rights open in this version; five are kept for later ones, and a sentence promises nothing of them. */
const BEYOND_ACCESS = ['createSegments', 'editSegments', 'deleteSegments', 'setup'] as const;

/** What the ticks of a profile come to, in words: what its people may do, and which ticks open nothing. */
export function sayRights(
  rights: ReadonlySet<AbmRight>,
  { administrator, manageAutomation }: Pick<Profile, 'administrator' | 'manageAutomation'>,
  t: Translator,
): readonly string[] {
  const setsUp = administrator || rights.has('setup');
  const sentences: string[] = [];
  if (!rights.has('access'))
    sentences.push(t.text(setsUp ? 'permissions.means.setupAlone' : 'permissions.means.nothing'));
  else {
    const more = BEYOND_ACCESS.filter((right) => (right === 'setup' ? setsUp : rights.has(right)));
    sentences.push(
      more.length === 0
        ? t.text('permissions.means.look')
        : t.text('permissions.means.more', {
            rights: t.list(more.map((right) => t.text(`permissions.does.${right}`))),
          }),
    );
  }
  const idle = idleRights(rights);
  if (idle.length > 0)
    sentences.push(
      t.text('permissions.means.idle', {
        rights: t.list(idle.map((right) => `“${t.text(`permissions.right.${right}`)}”`)),
      }),
    );
  if (rights.has('access') && rights.has('manageJourneys') && !manageAutomation)
    sentences.push(t.text('permissions.means.noAutomation'));
  return sentences;
}

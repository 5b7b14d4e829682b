import type { ProfileChange } from '#core/permissions/grid-changes.ts';
import type { AbmRight } from '#core/permissions/rights.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';

/** Profile id -> name in the CRM. */
export type ProfileNames = ReadonlyMap<string, string>;

/** A text a profile: its name, and every right that it gains (+) and loses (−). A profile that is gone goes by its id. */
export function sayGridChanges(
  changes: readonly ProfileChange[],
  profiles: ProfileNames,
  t: Translator,
): readonly string[] {
  const said = (sign: string) => (right: AbmRight) => `${sign} ${t.text(`permissions.right.${right}`)}`;
  return changes.map(
    ({ profileId, given, taken }) =>
      `${profiles.get(profileId) ?? profileId}: ${[...given.map(said('+')), ...taken.map(said('−'))].join(', ')}`,
  );
}

import type { TechniqueId } from '#core/labels/label.ts';
import { hashSettings } from '#core/techniques/settings-hash.ts';
import type { Configuration } from './configuration.ts';

export const CONFIGURED_TECHNIQUES = [
  'rfm',
  'firmographics',
  'engagement',
  'recommendations',
  'voice',
] as const satisfies readonly TechniqueId[];
export type ConfiguredTechnique = (typeof CONFIGURED_TECHNIQUES)[number];

type TechniqueEdit = 'edited' | 'activated' | 'deactivated';
type Techniques = Configuration['techniques'];

/**
 * SET-6: what a publish does to each technique. New names of labels are no edit (decision 14), nor is the CRM's own number of an
 * option; anything else is, the order of labels included, since the first that matches wins (TEC-1).
 */
export function techniqueEdits(
  before: Techniques,
  after: Techniques,
): readonly { readonly technique: ConfiguredTechnique; readonly edit: TechniqueEdit }[] {
  return CONFIGURED_TECHNIQUES.flatMap((technique) => {
    const edit = editOf(before[technique], after[technique]);
    return edit === null ? [] : [{ technique, edit }];
  });
}

function editOf(before: Techniques[ConfiguredTechnique], after: Techniques[ConfiguredTechnique]): TechniqueEdit | null {
  if (before == null) return after == null ? null : 'activated';
  if (after == null) return 'deactivated';
  return withoutNames(before) === withoutNames(after) ? null : 'edited';
}

/** Whether two versions say the same, whoever published them and when. */
export function isSameContent(one: Configuration, other: Configuration): boolean {
  return contentOf(one) === contentOf(other);
}

function contentOf({ mapping, criteria, techniques }: Configuration): string {
  // A technique that is null, or absent as in older documents, is not chosen either way.
  const chosen = Object.entries(techniques).filter(([, settings]) => settings !== null && settings !== undefined);
  return hashSettings({ mapping, criteria, techniques: Object.fromEntries(chosen) });
}

function withoutNames({ labels, ...settings }: NonNullable<Techniques[ConfiguredTechnique]>): string {
  return hashSettings({ ...settings, labels: labels.map(({ names: _names, optionId: _optionId, ...label }) => label) });
}

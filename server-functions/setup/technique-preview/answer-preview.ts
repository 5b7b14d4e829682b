import type { OrgKey } from '#core/crm/org-key.ts';
import type { Message } from '#core/message.ts';
import type { DraftTechnique } from './draft-technique.ts';
import { previewEngagement } from './preview-engagement.ts';
import { previewRecommendations } from './preview-recommendations.ts';
import { previewVoice } from './preview-voice.ts';
import type { Sample, SampleShelf } from './sample-shelf.ts';
import type { LabelNumber, TechniqueNumbers } from './technique-numbers.ts';

/** What labels would be under other settings. */
export type TechniquePreview =
  | {
      /** No full run has scored the technique, or none since numbers are kept. */
      readonly state: 'none';
    }
  | ({
      readonly state: 'ready';
      /** Epoch day that the sample is of. */
      readonly asOfDay: number;
      /** Accounts in ABM then, and how many of them the numbers are of. */
      readonly accounts: number;
      readonly sampled: number;
      /** All of them, as they are published. */
      readonly published: readonly LabelNumber[];
      readonly notes: readonly Message[];
    } & Omit<TechniqueNumbers, 'label'>);

/** `scope`: under which accounts and records the settings are meant (`hashScope`). */
export async function answerPreview(
  shelf: SampleShelf,
  org: OrgKey,
  draft: DraftTechnique,
  scope: string,
): Promise<TechniquePreview> {
  const found = await shelf.find(org, draft.technique);
  if (found === null || found.sample.about.accounts === 0) return { state: 'none' };
  const { record, sample } = found;
  const { asOfDay, inside, accounts, scope: before } = sample.about;
  const { label: _label, notes, ...numbers } = numbersOf(sample, draft);
  return {
    state: 'ready',
    asOfDay,
    accounts: inside,
    sampled: accounts,
    published: record[draft.technique]?.labels ?? [],
    ...numbers,
    notes: [...(before === scope ? [] : [{ code: 'techniques.preview.otherScope', params: {} }]), ...notes],
  };
}

function numbersOf(sample: Sample, draft: DraftTechnique): TechniqueNumbers {
  if (sample.technique === 'engagement' && draft.technique === 'engagement')
    return previewEngagement(sample, draft.settings);
  if (sample.technique === 'voice' && draft.technique === 'voice') return previewVoice(sample, draft.settings);
  if (sample.technique === 'recommendations' && draft.technique === 'recommendations')
    return previewRecommendations(sample, draft.settings);
  throw new TypeError(`a sample of ${sample.technique} for ${draft.technique}`);
}

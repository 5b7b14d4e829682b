import type { Label } from '#core/labels/label.ts';
import { nameKey } from '#core/techniques/voice/conditions.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import type { VoiceCondition, VoiceLabel, VoiceOperator, VoiceSettings } from '#core/techniques/voice/settings.ts';
import type { OrgWords } from '../../models/org-words.ts';
import type { SetupDraft } from '../../models/setup-draft.ts';
import { countedSources } from '../source-place.ts';
import { SHIPPED_TEXTS } from './shipped-texts.ts';

export const VOICE_OPERATORS: readonly VoiceOperator[] = ['over', 'atLeast', 'atMost', 'under'];
export const CONDITION_KINDS = [
  'intent',
  'sentiment',
  'keyword',
  'competitor',
] as const satisfies readonly VoiceCondition['kind'][];

/** What a new condition asks: an example that the documents give. Per cent, times. */
const START_PERCENT = 50;
const START_TIMES = 1;

export function chooseVoice(draft: SetupDraft, org: OrgWords): SetupDraft {
  return {
    ...draft,
    chosen: { ...draft.chosen, voice: true },
    voice: draft.voice ?? {
      ...presetVoiceSettings(),
      sources: countedSources(SHIPPED_TEXTS, org),
    },
  };
}

/** A condition of another kind, with the limit that still fits. null = there is no keyword to ask for yet. */
export function startCondition(
  kind: VoiceCondition['kind'],
  { keywords }: Pick<VoiceSettings, 'keywords'>,
  operator: VoiceOperator = 'atLeast',
): VoiceCondition | null {
  switch (kind) {
    case 'intent':
      return { kind, intent: 'purchase', operator, percent: START_PERCENT };
    case 'sentiment':
      return { kind, sentiment: 'negative', operator, percent: START_PERCENT };
    case 'keyword': {
      const [keyword] = keywords;
      return keyword === undefined ? null : { kind, keyword, sentiment: null, operator, times: START_TIMES };
    }
    case 'competitor':
      return { kind, competitor: null, operator, times: START_TIMES };
  }
}

export function startLabel(labels: readonly VoiceLabel[], fresh: Label): VoiceLabel[] {
  const condition: VoiceCondition = { kind: 'intent', intent: 'request', operator: 'atLeast', percent: START_PERCENT };
  return [...labels, { ...fresh, conditions: [condition], pattern: '' }];
}

/** A name more; null = it is there already, in whatever case. */
export function addName(names: readonly string[], name: string): string[] | null {
  const wanted = name.trim();
  return wanted === '' || names.some((known) => nameKey(known) === nameKey(wanted)) ? null : [...names, wanted];
}

/** Every label of the preset as it ships, whatever the labels are called. */
export function isPreset({ labels }: Pick<VoiceSettings, 'labels'>): boolean {
  return JSON.stringify(labels.map(ruleOf)) === JSON.stringify(presetVoiceSettings().labels.map(ruleOf));
}

function ruleOf({ id, conditions, pattern }: VoiceLabel) {
  return { id, conditions, pattern };
}

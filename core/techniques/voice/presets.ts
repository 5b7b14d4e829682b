import { DEFAULT_WINDOW_DAYS, type VoiceCondition, type VoiceLabel, type VoiceSettings } from './settings.ts';

/**
 * Labels to start from, the most urgent first: who says they leave, who is unhappy, who wants to buy, who is glad. Colours as in the
 * other presets. No competitors: their names are the org's own.
 */
export function presetVoiceSettings(): VoiceSettings {
  return {
    windowDays: DEFAULT_WINDOW_DAYS,
    competitors: [],
    keywords: [],
    labels: [
      preset('leaving', 'Leaving', 'En fuga', '#CC3B2E', [
        { kind: 'intent', intent: 'cancellation', operator: 'atLeast', percent: 20 },
      ]),
      preset(
        'unhappy',
        'Unhappy',
        'Descontento',
        '#D9822B',
        [
          { kind: 'sentiment', sentiment: 'negative', operator: 'atLeast', percent: 50 },
          { kind: 'intent', intent: 'complaint', operator: 'atLeast', percent: 40 },
        ],
        '1 OR 2',
      ),
      preset('buying', 'Buying', 'Con intención de compra', '#2E8B57', [
        { kind: 'intent', intent: 'purchase', operator: 'atLeast', percent: 30 },
      ]),
      preset('advocate', 'Advocate', 'Promotor', '#2F72D6', [
        { kind: 'sentiment', sentiment: 'positive', operator: 'atLeast', percent: 60 },
        { kind: 'sentiment', sentiment: 'negative', operator: 'atMost', percent: 10 },
      ]),
    ],
  };
}

function preset(
  id: string,
  en: string,
  es: string,
  colour: string,
  conditions: VoiceCondition[],
  pattern = '',
): VoiceLabel {
  return { id, names: { en, es }, colour, optionId: null, conditions, pattern };
}

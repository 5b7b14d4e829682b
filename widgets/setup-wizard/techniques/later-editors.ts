import type { ComponentType } from 'preact';
import type { OrgWords } from '../models/org-words.ts';
import type { SetupDraft } from '../models/setup-draft.ts';
import type { WordsSource } from '../words.ts';

export type LaterTechnique = 'engagement' | 'recommendations' | 'voice';

interface LaterEditor {
  readonly words: WordsSource;
  readonly editor: () => Promise<ComponentType>;
  /** The technique's part of the review, in sentences. */
  readonly summary: () => Promise<ComponentType>;
  /** The draft with the technique chosen: with the settings that it has, else with those to start from. */
  readonly choose: () => Promise<(draft: SetupDraft, org: OrgWords) => SetupDraft>;
}

/** Techniques whose editors, presets and words are fetched when somebody chooses them. */
export const LATER_EDITORS: Readonly<Record<LaterTechnique, LaterEditor>> = {
  engagement: {
    words: {
      en: () => import('messages:setup-engagement/en'),
      es: () => import('messages:setup-engagement/es'),
    },
    editor: async () => (await import('./engagement/EngagementEditor.tsx')).EngagementEditor,
    summary: async () => (await import('./engagement/EngagementSummary.tsx')).EngagementSummary,
    choose: async () => (await import('./engagement/edit-engagement.ts')).chooseEngagement,
  },
  recommendations: {
    words: {
      en: () => import('messages:setup-recommendations/en'),
      es: () => import('messages:setup-recommendations/es'),
    },
    editor: async () => (await import('./recommendations/RecommendationsEditor.tsx')).RecommendationsEditor,
    summary: async () => (await import('./recommendations/RecommendationsSummary.tsx')).RecommendationsSummary,
    choose: async () => (await import('./recommendations/edit-recommendations.ts')).chooseRecommendations,
  },
  voice: {
    words: {
      en: () => import('messages:setup-voice/en'),
      es: () => import('messages:setup-voice/es'),
    },
    editor: async () => (await import('./voice/VoiceEditor.tsx')).VoiceEditor,
    summary: async () => (await import('./voice/VoiceSummary.tsx')).VoiceSummary,
    choose: async () => (await import('./voice/edit-voice.ts')).chooseVoice,
  },
};

export function isLater(technique: string): technique is LaterTechnique {
  return Object.hasOwn(LATER_EDITORS, technique);
}

import * as z from 'zod';
import { engagementSettingsSchema } from '#core/techniques/engagement/settings.ts';
import { recommendationsSettingsSchema } from '#core/techniques/recommendations/settings.ts';
import { voiceSettingsSchema } from '#core/techniques/voice/settings.ts';

/** Settings that somebody thinks about, of one of the techniques that take more than accounts and deals. */
export const draftTechniqueSchema = z.discriminatedUnion('technique', [
  z.strictObject({ technique: z.literal('engagement'), settings: engagementSettingsSchema }),
  z.strictObject({ technique: z.literal('recommendations'), settings: recommendationsSettingsSchema }),
  z.strictObject({ technique: z.literal('voice'), settings: voiceSettingsSchema }),
]);
export type DraftTechnique = z.infer<typeof draftTechniqueSchema>;

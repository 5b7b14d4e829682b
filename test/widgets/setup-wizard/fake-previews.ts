import * as z from 'zod/mini';
import { scorePoints } from '#core/techniques/engagement/score.ts';
import { engagementSettingsSchema, pointsByTouch } from '#core/techniques/engagement/settings.ts';
import { touchNumber } from '#core/techniques/engagement/touches.ts';
import { recommendationsSettingsSchema } from '#core/techniques/recommendations/settings.ts';
import { voiceSettingsSchema } from '#core/techniques/voice/settings.ts';

/** What the last full run kept, and of how many accounts. */
export type FakePreviews = 'none' | 'whole' | 'sampled';

const ACCOUNTS = 4_812;
const SAMPLED = 2_000;
const TICKS = 1_000;

const draftSchema = z.discriminatedUnion('technique', [
  z.object({ technique: z.literal('engagement'), settings: engagementSettingsSchema }),
  z.object({ technique: z.literal('recommendations'), settings: recommendationsSettingsSchema }),
  z.object({ technique: z.literal('voice'), settings: voiceSettingsSchema }),
]);
type Draft = z.infer<typeof draftSchema>;

/** The contract of the preview: engagement's numbers come from core over made-up calls, the others stand still. */
export function answerPreview(
  previews: FakePreviews,
  given: Readonly<Record<string, unknown>>,
): { status: number; body: unknown } {
  if (previews === 'none') return { status: 200, body: { state: 'none' } };
  const draft = draftSchema.parse(given['draft']);
  const sampled = previews === 'whole' ? ACCOUNTS : SAMPLED;
  const body = { state: 'ready', asOfDay: 20_778, accounts: ACCOUNTS, sampled, half: null, notes: [] };
  return { status: 200, body: { ...body, ...numbersOf(draft, sampled) } };
}

function numbersOf(draft: Draft, sampled: number): Readonly<Record<string, unknown>> {
  switch (draft.technique) {
    case 'engagement': {
      const { settings } = draft;
      const each = pointsByTouch(settings)[touchNumber('call', 'answeredInbound')] ?? 0;
      const rawTicks = Float64Array.from({ length: sampled }, (_, at) => each * TICKS * (at % 40));
      const scored = scorePoints({ rawTicks, settings, asOfDay: 20_778, frozenHalf: null });
      const labels = counted(settings.labels, [...scored.labelCounts], sampled);
      return {
        labels,
        published: counted(settings.labels, [2_310, 1_104, 702, 446, 250], ACCOUNTS),
        without: [{ reason: 'noBand', accounts: labels.at(-1)?.accounts }],
        half: { points: scored.basis.half, from: settings.half === null ? 'proposed' : 'settings' },
      };
    }
    case 'recommendations':
      return {
        labels: counted(draft.settings.labels, [61, 388], sampled),
        published: counted(draft.settings.labels, [140, 960], ACCOUNTS),
        without: [{ reason: 'noneHolds', accounts: sampled - 449 }],
        notes: [{ code: 'techniques.preview.horizonOther', params: { days: 90 } }],
      };
    case 'voice':
      return {
        labels: counted(draft.settings.labels, [12, 84, 231, 402], sampled),
        published: counted(draft.settings.labels, [30, 190, 560, 981], ACCOUNTS),
        without: [
          { reason: 'noTexts', accounts: sampled - 729 - 300 },
          { reason: 'tooFewTexts', accounts: 240 },
          { reason: 'noneHolds', accounts: 60 },
        ],
        notes: [
          { code: 'techniques.preview.otherScope', params: {} },
          { code: 'techniques.preview.tooFarBack', params: { days: 180 } },
          { code: 'techniques.preview.sourceNotRead', params: { source: 'notes' } },
          { code: 'techniques.preview.nameNotWatched', params: { name: 'Contoso' } },
        ],
      };
  }
}

function counted(labels: readonly { readonly id: string }[], counts: readonly number[], all: number) {
  const known = labels.map(({ id }, at) => ({ labelId: id, accounts: counts[at] ?? 0 }));
  const none = all - known.reduce((sum, { accounts }) => sum + accounts, 0);
  return [...known, { labelId: null, accounts: none }];
}

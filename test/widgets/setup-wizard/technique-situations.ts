import type { Page } from 'playwright-core';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import { configurationOf, mappingOf, parseDraft, type SetupDraft } from '#widgets/setup-wizard/models/setup-draft.ts';
import { SHIPPED_SOURCES } from '#widgets/setup-wizard/techniques/engagement/shipped-sources.ts';
import { SHIPPED_TEXTS } from '#widgets/setup-wizard/techniques/voice/shipped-texts.ts';
import { SAID_OF_ALL } from '#test/support/said-of-all.ts';
import { crmModule, STANDARD } from '#test/support/crm-metadata.ts';
import { runClockUntil } from '#test/support/run-clock-until.ts';
import type { FakeServer } from './fake-server.ts';
import { previewed, stoppedAt, withWorld, type Short } from './stop-wizard.ts';

/** Modules of touch points that the made-up org has. */
const MODULES = ['Calls', 'Events', 'Tasks', 'Notes'];

/** All five, each from its preset with a little of one's own. */
export function withAllTechniques(draft: SetupDraft): SetupDraft {
  const voice = presetVoiceSettings();
  return {
    ...draft,
    chosen: { rfm: true, firmographics: true, engagement: true, recommendations: true, voice: true },
    engagement: {
      ...presetEngagementSettings(SHIPPED_SOURCES.filter(({ module }) => MODULES.includes(module))),
      half: 24,
    },
    recommendations: presetRecommendationsSettings(),
    voice: {
      ...voice,
      sources: SHIPPED_TEXTS.filter(({ module }) => MODULES.includes(module)),
      competitors: ['Acme Analytics', 'Contoso'],
      keywords: ['invoice', 'renewal'],
      labels: voice.labels.map((label) =>
        label.id === 'leaving'
          ? {
              ...label,
              conditions: [
                ...label.conditions,
                { kind: 'competitor', competitor: null, operator: 'over', times: 2 },
                { kind: 'keyword', keyword: 'renewal', sentiment: 'negative', operator: 'atLeast', times: 1 },
              ],
              pattern: '(1 OR 2) AND 3',
            }
          : label,
      ),
    },
  };
}

export function withModules(server: Promise<FakeServer>): Promise<FakeServer> {
  return withWorld(server, (world) => {
    const modules = [...Object.keys(STANDARD), ...MODULES].map((name) => crmModule(name, { pluralLabel: name }));
    world.org = { modules };
  });
}

const open = async (page: Page, place: number): Promise<void> => {
  await previewed(page);
  await page.locator('.switch--wide .button').nth(place).click();
  await page.locator('.technique .lint-list').waitFor();
};

/** With its numbers. */
export const showTechnique = async (page: Page, place: number): Promise<void> => {
  await open(page, place);
  await runClockUntil(page, page.locator('.technique .label-counts'), 2_000);
};

/** All five over a published version with other labels, points, names and without recommendations. */
async function changed(): Promise<FakeServer> {
  const server = await stoppedAt('review', withAllTechniques);
  const draft = parseDraft(server.world.draft);
  const mapping = draft === null ? null : mappingOf(draft);
  if (draft === null || mapping === null || draft.engagement === null || draft.voice === null)
    throw new Error('it was just stored');
  const { call, sms } = draft.engagement.channels;
  if (call === undefined || sms === undefined) throw new Error('the preset has both');
  const [first, ...labels] = draft.rfm.labels;
  if (first === undefined) throw new Error('the preset has labels');
  const former: SetupDraft = {
    ...draft,
    chosen: { ...draft.chosen, recommendations: false },
    rfm: { ...draft.rfm, labels: [...labels, { ...first, names: { ...first.names, en: 'Stars' } }] },
    engagement: {
      ...draft.engagement,
      windowDays: 180,
      half: null,
      sources: draft.engagement.sources.slice(1),
      channels: {
        ...draft.engagement.channels,
        call: { ...call, points: { ...call.points, voicemail: 2 } },
        sms: { ...sms, on: false },
      },
    },
    voice: { ...draft.voice, competitors: ['Contoso', 'Initech'] },
  };
  server.world.published = { ...configurationOf(former, mapping, '2026-11-20T10:00:00Z'), version: 3 };
  return server;
}

export const TECHNIQUES: readonly Short[] = [
  {
    name: 'techniques-engagement',
    server: () => withModules(stoppedAt('techniques', withAllTechniques)),
    async act(page) {
      await showTechnique(page, 2);
      await page.locator('.tick-line__note--warn').first().waitFor();
      await page.locator('.technique details.source > summary').click();
    },
  },
  {
    name: 'techniques-recommendations',
    server: () => withModules(stoppedAt('techniques', withAllTechniques)),
    async act(page) {
      await showTechnique(page, 3);
      await page.locator('.conditions .button').last().click();
      await page.locator('.product-search input').first().fill('ana');
      await runClockUntil(page, page.locator('.product-search__found'), 500);
      await page.locator('.product-search__found .button').first().click();
      await page.locator('.type__condition .name-list__item').first().waitFor();
      await page.locator('.chance select').nth(1).selectOption('between');
      await page.locator('.product-search input').last().fill('ana');
      await runClockUntil(page, page.locator('.product-search__found'), 500);
    },
  },
  {
    name: 'techniques-voice',
    server: () => withModules(stoppedAt('techniques', withAllTechniques)),
    async act(page) {
      await showTechnique(page, 4);
      await page.locator('.name-list__form input').first().fill('Contoso');
      await page.locator('.name-list__form .button').first().click();
      await page.locator('.field__error').waitFor();
      await page.locator('.conditions .button').first().click();
    },
  },
  {
    name: 'preview-none',
    server: () =>
      withWorld(withModules(stoppedAt('techniques', withAllTechniques)), (world) => {
        world.previews = 'none';
      }),
    async act(page) {
      await open(page, 2);
      await runClockUntil(page, page.locator('.technique > .banner--info'), 2_000);
    },
  },
  {
    name: 'preview-failed',
    server: () =>
      withWorld(withModules(stoppedAt('techniques', withAllTechniques)), (world) => {
        world.trouble.set('POST /v1/setup/technique-preview', { status: 503, body: { code: 'store.blobDamaged' } });
      }),
    async act(page) {
      await open(page, 4);
      await runClockUntil(page, page.locator('.technique > .banner--warn'), 2_000);
    },
  },
  {
    name: 'techniques-lint',
    server: () =>
      withModules(
        stoppedAt('techniques', (draft) => {
          const { engagement, ...all } = withAllTechniques(draft);
          if (engagement === null) throw new Error('it was just put in');
          const labels = engagement.labels.map((label, index) => (index === 1 ? { ...label, to: 30 } : label));
          return { ...all, engagement: { ...engagement, labels } };
        }),
      ),
    // What does not hold together is not counted.
    act: (page) => open(page, 2),
  },
  {
    name: 'techniques-five',
    server: () => withModules(stoppedAt('techniques')),
    async act(page) {
      await previewed(page);
      await page.locator('.choose input').nth(4).click();
      // The third comes with the choice.
      await page.locator('.switch--wide .button').nth(2).click();
      await page.locator('.technique .name-lists').waitFor();
    },
  },
  {
    name: 'review-changes',
    server: () => withModules(changed()),
    act: (page) => page.locator('.changes li').first().waitFor(),
  },
  {
    name: 'review-five',
    server: () => withModules(stoppedAt('review', withAllTechniques)),
    act: (page) => page.locator('.summary__part').nth(6).locator('li').nth(2).waitFor(),
  },
  {
    name: 'review-unread',
    server: () =>
      withWorld(withModules(stoppedAt('review', withAllTechniques)), (world) => {
        const where = 'techniques.engagement.sources';
        world.warnings = [{ code: 'sources.readingIsOff', params: { who: 'both', what: 'both' }, where }];
      }),
    async act(page) {
      await page.locator('.banner--warn .button').waitFor();
      await page.locator('.summary__part').nth(6).locator('li').nth(2).waitFor();
    },
  },
  {
    name: 'review-limit',
    server: () =>
      withWorld(stoppedAt('review'), (world) => {
        const params = { of: 'day', most: 20_000, spent: 19_404, credits: 1_240 };
        world.warnings = [{ code: 'credits.estimateOverLimit', params, where: 'credits' }];
      }),
    act: (page) => page.locator('.banner--warn .button').waitFor(),
  },
  {
    name: 'run-said',
    server: () =>
      withWorld(withModules(stoppedAt('review', withAllTechniques)), (world) => {
        world.overview = SAID_OF_ALL;
        world.runState = 'done';
      }),
    async act(page) {
      await page.locator('.field-list').waitFor();
      await page.locator('.step-foot .button--primary').click();
      await page.locator('.run-notes').nth(3).waitFor();
      for (const more of await page.locator('.run-notes summary').all()) await more.click();
    },
  },
];

import { afterAll, beforeAll, expect, test } from 'vitest';
import { configurationSchema } from '#core/configuration/configuration.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import { SHIPPED_SOURCES } from '#widgets/setup-wizard/techniques/engagement/shipped-sources.ts';
import { SHIPPED_TEXTS } from '#widgets/setup-wizard/techniques/voice/shipped-texts.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { createIntakeSandbox, createIntakeWorld, type IntakeWorld } from '#test/support/intake-world.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };

let sandbox: Sandbox;
let world: IntakeWorld;
beforeAll(async () => {
  sandbox = await createIntakeSandbox();
  world = await createIntakeWorld(sandbox);
});
afterAll(() => sandbox.close());

/** What the review warns of where these sources are chosen, by id. */
async function warned(touches: readonly string[], texts: readonly string[] | null): Promise<unknown> {
  const standing = configurationSchema.parse((await world.admin('GET', '/v1/configuration')).at('configuration'));
  const of = <S extends { readonly id: string }>(shipped: readonly S[], ids: readonly string[]): S[] =>
    shipped.filter(({ id }) => ids.includes(id));
  const configuration = {
    ...standing,
    techniques: {
      ...standing.techniques,
      engagement: presetEngagementSettings(of(SHIPPED_SOURCES, touches)),
      voice: texts === null ? null : { ...presetVoiceSettings(), sources: of(SHIPPED_TEXTS, texts) },
    },
  };
  const answer = await world.admin('POST', '/v1/setup/review', { configuration });
  expect(answer.at('problems')).toEqual([]);
  return answer.at('warnings');
}

test('the review says that emails and notes do not count while nobody reads them, or nobody has yet', async () => {
  const warning = (code: string, who: string, what: string, technique = 'engagement') => [
    { code, params: { who, what }, where: `techniques.${technique}.sources` },
  ];
  expect(await warned(['calls'], null)).toEqual([]);
  expect(await warned(['calls', 'emails'], null)).toEqual(warning('sources.readingIsOff', 'engagement', 'emails'));
  expect(await warned(['calls'], ['notes'])).toEqual(warning('sources.readingIsOff', 'voice', 'notes', 'voice'));
  expect(await warned(['emails'], ['emails', 'notes'])).toEqual(warning('sources.readingIsOff', 'both', 'both'));
  await world.switchTo('on', 5_000);
  expect(await warned(['calls', 'notes'], null)).toEqual(warning('sources.nothingReadYet', 'engagement', 'notes'));
  await world.functions.tick(ORG);
  await world.functions.tick(ORG);
  expect((await world.admin('GET', '/v1/intake')).at('intake', 'state')).toBe('done');
  expect(await warned(['emails', 'notes'], ['notes'])).toEqual([]);
});

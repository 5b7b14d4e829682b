import { expect, test } from 'vitest';
import { configurationSchema } from '#core/configuration/configuration.ts';
import { checkConfiguration } from '#core/configuration/check-configuration.ts';
import { parseTextRecipe } from '#core/configuration/parse-texts.ts';
import { isSameContent } from '#core/configuration/technique-edits.ts';
import { lintEngagement } from '#core/techniques/engagement/lint.ts';
import { presetEngagementLabels } from '#core/techniques/engagement/presets.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import { recommendationsLabelSchema } from '#core/techniques/recommendations/settings.ts';
import { freshLabel, moveBy } from '#widgets/setup-wizard/techniques/edit-labels.ts';
import {
  chooseEngagement,
  pointsOf,
  setPoints,
  splitWidest,
  switchChannel,
} from '#widgets/setup-wizard/techniques/engagement/edit-engagement.ts';
import {
  addBundle,
  chooseRecommendations,
  productsNamed,
  setProducts,
  switchType,
  typesOf,
  withOperator,
} from '#widgets/setup-wizard/techniques/recommendations/edit-recommendations.ts';
import { findProducts, nameProducts } from '#widgets/setup-wizard/techniques/recommendations/find-products.ts';
import { addName, chooseVoice, startCondition } from '#widgets/setup-wizard/techniques/voice/edit-voice.ts';
import {
  configurationOf,
  draftOfConfiguration,
  mappingOf,
  parseDraft,
  startDraft,
} from '#widgets/setup-wizard/models/setup-draft.ts';
import { SHIPPED_TEXTS } from '#widgets/setup-wizard/techniques/voice/shipped-texts.ts';
import { crmModule, lookup } from '#test/support/crm-metadata.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';
import { createFakeServer } from './fake-server.ts';
import { openMapped, openSetup } from './open-setup.ts';

/** All five chosen as the wizard starts them, in an org that keeps calls. */
async function openWithFive() {
  const server = createFakeServer();
  server.world.org = { modules: ['Accounts', 'Contacts', 'Products', 'Deals', 'Calls'].map((name) => crmModule(name)) };
  const { setup } = await openSetup(server);
  setup.mapping.saveAll();
  const org = setup.mapping.org.value;
  for (const choose of [chooseEngagement, chooseRecommendations, chooseVoice])
    setup.draft.edit((draft) => choose(draft, org));
  return { setup, org };
}

test('what the three techniques start from fits the org and can be published', async () => {
  const { setup, org } = await openWithFive();
  const draft = setup.draft.draft.value;
  expect(draft.engagement?.sources.map(({ id }) => id)).toEqual(['emails', 'calls']);
  expect(setup.check.value.techniques).toEqual([]);
  const mapping = mappingOf(draft);
  if (mapping === null) throw new Error('everything is mapped');
  const configuration = configurationSchema.parse(configurationOf(draft, mapping, '2026-11-22T10:00:00Z'));
  expect(checkConfiguration(configuration, org)).toEqual([]);
  expect(draftOfConfiguration(configuration)).toMatchObject({
    chosen: { engagement: true, recommendations: true, voice: true },
    engagement: draft.engagement,
    recommendations: draft.recommendations,
    voice: draft.voice,
  });
  expect(parseDraft(structuredClone(draft))).toEqual(draft);
});

test('a technique that is left out keeps its settings, and is chosen again with them', async () => {
  const { setup, org } = await openWithFive();
  setup.draft.edit((draft) => ({
    ...draft,
    chosen: { ...draft.chosen, voice: false },
    voice: draft.voice === null ? null : { ...draft.voice, competitors: ['Contoso'] },
  }));
  const mapping = mappingOf(setup.draft.draft.value);
  if (mapping === null) throw new Error('everything is mapped');
  expect(configurationOf(setup.draft.draft.value, mapping, '').techniques.voice).toBeNull();
  setup.draft.edit((draft) => chooseVoice(draft, org));
  expect(setup.draft.draft.value.voice?.competitors).toEqual(['Contoso']);
});

test('a draft of an earlier version knows none of them', () => {
  const { engagement: _e, recommendations: _r, voice: _v, ...rest } = startDraft();
  expect(parseDraft({ ...rest, chosen: { rfm: true, firmographics: false } })).toEqual({
    ...startDraft(),
    chosen: { rfm: true, firmographics: false, engagement: false, recommendations: false, voice: false },
  });
});

test('a setup without any technique is not enough', async () => {
  const { setup } = await openWithFive();
  setup.draft.edit((draft) => ({
    ...draft,
    everyAccount: true,
    chosen: {
      rfm: false,
      firmographics: false,
      engagement: false,
      recommendations: false,
      voice: false,
    },
  }));
  expect(setup.check.value.techniques.map(({ code }) => code)).toEqual(['techniques.none']);
  expect(setup.go('review')).toBe('techniques');
});

test.for(['en', 'es'] as const)('words on sources name the place where they are switched on (%s)', (language) => {
  const t = translatorIn(language);
  // Off until somebody switches it on: the place where that is done is named.
  expect(t.text('techniques.sources.emails')).toContain(t.text('setup.place.credits'));
});

test('a technique that is absent and one that is null are the same content', async () => {
  const { setup } = await openMapped();
  const mapping = mappingOf(setup.draft.draft.value);
  if (mapping === null) throw new Error('everything is mapped');
  const now = configurationOf(setup.draft.draft.value, mapping, '');
  const { rfm, firmographics } = now.techniques;
  expect(isSameContent({ ...now, techniques: { rfm, firmographics } }, now)).toBe(true);
  expect(isSameContent({ ...now, techniques: { rfm, firmographics: null } }, now)).toBe(false);
});

test('points stay with a channel that is off, and a new band halves the widest', async () => {
  const { setup } = await openWithFive();
  const { engagement } = setup.draft.draft.value;
  if (engagement === null) throw new Error('it was chosen');
  const off = switchChannel(setPoints(engagement, 'call', 'voicemail', -4), 'call', false);
  expect(pointsOf(switchChannel(off, 'call', true), 'call', 'voicemail')).toBe(-4);
  const [first, ...others] = presetEngagementLabels();
  if (first === undefined) throw new Error('the preset has labels');
  // 0-40, and four of 20 of which the second is hidden.
  const wide = [{ ...first, to: 40 }, ...others];
  const split = splitWidest(wide, freshLabel(wide));
  expect(split.slice(0, 2).map(({ from, to }) => [from, to])).toEqual([
    [0, 20],
    [20, 40],
  ]);
  expect(
    lintEngagement({ ...engagement, labels: splitWidest(engagement.labels, freshLabel(engagement.labels)) }),
  ).toEqual([]);
  expect(moveBy(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moveBy(['a', 'b'], 0, 1)).toEqual(['b', 'a']);
});

test('a label of recommendations keeps two types, ten products and two bundles within its schema', () => {
  const [hot] = presetRecommendationsSettings().labels;
  if (hot === undefined) throw new Error('the preset has labels');
  const two = (['firstBuy', 'nextBuy', 'repeatBuy', 'crossSell', 'bundle'] as const).reduce(
    (label, type) => switchType(label, type, false),
    hot,
  );
  expect(typesOf(two)).toEqual(['crossSell', 'bundle']);
  const named = addBundle(setProducts(two, 'crossSell', ['1', '2', '2']), ['3', '1']);
  expect(recommendationsLabelSchema.safeParse(named).success).toBe(true);
  // The other way round it is the same bundle.
  expect(addBundle(named, ['1', '3'])).toEqual(named);
  expect(addBundle(named, ['3', '3'])).toEqual(named);
  expect(productsNamed({ labels: [named] }).toSorted()).toEqual(['1', '2', '3']);
  expect(withOperator({ operator: 'atLeast', percent: 70 }, 'between')).toEqual({
    operator: 'between',
    from: 70,
    to: 100,
  });
  expect(typesOf(switchType(two, 'nextBuy', true))).toEqual(['nextBuy', 'crossSell', 'bundle']);
});

test('a name is watched once, in whatever case, and keywords are asked for only where there are any', () => {
  expect(addName(['Contoso'], ' contoso ')).toBeNull();
  expect(addName(['Contoso'], ' Acme ')).toEqual(['Contoso', 'Acme']);
  expect(startCondition('keyword', { keywords: [] })).toBeNull();
  expect(startCondition('keyword', { keywords: ['renewal'] }, 'under')).toEqual({
    kind: 'keyword',
    keyword: 'renewal',
    sentiment: null,
    operator: 'under',
    times: 1,
  });
});

test('products are asked for by what of a name no query could misread', async () => {
  const asked: string[] = [];
  const reader = {
    query: (query: string) => {
      asked.push(query);
      return Promise.resolve({ records: [{ id: '7', Product_Name: 'O’Hara' }, { id: '8' }], moreRecords: false });
    },
  };
  const products = { module: 'Products', fields: { name: 'Product_Name' } };
  expect(await findProducts(reader, products, " O'Hara 100% \\ ")).toEqual([{ id: '7', name: 'O’Hara' }]);
  expect(asked[0]).toContain("like '%O%Hara 100% %%'");
  await nameProducts(reader, products, ['7', '8']);
  expect(asked[1]).toContain("where id in ('7', '8') ");
  expect(() => nameProducts(reader, products, ["8') or (id is not null"])).toThrow(RangeError);
});

test('texts are read where contacts and accounts are those of the mapping', async () => {
  const { setup, org } = await openWithFive();
  const draft = setup.draft.draft.value;
  const mapping = mappingOf(draft);
  if (mapping === null || draft.voice === null) throw new Error('everything is mapped and chosen');
  const sources = SHIPPED_TEXTS.filter(({ id }) => id === 'cases');
  const configuration = configurationOf({ ...draft, voice: { ...draft.voice, sources } }, mapping, '');
  const asked = (contactLeadsTo: string) =>
    checkConfiguration(configuration, {
      modules: org.modules,
      fieldsOf: (module) =>
        module === 'Cases'
          ? [lookup('Related_To', contactLeadsTo), lookup('Account_Name', 'Accounts')]
          : org.fieldsOf(module),
    });
  expect(asked('Contacts')).toEqual([]);
  expect(asked('Deals')).toEqual([
    {
      code: 'sources.leadsElsewhere',
      params: { field: 'Related_To', module: 'Cases', found: 'Deals', expected: 'Contacts' },
      where: 'techniques.voice.sources[0].contact',
    },
  ]);
  // A field that leads to records of several modules names none that the org has.
  expect(asked('se_module')).toEqual([]);
});

test('the shipped sources of texts are read strictly', () => {
  expect(SHIPPED_TEXTS.map(({ id }) => id)).toEqual(['emails', 'cases', 'tickets', 'surveys', 'notes']);
  const [emails] = SHIPPED_TEXTS;
  const problems = parseTextRecipe({ ...emails, at: 'sent', texts: ['nothing'], contact: null, account: null });
  expect(problems.ok ? [] : problems.error.map(({ code, where }) => [code, where])).toEqual([
    ['touchPoints.nobody', 'contact'],
    ['touchPoints.wrongKind', 'at'],
    ['touchPoints.unknownField', 'texts[0]'],
  ]);
});

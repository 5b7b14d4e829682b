import { expect, test } from 'vitest';
import { CrmError } from '#core/crm/crm-error.ts';
import { parseMoreBasis, type MoreBasis } from '#core/labels/more-basis.ts';
import { loadReady } from '#test/support/load-panel.ts';
import { createPanelWorld, publish, type PanelWorld } from '#test/support/panel-world.ts';
import { createTechniquesWorld, publishMore, type TechniqueOptions } from '#test/support/panel-techniques.ts';
import type { AccountView } from '#widgets/account-360/models/account-view.ts';
import { sayEngagement } from '#widgets/account-360/more/say-engagement.ts';
import { sayRecommendations } from '#widgets/account-360/more/say-recommendations.ts';
import { sayVoice } from '#widgets/account-360/more/say-voice.ts';
import { createWords } from '#widgets/account-360/more/words.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';
import { loadMore } from '#widgets/account-360/more/load-more.ts';
import type { MoreCardView } from '#widgets/account-360/more/more-view.ts';

const world = (options: TechniqueOptions = {}): PanelWorld => createTechniquesWorld({ buyers: 30, ...options });
const accountOf = (org: PanelWorld): Record<string, unknown> => org.records['Accounts']?.[0] ?? {};
const moreOf = ({ more }: AccountView) => {
  if (more === null) throw new Error('the panel has nothing more to say');
  return more;
};
const read = async (org: PanelWorld) => (await loadMore(moreOf(await loadReady(org)))).view;
/** `explained`, or why there are no numbers. */
const kindOf = ({ state }: MoreCardView): string => ('kind' in state ? state.kind : 'explained');
const kinds = async (org: PanelWorld): Promise<string[]> =>
  (await read(org)).cards.map((card) => `${card.technique} ${kindOf(card)}`);
function changeMore(org: PanelWorld, change: (more: MoreBasis) => MoreBasis): void {
  const text = org.records['ABM_Basis']?.find(({ Name }) => Name === 'more')?.['Basis'];
  const more = parseMoreBasis(String(text));
  if (more === null) throw new Error('no record to change');
  publishMore(org, change(more));
}
/** Parts of the evidence: version, RFM, firmographics, engagement, recommendations, voice. */
function changeEvidence(org: PanelWorld, change: (parts: string[]) => string[]): void {
  const account = accountOf(org);
  account['ABM_Evidence'] = change(String(account['ABM_Evidence']).split('|')).join('|');
}

test('every technique of the configuration has a card, with the label that its evidence gives', async () => {
  const org = world();
  const view = await loadReady(org);
  expect(view.labels.map(({ technique, labelId }) => [technique, labelId])).toEqual([
    ['rfm', 'loyal'],
    ['firmographics', 'medium'],
  ]);
  const { cards, notChosen } = await read(org);
  expect(cards.map((card) => [card.technique, kindOf(card), card.labelId, card.edited])).toEqual([
    ['engagement', 'explained', 'engaged', false],
    ['recommendations', 'explained', 'hot-prospect', false],
    ['voice', 'explained', 'unhappy', false],
  ]);
  expect(cards.map(({ sinceDay }) => sinceDay)).toEqual([20_442, 20_442, 20_442]);
  expect(notChosen).toEqual([]);
});

test('what a recommendations label rests on begins with what is likeliest', async () => {
  const org = world();
  const [, card] = (await read(org)).cards;
  if (card === undefined || !('technique' in card.state) || card.state.technique !== 'recommendations')
    throw new Error('the card of recommendations is explained');
  const { evidence, basis } = card.state;
  const m = translatorIn('en');
  const words = createWords(m, m, [], new Map());
  const values = evidence.values.map((_, at) => (at === 2 ? 20 : at));
  const explained = {
    ...card.state,
    evidence: { ...evidence, values },
    basis: { ...basis, scale: 'percent' },
  } as const;
  const { reasons } = sayRecommendations(explained, words);
  expect(reasons.length).toBeGreaterThan(2);
  const shown = reasons.map((reason) => Number(/(\d+)%/.exec(reason)?.[1]));
  expect(shown).toEqual(shown.toSorted((a, b) => b - a));
  expect(shown[0]).toBe(20);
});

test('sources that the run did not read are named before what the numbers say, in the language of the words', async () => {
  const org = world({ texts: [], touches: [] });
  const names = [
    { en: 'Emails', es: 'Correos electrónicos' },
    { en: 'Notes', es: 'Notas' },
  ];
  const said = async (language: 'en' | 'es') => {
    const m = translatorIn(language);
    const words = createWords(m, m, [], new Map());
    return (await read(org)).cards.flatMap(({ state }) => {
      if (!('technique' in state) || state.technique === 'recommendations') return [];
      if (state.technique === 'engagement') return [sayEngagement(state, words).reasons[0]];
      const { texts, reasons } = sayVoice(state, words);
      return [texts, reasons[0]];
    });
  };
  expect((await said('en')).slice(1, 2)).toEqual(['No text from this account in 180 days']);
  changeMore(org, (more) => ({ ...more, unread: { engagement: names, voice: names } }));
  const unread = 'Not read for these labels: Emails and Notes. What was written there does not count.';
  expect(await said('en')).toEqual([unread, 'No text read from this account in 180 days', unread]);
  const spanish = 'Para estas etiquetas no se leyó: Correos electrónicos y Notas. Lo que se escribió allí no cuenta.';
  expect(await said('es')).toEqual([spanish, 'Ningún texto leído de esta cuenta en 180 días', spanish]);
});

test('an org with the first two techniques alone has nothing more to load', async () => {
  expect((await loadReady(createPanelWorld())).more).toBeNull();
});

test('a label field whose technique the configuration leaves out is named, with what it still says', async () => {
  const org = world();
  publish(org, (published) => ({
    ...published,
    labels: published.labels.filter(({ technique }) => technique !== 'voice' && technique !== 'engagement'),
  }));
  changeMore(org, ({ format, asOfDay, recommendations }) => ({ format, asOfDay, recommendations }));
  changeEvidence(org, ([version = '', rfm = '', firmographics = '', , recommendations = '']) => [
    version,
    rfm,
    firmographics,
    '',
    recommendations,
  ]);
  accountOf(org)['ABM_Voice_Label'] = null;
  const { cards, notChosen } = await read(org);
  expect(cards.map(({ technique }) => technique)).toEqual(['recommendations']);
  expect(notChosen).toEqual([
    { technique: 'engagement', fieldText: 'Engaged' },
    { technique: 'voice', fieldText: null },
  ]);
});

test('RFM that the configuration leaves out is named too, and one that the run left out has a card that says so', async () => {
  const left = createPanelWorld({ rfm: null });
  expect((await read(left)).notChosen).toEqual([{ technique: 'rfm', fieldText: null }]);
  const labels = createPanelWorld().published.labels.filter(({ technique }) => technique === 'rfm');
  publish(left, (published) => ({ ...published, labels: [...published.labels, ...labels] }));
  expect(await kinds(left)).toEqual(['rfm leftOut']);
});

test('a part of the evidence that was changed by hand leaves the other cards as they are', async () => {
  for (const [at, expected] of [
    [3, ['engagement unreadable', 'recommendations explained', 'voice explained']],
    [4, ['engagement explained', 'recommendations unreadable', 'voice explained']],
    [5, ['engagement explained', 'recommendations explained', 'voice unreadable']],
  ] as const) {
    const org = world();
    changeEvidence(org, (parts) => parts.map((part, index) => (index === at ? `${part}!` : part)));
    expect(await kinds(org)).toEqual(expected);
  }
});

test('evidence with a part more than is known is of a newer version', async () => {
  const org = world();
  changeEvidence(org, (parts) => [...parts, 'later']);
  expect(new Set((await read(org)).cards.map(kindOf))).toEqual(new Set(['unreadable']));
});

test('evidence from before these techniques were scored: their labels come with the next full run', async () => {
  const org = world();
  changeEvidence(org, (parts) => parts.slice(0, 3));
  expect(await kinds(org)).toEqual(['engagement notYet', 'recommendations notYet', 'voice notYet']);
});

test('without the record of bases, or with one of another day, no number is told', async () => {
  const other = ['engagement otherRun', 'recommendations otherRun', 'voice otherRun'];
  const none = world();
  publishMore(none, null);
  expect(await kinds(none)).toEqual(other);
  const older = world();
  changeMore(older, (more) => ({ ...more, asOfDay: more.asOfDay - 1 }));
  expect(await kinds(older)).toEqual(other);
  const damaged = world();
  for (const record of damaged.records['ABM_Basis'] ?? [])
    if (record['Name'] === 'more') record['Basis'] = '{"format":1}';
  expect(await kinds(damaged)).toEqual(other);
});

test('evidence that does not give its own label under the basis is not explained by it', async () => {
  const org = world();
  changeMore(org, (more) => {
    const { engagement, recommendations, voice } = more;
    if (engagement == null || recommendations == null || voice == null) throw new Error('not chosen');
    return {
      ...more,
      engagement: { ...engagement, half: 1_000 },
      recommendations: { ...recommendations, labels: recommendations.labels.slice(1) },
      voice: { ...voice, labels: voice.labels.slice(1) },
    };
  });
  expect(await kinds(org)).toEqual(['engagement otherRun', 'recommendations otherRun', 'voice otherRun']);
});

test('a technique that the last full run left out says so', async () => {
  const org = world();
  changeMore(org, (more) => ({ ...more, recommendations: null }));
  changeEvidence(org, (parts) => parts.map((part, index) => (index === 4 ? '' : part)));
  expect(await kinds(org)).toEqual(['engagement explained', 'recommendations leftOut', 'voice explained']);
});

test('a label field that says something else than the evidence was changed by hand', async () => {
  const org = world();
  accountOf(org)['ABM_Engagement_Label'] = 'Cold';
  accountOf(org)['ABM_Voice_Label'] = null;
  const { cards } = await read(org);
  expect(cards.map(({ labelId, fieldText, edited }) => [labelId, fieldText, edited])).toEqual([
    ['engaged', 'Cold', true],
    ['hot-prospect', 'Hot prospect', false],
    ['unhappy', null, true],
  ]);
  // Set up in Spanish, the org's options are Spanish.
  accountOf(org)['ABM_Engagement_Label'] = 'Comprometidas';
  expect((await read(org)).cards[0]?.edited).toBe(false);
});

test('what the profile hides of the account is not told from the evidence', async () => {
  const org = world({
    hidden: ['Accounts.ABM_RFM_Label', 'Accounts.ABM_Voice_Label', 'Accounts.ABM_Engagement_Score'],
  });
  expect((await loadReady(org)).labels.map(({ technique }) => technique)).toEqual(['firmographics']);
  const { cards } = await read(org);
  expect(cards).toEqual([
    expect.objectContaining({ technique: 'rfm', labelId: null, state: { kind: 'hidden', field: 'ABM_RFM_Label' } }),
    expect.objectContaining({ labelId: 'engaged', state: { kind: 'scoreHidden', field: 'ABM_Engagement_Score' } }),
    expect.objectContaining({ technique: 'recommendations', labelId: 'hot-prospect' }),
    expect.objectContaining({ technique: 'voice', labelId: null, state: { kind: 'hidden', field: 'ABM_Voice_Label' } }),
  ]);
});

test('products are named as the viewer reads them: not without the module, the field or the record', async () => {
  const namesIn = async (org: PanelWorld) => [...(await loadMore(moreOf(await loadReady(org)))).products.values()];
  expect((await namesIn(world())).length).toBeGreaterThan(1);
  expect(await namesIn(world({ hidden: ['Products'] }))).toEqual([]);
  expect(await namesIn(world({ hidden: ['Products.Product_Name'] }))).toEqual([]);
  const unshared = world();
  unshared.records['Products'] = (unshared.records['Products'] ?? []).filter(
    ({ Product_Name }) => Product_Name === 'Hoist',
  );
  expect((await namesIn(unshared)).every((name) => name === 'Hoist')).toBe(true);
});

test('a CRM that does not answer is an error, so that the cards can be asked for again', async () => {
  const more = moreOf(await loadReady(world()));
  const crm = { ...more.crm, query: () => Promise.reject(new CrmError('timeout', 'no')) };
  await expect(loadMore({ ...more, crm })).rejects.toThrow(CrmError);
});

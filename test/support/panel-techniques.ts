import { formatIsoDay } from '#core/crm/days.ts';
import type { Label, TechniqueId } from '#core/labels/label.ts';
import { formatMoreBasis, MORE_BASIS_FORMAT, type MoreBasis } from '#core/labels/more-basis.ts';
import { encodeMoreEvidence } from '#core/labels/more-evidence.ts';
import { createAccountReach } from '#core/techniques/engagement/account-reach.ts';
import { engagementEvidenceAt } from '#core/techniques/engagement/evidence.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { addReachTimes, createReachTimes } from '#core/techniques/engagement/reach-times.ts';
import { scoreEngagement } from '#core/techniques/engagement/score.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { createEngine, createRooms } from '#core/techniques/recommendations/engine.ts';
import { recommendationsEvidenceAt } from '#core/techniques/recommendations/evidence.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import { scoreRecommendations } from '#core/techniques/recommendations/score.ts';
import { addVoiceTexts, createVoiceAggregate } from '#core/techniques/voice/aggregate.ts';
import { voiceEvidenceAt } from '#core/techniques/voice/evidence.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import { createCounts, scoreVoice } from '#core/techniques/voice/score.ts';
import type { VoiceSettings } from '#core/techniques/voice/settings.ts';
import { voiceTexts, type TestText } from '#test/core/techniques/voice/voice-texts.ts';
import { aggregateTouches, touchColumns, type TouchRow } from './engagement-data.ts';
import { moreLabelFields } from './panel-fields.ts';
import { createPanelWorld, hide, publish, type PanelWorld, type WorldOptions } from './panel-world.ts';
import { shippedRecipe } from './techniques-org.ts';
import { noCells, purchasesOf, type TestOrder } from './recommendation-data.ts';

const POPULATION = Uint8Array.of(1);
const PRODUCTS = ['Tower crane', 'Crane service', 'Hoist', 'Training day', 'Spare parts kit', 'Telematics'];
const productId = (product: number): string => String(5_843_104_000_000_400_000n + BigInt(product));

export interface TechniqueOptions extends WorldOptions {
  readonly touches?: readonly Omit<TouchRow, 'record' | 'account' | 'day'>[];
  readonly texts?: readonly Omit<TestText, 'id'>[];
  readonly voice?: Partial<VoiceSettings>;
  /** `older`: engagement is of a run that kept nothing of how an account is reached. */
  readonly reach?: 'older';
  /** Sources that the run did not read. */
  readonly unread?: MoreBasis['unread'];
  /** Of other accounts, beside this one; fewer than 200 make bands of percentages. */
  readonly buyers?: number;
}

const TOUCHES: NonNullable<TechniqueOptions['touches']> = [
  ...[10, 16, 16].map((hour) => ({ channel: 'call' as const, response: 'answeredOutbound', hour })),
  { channel: 'call', response: 'missedOutbound' },
  { channel: 'email', response: 'opened' },
  { channel: 'email', response: 'replied' },
  { channel: 'meeting', response: 'held' },
  { channel: 'task', response: 'completed' },
];
const SOURCES = ['emails', 'calls', 'meetings', 'tasks', 'notes'];
const TEXTS: NonNullable<TechniqueOptions['texts']> = [
  { intent: 'complaint', sentiment: 'negative', keywords: [1], competitors: [1] },
  { intent: 'complaint', sentiment: 'negative', keywords: [1] },
  { intent: 'request', sentiment: 'neutral' },
  { intent: 'purchase', sentiment: 'positive' },
];

/** A scored org with all five techniques: the run's own code makes bases and evidence of these too. */
export function createTechniquesWorld(options: TechniqueOptions = {}): PanelWorld {
  const world = createPanelWorld({ ...options, hidden: [] });
  const { asOfDay } = world.published;
  const engagement = engagementOf(options.touches ?? TOUCHES, asOfDay, options.reach);
  const recommendations = recommendationsOf(options.buyers ?? 260, asOfDay);
  const voice = voiceOf(options.texts ?? TEXTS, { ...voiceSettings(), ...options.voice }, asOfDay);
  const account = world.records['Accounts']?.[0];
  if (account === undefined) throw new Error('the world has no account');
  const more = encodeMoreEvidence({
    engagement: engagement.evidence,
    recommendations: recommendations.evidence,
    voice: voice.evidence,
  });
  account['ABM_Evidence'] = `${String(account['ABM_Evidence'])}|${more}`;
  const given: readonly [string, { readonly labelId: string | null } | null, readonly Label[]][] = [
    ['Engagement', engagement.evidence, engagement.labels],
    ['Recommendations', recommendations.evidence, recommendations.labels],
    ['Voice', voice.evidence, voice.labels],
  ];
  for (const [name, evidence, labels] of given) {
    account[`ABM_${name}_Label`] = labels.find(({ id }) => id === evidence?.labelId)?.names.en ?? null;
    account[`ABM_${name}_Since`] = formatIsoDay(asOfDay - 12);
  }
  world.fields['Accounts']?.push(...moreLabelFields());
  world.fields['Products'] = [
    { api_name: 'Product_Name', field_label: 'Product name', data_type: 'text', custom_field: false },
  ];
  world.records['Products'] = PRODUCTS.map((Product_Name, product) => ({ id: productId(product), Product_Name }));
  publish(world, (published) => ({
    ...published,
    mapping: { ...published.mapping, products: { module: 'Products', fields: { name: 'Product_Name' } } },
    labels: [
      ...published.labels,
      ...named('engagement', engagement.labels),
      ...named('recommendations', recommendations.labels),
      ...named('voice', voice.labels),
    ],
  }));
  publishMore(world, {
    format: MORE_BASIS_FORMAT,
    asOfDay,
    engagement: engagement.basis,
    recommendations: recommendations.basis,
    voice: voice.basis,
    ...(options.unread === undefined ? {} : { unread: options.unread }),
  });
  for (const name of options.hidden ?? []) hide(world, name);
  return world;
}

/** Writes the record beside `current` as a run would; null = there is none. */
export function publishMore(world: PanelWorld, more: MoreBasis | null): void {
  const others = (world.records['ABM_Basis'] ?? []).filter(({ Name }) => Name !== 'more');
  const text = more === null ? null : formatMoreBasis(more);
  if (text !== null && !text.ok) throw new Error(`the basis does not fit: ${JSON.stringify(text.error)}`);
  const record = text === null ? [] : [{ id: '5843104000000300002', Name: 'more', Basis: text.value }];
  world.records['ABM_Basis'] = [...others, ...record];
}

function named(technique: TechniqueId, labels: readonly Label[]) {
  return labels.map(({ id, names, colour }) => ({ id, names, colour, technique }));
}

function engagementOf(
  touches: readonly Omit<TouchRow, 'record' | 'account' | 'day'>[],
  asOfDay: number,
  reach: TechniqueOptions['reach'],
) {
  const settings = { ...presetEngagementSettings(SOURCES.map(shippedRecipe)), half: 20 };
  const rows = touches.map((touch, record) => ({ ...touch, record, account: 0, day: asOfDay - 2 - record * 9 }));
  const { latest, ...counted } = aggregateTouches(1, rows, { asOfDay, counting: settings });
  const totals = engagementTotals({ latest, ...counted });
  const scores = scoreEngagement({ totals, population: POPULATION, settings, asOfDay });
  const times = createReachTimes(1, { by: 'account', asOfDay, windowDays: settings.windowDays });
  addReachTimes(times, touchColumns(rows));
  const kept = reach === 'older' ? {} : { reachAt: createAccountReach(totals, times, settings) };
  const evidence = engagementEvidenceAt({ scores, totals, latest, population: POPULATION, ...kept }, 0);
  return { basis: scores.basis, evidence, labels: settings.labels };
}

/** This account has bought cranes and their service; others buy the like, two by two. */
function recommendationsOf(buyers: number, asOfDay: number) {
  const settings = presetRecommendationsSettings();
  const orders: TestOrder[] = [
    { account: 0, day: asOfDay - 420, products: [0, 1] },
    { account: 0, day: asOfDay - 240, products: [1] },
    { account: 0, day: asOfDay - 60, products: [0, 4] },
    ...Array.from({ length: 4 * buyers }, (_, order) => ({
      account: 1 + (order % buyers),
      day: asOfDay - ((order * 37) % 700),
      products: order % 3 === 0 ? [0, 1, 5] : [order % PRODUCTS.length, (order + 1 + (order % 2)) % PRODUCTS.length],
    })),
  ];
  const accounts = buyers + 1;
  const population = new Uint8Array(accounts).fill(1);
  const purchases = purchasesOf(accounts, PRODUCTS.length, orders);
  const engine = createEngine({
    purchases,
    cells: noCells(accounts),
    asOfDay,
    horizonDays: settings.horizonDays,
    seed: 1,
  });
  const productIds = PRODUCTS.map((_, product) => productId(product));
  const scores = scoreRecommendations({ engine, settings, population, productIds });
  const rooms = createRooms(engine.recommender);
  const evidence = recommendationsEvidenceAt({ scores, engine, population, productIds, rooms }, 0);
  return { basis: scores.basis, evidence, labels: settings.labels };
}

/** The preset, and one label more that asks for a keyword and a competitor. */
export function voiceSettings(): VoiceSettings {
  const preset = presetVoiceSettings();
  return {
    ...preset,
    keywords: ['price'],
    competitors: ['Acme'],
    labels: [
      {
        id: 'tempted',
        names: { en: 'Tempted', es: 'Tentado' },
        colour: '#7A4FBF',
        optionId: null,
        conditions: [
          { kind: 'keyword', keyword: 'price', sentiment: 'negative', operator: 'atLeast', times: 3 },
          { kind: 'competitor', competitor: null, operator: 'over', times: 0 },
        ],
        pattern: '1 AND 2',
      },
      ...preset.labels,
    ],
  };
}

function voiceOf(texts: readonly Omit<TestText, 'id'>[], settings: VoiceSettings, asOfDay: number) {
  const { windowDays, keywords, competitors } = settings;
  const counting = { asOfDay, windowDays, keywordCount: keywords.length, competitorCount: competitors.length };
  const aggregate = createVoiceAggregate(1, counting);
  addVoiceTexts(aggregate, voiceTexts(texts.map((text, id) => ({ day: asOfDay - id, ...text, id: 7_000 + id }))));
  const scores = scoreVoice({ aggregate, population: POPULATION, settings });
  const countsAt = createCounts(aggregate, settings);
  const evidence = voiceEvidenceAt({ scores, aggregate, population: POPULATION, countsAt }, 0);
  return { basis: scores.basis, evidence, labels: settings.labels };
}

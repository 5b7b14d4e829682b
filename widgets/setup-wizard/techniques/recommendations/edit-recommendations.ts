import type { Label } from '#core/labels/label.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import type {
  LabelConditions,
  ProbabilityCondition,
  RecommendationsLabel,
  RecommendationsSettings,
} from '#core/techniques/recommendations/settings.ts';
import { MIN_TYPES_PER_LABEL } from '#core/techniques/recommendations/settings.ts';
import { RECOMMENDATION_TYPES, type RecommendationType } from '#core/techniques/recommendations/types.ts';
import type { OrgWords } from '../../models/org-words.ts';
import type { SetupDraft } from '../../models/setup-draft.ts';

export const PROBABILITY_OPERATORS = [
  'atLeast',
  'atMost',
  'between',
] as const satisfies readonly ProbabilityCondition['operator'][];

/** Accounts are alike by the preset's fields as far as these are mapped. */
export function chooseRecommendations(draft: SetupDraft, _org: OrgWords): SetupDraft {
  const mapped = draft.modules.accounts?.fields ?? {};
  const preset = presetRecommendationsSettings();
  return {
    ...draft,
    chosen: { ...draft.chosen, recommendations: true },
    recommendations: draft.recommendations ?? {
      ...preset,
      cellFields: preset.cellFields.filter((field) => Object.hasOwn(mapped, field)),
    },
  };
}

export function typesOf({ types }: Pick<RecommendationsLabel, 'types'>): RecommendationType[] {
  return RECOMMENDATION_TYPES.filter((type) => types[type] !== undefined);
}

/** Whether the type may be taken out: a label combines at least two. */
export function mayDrop(label: Pick<RecommendationsLabel, 'types'>): boolean {
  return typesOf(label).length > MIN_TYPES_PER_LABEL;
}

/** Takes the type in with the label's own probability and any product, or out; the last two stay. */
export function switchType(label: RecommendationsLabel, type: RecommendationType, on: boolean): RecommendationsLabel {
  const has = label.types[type] !== undefined;
  if (has === on || (!on && !mayDrop(label))) return label;
  const probability = typesOf(label).map((known) => label.types[known]?.probability)[0] ?? {
    operator: 'atLeast',
    percent: 70,
  };
  const types: LabelConditions = { ...label.types };
  if (!on) delete types[type];
  else if (type === 'bundle') types.bundle = { bundles: [], probability };
  else types[type] = { products: [], probability };
  return { ...label, types };
}

export function setProbability(
  label: RecommendationsLabel,
  type: RecommendationType,
  probability: ProbabilityCondition,
): RecommendationsLabel {
  const { types } = label;
  if (type === 'bundle') {
    return types.bundle === undefined
      ? label
      : { ...label, types: { ...types, bundle: { ...types.bundle, probability } } };
  }
  const condition = types[type];
  return condition === undefined ? label : { ...label, types: { ...types, [type]: { ...condition, probability } } };
}

export function setProducts(
  label: RecommendationsLabel,
  type: Exclude<RecommendationType, 'bundle'>,
  products: readonly string[],
): RecommendationsLabel {
  const condition = label.types[type];
  if (condition === undefined) return label;
  return { ...label, types: { ...label.types, [type]: { ...condition, products: [...new Set(products)] } } };
}

/** Two products in either order are one bundle. */
export function addBundle(label: RecommendationsLabel, bundle: readonly [string, string]): RecommendationsLabel {
  const known = label.types.bundle;
  const [one, other] = bundle;
  if (known === undefined || one === other) return label;
  if (known.bundles.some((pair) => pair.includes(one) && pair.includes(other))) return label;
  return { ...label, types: { ...label.types, bundle: { ...known, bundles: [...known.bundles, [one, other]] } } };
}

export function removeBundle(label: RecommendationsLabel, index: number): RecommendationsLabel {
  const known = label.types.bundle;
  if (known === undefined) return label;
  const bundles = known.bundles.filter((_, at) => at !== index);
  return { ...label, types: { ...label.types, bundle: { ...known, bundles } } };
}

/** The same figures under another operator. */
export function withOperator(
  condition: ProbabilityCondition,
  operator: ProbabilityCondition['operator'],
): ProbabilityCondition {
  const percent = condition.operator === 'between' ? condition.from : condition.percent;
  if (operator === 'between')
    return { operator, from: percent, to: condition.operator === 'between' ? condition.to : Math.max(percent, 100) };
  return { operator, percent };
}

/** A new label asks for what is half likely, whatever is bought: between the preset's hot and cold. */
export function startLabel(labels: readonly RecommendationsLabel[], fresh: Label): RecommendationsLabel[] {
  const probability: ProbabilityCondition = { operator: 'atLeast', percent: 50 };
  const anyProduct = { products: [], probability };
  return [...labels, { ...fresh, match: 'any', types: { nextBuy: anyProduct, crossSell: anyProduct } }];
}

/** Every product that a label names, bundles included, once. */
export function productsNamed({ labels }: Pick<RecommendationsSettings, 'labels'>): string[] {
  const all = labels.flatMap(({ types }) => [
    ...(types.bundle?.bundles.flat() ?? []),
    ...RECOMMENDATION_TYPES.flatMap((type) => (type === 'bundle' ? [] : (types[type]?.products ?? []))),
  ]);
  return [...new Set(all)];
}

/** Every label of the preset as it ships, whatever the labels are called. */
export function isPreset({ labels }: Pick<RecommendationsSettings, 'labels'>): boolean {
  return JSON.stringify(labels.map(ruleOf)) === JSON.stringify(presetRecommendationsSettings().labels.map(ruleOf));
}

function ruleOf({ id, match, types }: RecommendationsLabel) {
  return { id, match, types: RECOMMENDATION_TYPES.map((type) => types[type] ?? null) };
}

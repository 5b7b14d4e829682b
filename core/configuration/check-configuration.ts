import type { ColumnKind } from '#core/columns/column-table.ts';
import { checkCriteriaBy, type KindsOf } from '#core/criteria/check-criteria.ts';
import type { ModuleMetadata } from '#core/crm/metadata.ts';
import { checkMapping, checkMappingShape } from '#core/mapping/check-mapping.ts';
import type { FieldsOf } from '#core/mapping/detect-lookups.ts';
import type { Problem } from '#core/message.ts';
import type { RecommendationsSettings } from '#core/techniques/recommendations/settings.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import { checkEngagement } from './check-engagement.ts';
import { checkLabels, checkRfmSettings } from './check-rfm-settings.ts';
import { checkSourcesFit } from './check-sources-fit.ts';
import { checkVoice } from './check-voice.ts';
import type { Configuration } from './configuration.ts';
import { createKindsOf } from './kinds-of.ts';

/** What the CRM says about itself; when given, modules, fields and their types are checked too. */
export interface KnownMetadata {
  readonly modules: readonly ModuleMetadata[];
  readonly fieldsOf: FieldsOf;
  /** The products of deals are said outside of the mapping: a recipe names their file. */
  readonly productsElsewhere?: boolean;
}

/** The rules that look across fields: SET-2..5, RFM-1..5, FIR-1. Everything wrong at once, by JSON path. */
export function checkConfiguration(configuration: Configuration, known: KnownMetadata | null): Problem[] {
  const { mapping, criteria, techniques } = configuration;
  const mappingProblems =
    known === null ? checkMappingShape(mapping) : checkMapping(mapping, known.modules, known.fieldsOf).problems;
  const fieldsOf = known?.fieldsOf ?? null;
  const ofAccounts = createKindsOf('accounts', mapping, fieldsOf);
  const problems = [
    ...mappingProblems.map((problem) => ({ ...problem, where: `mapping.${problem.where}` })),
    ...checkCriteriaBy(criteria, ofAccounts, 'criteria'),
  ];
  if (Object.values(techniques).every((settings) => settings == null))
    problems.push({ code: 'techniques.none', params: {}, where: 'techniques' });
  if (techniques.rfm !== null) {
    const ofDeals = createKindsOf('deals', mapping, fieldsOf);
    problems.push(...checkRfmReferences(techniques.rfm, configuration, ofDeals));
    problems.push(...checkRfmSettings(techniques.rfm, 'techniques.rfm'));
  }
  if (techniques.firmographics !== null) {
    const at = 'techniques.firmographics.labels';
    const { labels } = techniques.firmographics;
    problems.push(...checkLabels(labels, at));
    for (const [index, label] of labels.entries())
      problems.push(...checkCriteriaBy(label.criteria, ofAccounts, `${at}[${index}].criteria`));
  }
  if (techniques.engagement != null) problems.push(...checkEngagement(techniques.engagement, 'techniques.engagement'));
  if (techniques.voice != null) {
    problems.push(...checkVoice(techniques.voice, 'techniques.voice'));
    if (known !== null)
      problems.push(...checkSourcesFit(techniques.voice.sources ?? [], 'techniques.voice.sources', mapping, known));
  }
  if (techniques.recommendations != null)
    problems.push(...checkRecommendations(techniques.recommendations, configuration, ofAccounts, known));
  return problems;
}

/** REC-2, REC-3: products come from the deals, and accounts are alike by fields with few values. */
function checkRecommendations(
  { cellFields, labels }: RecommendationsSettings,
  { mapping }: Configuration,
  ofAccounts: KindsOf,
  known: KnownMetadata | null,
): Problem[] {
  const at = 'techniques.recommendations';
  const problems = [
    ...cellFields.flatMap((field, index) =>
      checkReference(field, ['text', 'boolean'], ofAccounts, `${at}.cellFields[${index}]`),
    ),
    ...checkLabels(labels, `${at}.labels`),
  ];
  if (mapping.dealProducts.kind === 'none' && known?.productsElsewhere !== true)
    problems.push({ code: 'recommendations.noProductSource', params: {}, where: `${at}.labels` });
  // Bulk read gives no related lists.
  if (mapping.dealProducts.kind === 'relatedList' && known?.productsElsewhere !== true)
    problems.push({
      code: 'run.productsNotReadable',
      params: { source: mapping.dealProducts.kind },
      where: `${at}.labels`,
    });
  return problems;
}

function checkRfmReferences(settings: RfmSettings, { mapping }: Configuration, ofDeals: KindsOf): Problem[] {
  const at = 'techniques.rfm';
  const problems = [
    ...checkReference(settings.recencyField, ['day'], ofDeals, `${at}.recencyField`),
    ...checkReference(settings.monetaryField, ['money', 'number'], ofDeals, `${at}.monetaryField`),
    ...checkCriteriaBy(settings.contributing, ofDeals, `${at}.contributing`),
  ];
  // RFM-1: products bought = sum of line quantity, else linked products.
  const countsProducts = mapping.dealProducts.kind !== 'none' || Object.hasOwn(mapping.deals.fields, 'quantity');
  if (settings.frequencyOf === 'products' && !countsProducts)
    problems.push({ code: 'rfm.noProductSource', params: {}, where: `${at}.frequencyOf` });
  return problems;
}

function checkReference(reference: string, wanted: readonly ColumnKind[], kindsOf: KindsOf, where: string): Problem[] {
  const kinds = kindsOf(reference);
  if (!kinds.ok) return [{ ...kinds.error, where }];
  if (kinds.value.some((kind) => wanted.includes(kind))) return [];
  return [
    {
      code: 'field.wrongKind',
      params: { field: reference, kind: kinds.value.join(' '), expected: wanted.join(' ') },
      where,
    },
  ];
}

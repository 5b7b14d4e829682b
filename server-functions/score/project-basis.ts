import type { Configuration } from '#core/configuration/configuration.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { DEFAULT_EXCHANGE_RATE_MEANS } from '#core/crm/money.ts';
import type { Label } from '#core/labels/label.ts';
import {
  BASIS_RECORD,
  formatPublishedBasis,
  PUBLISHED_BASIS_FORMAT,
  type PublishedBasis,
} from '#core/labels/published-basis.ts';
import type { Problem } from '#core/message.ts';
import type { Generation } from './generation.ts';
import { WON } from './plan-reading.ts';

/**
 * Writes what the account panel explains labels by (decision 6). Gives warnings: labels stand without it, and the panel says
 * that it cannot explain them.
 */
export async function projectBasis(
  crm: CrmBatch,
  published: {
    readonly configuration: Configuration;
    readonly generation: Generation;
    readonly id: string;
    readonly publishedAt: string;
  },
): Promise<readonly Problem[]> {
  const texts = formatPublishedBasis(toBasis(published));
  if (!texts.ok) return [texts.error];
  const { module, name, current, basis, money } = BASIS_RECORD;
  try {
    await crm.putRecord({
      module,
      match: { apiName: name, value: current },
      values: { [basis]: texts.value.basis, [money]: texts.value.money },
    });
    return [];
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    const missing = error.reason === 'invalidModule';
    return [
      missing
        ? { code: 'basis.moduleMissing', params: { module, remedy: 'addModule' }, where: module }
        : { code: 'basis.notWritten', params: { module, reason: error.reason, remedy: 'runAgain' }, where: module },
    ];
  }
}

function toBasis({
  configuration,
  generation,
  id,
  publishedAt,
}: Parameters<typeof projectBasis>[1]): Parameters<typeof formatPublishedBasis>[0] {
  const { mapping, criteria, techniques } = configuration;
  const { rfm, firmographics } = techniques;
  const { org } = generation;
  return {
    format: PUBLISHED_BASIS_FORMAT,
    generation: id,
    publishedAt,
    asOfDay: generation.asOfDay,
    currency: org.homeCurrency,
    minorDigits: generation.minorDigits,
    timeZone: org.timeZone,
    fieldPrefix: '',
    labels: [
      ...(rfm?.labels ?? []).map((label) => ({ ...named(label), technique: 'rfm' as const })),
      ...(firmographics?.labels ?? []).map((label) => ({ ...named(label), technique: 'firmographics' as const })),
    ],
    mapping,
    criteria,
    deals: {
      contributing: rfm?.contributing ?? WON,
      recencyField: rfm?.recencyField ?? 'closingDate',
      monetaryField: rfm?.monetaryField ?? 'amount',
      exchangeRateMeans: DEFAULT_EXCHANGE_RATE_MEANS,
    },
    rfm: generation.rfm?.basis ?? null,
    firmographics: generation.firmographics?.basis ?? null,
  };
}

function named({ id, names, colour }: Label): Pick<PublishedBasis['labels'][number], 'id' | 'names' | 'colour'> {
  return { id, names, colour };
}

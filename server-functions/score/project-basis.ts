import type { Configuration } from '#core/configuration/configuration.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { DEFAULT_EXCHANGE_RATE_MEANS } from '#core/crm/money.ts';
import type { Label } from '#core/labels/label.ts';
import {
  BASIS_RECORD,
  formatPublishedBasis,
  type BasisTexts,
  PUBLISHED_BASIS_FORMAT,
  type PublishedBasis,
} from '#core/labels/published-basis.ts';
import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import type { Generation } from './generation.ts';
import { labelReader } from './label-history.ts';
import { WON } from './plan-reading.ts';

interface Published {
  readonly configuration: Configuration;
  readonly generation: Generation;
  readonly id: string;
  readonly publishedAt: string;
}

/** What the account panel explains labels by (decision 6), as the texts of its record. */
export function toBasisTexts(published: Published): Result<BasisTexts, Problem> {
  return formatPublishedBasis(toBasis(published));
}

/**
 * Writes the record. Gives warnings: labels stand without it, and the panel says that it cannot explain them. `compare`: somebody
 * may have written it already, and every field is written once.
 */
export async function projectBasis(
  crm: CrmBatch,
  { basis: text, money: moneyText }: BasisTexts,
  compare: boolean,
): Promise<readonly Problem[]> {
  const { module, name, current, basis, money } = BASIS_RECORD;
  const values = { [basis]: text, [money]: moneyText };
  try {
    if (compare && (await holds(crm, values))) return [];
    await crm.putRecord({ module, match: { apiName: name, value: current }, values });
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

async function holds(crm: CrmBatch, values: Readonly<Record<string, string>>): Promise<boolean> {
  const { module, name, current } = BASIS_RECORD;
  const fields = [name, ...Object.keys(values)].map((apiName) => ({ apiName, as: apiName, kind: 'text' as const }));
  for await (const table of crm.readTable({ module, fields }).batches) {
    for (let row = 0; row < table.length; row++) {
      const cell = (key: string) => labelReader(table, key)?.(row) ?? null;
      if (cell(name) === current && Object.entries(values).every(([key, value]) => cell(key) === value)) return true;
    }
  }
  return false;
}

function toBasis({
  configuration,
  generation,
  id,
  publishedAt,
}: Published): Parameters<typeof formatPublishedBasis>[0] {
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

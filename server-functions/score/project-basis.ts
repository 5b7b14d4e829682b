import type { Configuration } from '#core/configuration/configuration.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { DEFAULT_EXCHANGE_RATE_MEANS } from '#core/crm/money.ts';
import { TECHNIQUES, type Label } from '#core/labels/label.ts';
import {
  formatMoreBasis,
  judgedTexts,
  MORE_BASIS_FORMAT,
  MORE_BASIS_NAME,
  unreadSources,
} from '#core/labels/more-basis.ts';
import {
  BASIS_RECORD,
  formatPublishedBasis,
  type BasisTexts,
  PUBLISHED_BASIS_FORMAT,
  type PublishedBasis,
} from '#core/labels/published-basis.ts';
import type { Problem } from '#core/message.ts';
import { ok, type Result } from '#core/result.ts';
import { limitOf } from '../shared/credits/limit-of.ts';
import { MORE_TECHNIQUES, type Generation } from './generation.ts';
import { labelReader } from './label-history.ts';
import { WON } from './plan-reading.ts';

interface Published {
  readonly configuration: Configuration;
  readonly generation: Generation;
  readonly id: string;
  readonly publishedAt: string;
}

/** `more`: what stands in a record of its own (core/labels/more-basis.ts); null = nothing to write there. */
export interface RecordTexts extends BasisTexts {
  readonly more: string | null;
}

/**
 * What the account panel explains labels by (decision 6), as the texts of its records; a text that does not fit is a problem, and
 * stays away. `more` false: a look at changes leaves the techniques of full runs as they are, and their record too.
 */
export function toBasisTexts(
  published: Published,
  { more }: { readonly more: boolean },
): { readonly texts: RecordTexts | null; readonly problems: readonly Problem[] } {
  const texts = formatPublishedBasis(toBasis(published));
  if (!texts.ok) return { texts: null, problems: [texts.error] };
  const others = more ? toMoreText(published) : ok(null);
  return {
    texts: { ...texts.value, more: others.ok ? others.value : null },
    problems: others.ok ? [] : [others.error],
  };
}

/** null = none of these techniques is chosen. */
function toMoreText({ configuration, generation }: Published): Result<string | null, Problem> {
  const { engagement, recommendations, voice } = configuration.techniques;
  if (MORE_TECHNIQUES.every((technique) => configuration.techniques[technique] == null)) return ok(null);
  const { more } = generation;
  const unread = (['engagement', 'voice'] as const).flatMap((technique) => {
    const names = unreadSources(more?.[technique]?.warnings ?? []);
    return names.length === 0 ? [] : [[technique, names] as const];
  });
  const judged = judgedTexts(more?.voice?.warnings ?? []);
  return formatMoreBasis({
    format: MORE_BASIS_FORMAT,
    asOfDay: generation.asOfDay,
    ...(engagement == null ? {} : { engagement: more?.engagement?.basis ?? null }),
    ...(recommendations == null ? {} : { recommendations: more?.recommendations?.basis ?? null }),
    ...(voice == null ? {} : { voice: more?.voice?.basis ?? null }),
    ...(unread.length === 0 ? {} : { unread: Object.fromEntries(unread) }),
    ...(judged === null ? {} : { judged }),
  });
}

/**
 * Writes the records. Gives warnings: labels stand without them, and the panel says that it cannot explain them. `compare`: somebody
 * may have written them already, and every field is written once.
 */
export async function projectBasis(
  crm: CrmBatch,
  { basis: text, money: moneyText, more }: RecordTexts,
  compare: boolean,
): Promise<readonly Problem[]> {
  const { module, name, current, basis, money } = BASIS_RECORD;
  const records = [
    { value: current, values: { [basis]: text, [money]: moneyText } },
    ...(more === null ? [] : [{ value: MORE_BASIS_NAME, values: { [basis]: more } }]),
  ];
  try {
    for (const { value, values } of records)
      if (!compare || !(await holds(crm, value, values)))
        await crm.putRecord({ module, match: { apiName: name, value }, values });
    return [];
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    const missing = error.reason === 'invalidModule';
    return [
      missing
        ? { code: 'basis.moduleMissing', params: { module, remedy: 'addModule' }, where: module }
        : {
            code: 'basis.notWritten',
            // Of a limit that was reached, which one, and how much of it was spent.
            params: { module, reason: error.reason, remedy: 'runAgain', ...limitOf(error) },
            where: module,
          },
    ];
  }
}

async function holds(crm: CrmBatch, record: string, values: Readonly<Record<string, string>>): Promise<boolean> {
  const { module, name } = BASIS_RECORD;
  const fields = [name, ...Object.keys(values)].map((apiName) => ({ apiName, as: apiName, kind: 'text' as const }));
  for await (const table of crm.readTable({ module, fields }).batches) {
    for (let row = 0; row < table.length; row++) {
      const cell = (key: string) => labelReader(table, key)?.(row) ?? null;
      if (cell(name) === record && Object.entries(values).every(([key, value]) => cell(key) === value)) return true;
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
  const { rfm } = techniques;
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
    labels: TECHNIQUES.flatMap((technique) =>
      (techniques[technique]?.labels ?? []).map((label) => ({ ...named(label), technique })),
    ),
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

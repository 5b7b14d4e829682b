import { decodeEvidence, encodeEvidence } from '#core/labels/evidence.ts';
import { parseRfmBasis } from '#core/techniques/rfm/basis.ts';
import { rfmEvidenceAt, rfmVerdict } from '#core/techniques/rfm/evidence.ts';
import { presetRfmLabels, presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { scoreRfm } from '#core/techniques/rfm/score.ts';
import type { RfmLabel, RfmSettings } from '#core/techniques/rfm/settings.ts';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';
import { aggregateDeals, type DealRow } from '../rfm-data.ts';
import { DAYS, everyOrdinal, FIRST_DAY, populationOf, type Company, type TechniqueTrial } from './technique-trial.ts';

const NEVER: RfmLabel = {
  id: 'never',
  names: { en: 'Never', es: 'Nunca' },
  colour: '#75777C',
  optionId: null,
  matches: 'noPurchases',
};
const preset = presetRfmSettings();
const SETTINGS: readonly (readonly [string, RfmSettings])[] = [
  ['automatic levels', preset],
  [
    'products bought, gaps and a label for no purchases',
    { ...preset, frequencyOf: 'products', labels: [...preset.labels.slice(0, 6), NEVER] },
  ],
  ['two, four and three levels', presetRfmSettings({ r: 2, f: 4, m: 3 })],
  [
    'manual bands',
    {
      ...presetRfmSettings({ r: 3, f: 2, m: 4 }),
      recency: {
        mode: 'manual',
        levels: 3,
        bands: [
          { score: 3, anyOf: [{ fromDays: 0, toDays: 60 }] },
          {
            score: 2,
            anyOf: [
              { fromDays: 60, toDays: 200 },
              { fromDay: '2024-01-01', toDay: '2024-01-31' },
            ],
          },
          { score: 1, anyOf: [{ fromDays: 200, toDays: null }] },
        ],
      },
      frequency: {
        mode: 'manual',
        levels: 2,
        bands: [
          { score: 2, anyOf: [{ from: 2.5, to: null }] },
          { score: 1, anyOf: [{ from: null, to: 2.5 }] },
        ],
      },
      labels: [...presetRfmLabels({ r: 3, f: 2, m: 4 }).slice(0, 7), NEVER],
    },
  ],
];

export const RFM_TRIALS: readonly TechniqueTrial[] = SETTINGS.map(([name, settings]) => ({
  name: `RFM, ${name}`,
  technique: 'rfm',
  cost: 1,
  leastAccounts: 60,
  company: (accounts, seed) => companyOf(accounts, seed, settings),
}));

function companyOf(accounts: number, seed: number, settings: RfmSettings): Company {
  const rows = randomDeals(accounts, seed);
  const population = populationOf(accounts);
  return {
    scoreAsOf: (asOfDay, records) => {
      const known = records === 'all' ? rows : rows.filter(({ day }) => day === null || day <= asOfDay);
      const aggregate = aggregateDeals(accounts, known, asOfDay);
      const result = scoreRfm({ aggregate, population, settings, asOfDay, minorDigits: 2 });
      if (!result.ok)
        return {
          labels: everyOrdinal(accounts, () => null),
          storedAt: () => null,
          relabel: () => undefined,
          told: result.error,
        };
      const scores = result.value;
      const basis = parseRfmBasis(JSON.parse(JSON.stringify(scores.basis)), 'test');
      const storedAt = (ordinal: number): string | null => {
        const rfm = rfmEvidenceAt({ scores, aggregate, population }, ordinal);
        return rfm === null ? null : encodeEvidence({ rfm, firmographics: null });
      };
      return {
        labels: everyOrdinal(accounts, (ordinal) => settings.labels[scores.label[ordinal] ?? -1]?.id ?? null),
        storedAt,
        relabel: (stored) => {
          const read = decodeEvidence(stored, 'test');
          if (!read.ok || !basis.ok || read.value.rfm === null) return undefined;
          const { purchases } = read.value.rfm;
          const wiped = purchases === null ? null : { ...purchases, r: 1, f: 1, m: 1 };
          return rfmVerdict({ purchases: wiped }, basis.value).labelId;
        },
        told: {
          ...scores,
          // How many deals came later, or could not be placed, is said of all that were read, and is what differs.
          warnings: scores.warnings.filter(({ code }) => !code.startsWith('rfm.deals')),
          evidence: everyOrdinal(accounts, storedAt),
        },
      };
    },
  };
}

/** Most accounts have few deals, some many and some none; days, amounts and accounts may be missing. */
function randomDeals(accounts: number, seed: number): DealRow[] {
  const random = createRandom(seed);
  const rows: DealRow[] = [];
  for (let account = 0; account < accounts; account++)
    for (let left = Math.floor(random() ** 3 * 20); left > 0; left--)
      rows.push({
        id: 5_843_104_000_000_000_000n + BigInt(rows.length * 7),
        account: random() < 0.01 ? -1 : account,
        day: random() < 0.02 ? null : FIRST_DAY + Math.floor(random() * DAYS),
        amountMinor: random() < 0.05 ? null : Math.round(10 ** (2 + random() * 6)) * (random() < 0.03 ? -1 : 1),
        units: random() < 0.2 ? Math.round(random() * 5_000) / 1_000 : 1,
        contributing: random() < 0.9,
      });
  return rows;
}

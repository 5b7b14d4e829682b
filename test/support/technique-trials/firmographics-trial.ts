import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import type { Condition } from '#core/criteria/criteria.ts';
import { decodeEvidence, encodeEvidence } from '#core/labels/evidence.ts';
import { parseFirmographicsBasis } from '#core/techniques/firmographics/basis.ts';
import { firmographicsEvidenceAt, firmographicsVerdict } from '#core/techniques/firmographics/evidence.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { scoreFirmographics } from '#core/techniques/firmographics/score.ts';
import type { FirmographicsSettings } from '#core/techniques/firmographics/settings.ts';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';
import { DAYS, everyOrdinal, FIRST_DAY, populationOf, type Company, type TechniqueTrial } from './technique-trial.ts';

const INDUSTRIES = ['Banking', 'Retail', 'Healthcare', 'Software'];

const RULES: readonly (readonly [pattern: string, conditions: Condition[]])[] = [
  [
    '((1 AND 2) OR 3) AND 4',
    [
      { field: 'industry', operator: 'isAnyOf', values: ['banking', 'Software'] },
      { field: 'employees', operator: 'atLeast', number: 300 },
      { field: 'annualRevenue', operator: 'greaterThan', number: 8_000_000 },
      { field: 'industry', operator: 'isNot', value: 'Retail' },
    ],
  ],
  [
    '1 OR 2',
    [
      { field: 'renewalDate', operator: 'inNextDays', days: 45 },
      { field: 'renewalDate', operator: 'inLastDays', days: 20 },
    ],
  ],
  ['', [{ field: 'employees', operator: 'between', from: 20, to: 200 }]],
  ['', [{ field: 'employees', operator: 'isEmpty' }]],
];
const preset = presetFirmographicsSettings();
const SETTINGS: FirmographicsSettings = {
  labels: preset.labels.map((label, index) => {
    const [pattern = '', conditions = []] = RULES[index] ?? [];
    return { ...label, criteria: { pattern, conditions } };
  }),
};

/**
 * Fields of accounts have no day (TEC-3, and results say so); what a day decides is who was there, and how far dates in fields are away.
 * An account is a record dated by its creation, and those that came later change nothing for the others.
 */
export const FIRMOGRAPHICS_TRIAL: TechniqueTrial = {
  name: 'Firmographics, fields and dates',
  technique: 'firmographics',
  cost: 1,
  leastAccounts: 60,
  company: companyOf,
};

interface Row {
  readonly created: number;
  readonly employees: number;
  readonly industry: number;
  readonly revenueMinor: number;
  readonly renewal: number;
}

function companyOf(accounts: number, seed: number): Company {
  const random = createRandom(seed);
  const rows = everyOrdinal(accounts, (): Row => ({
    created: FIRST_DAY + Math.floor(random() ** 3 * DAYS),
    employees: random() < 0.1 ? Number.NaN : Math.floor(10 ** (random() * 4)),
    industry: Math.floor(random() * 5) - 1,
    revenueMinor: random() < 0.2 ? Number.NaN : Math.floor(random() * 1e9),
    renewal: FIRST_DAY + Math.floor(random() * (DAYS + 60)),
  }));
  const inside = populationOf(accounts);
  return {
    scoreAsOf: (asOfDay, records) => {
      const there = everyOrdinal(accounts, (ordinal) => ordinal).filter((at) => (rows[at]?.created ?? 0) <= asOfDay);
      const kept = records === 'all' ? everyOrdinal(accounts, (ordinal) => ordinal) : there;
      const table = tableOf(kept.flatMap((at) => rows[at] ?? []));
      const population = Uint8Array.from(kept, (at) => inside[at] ?? 0);
      const scores = scoreFirmographics({ table, population, settings: SETTINGS, asOfDay, minorDigits: 2 });
      const basis = parseFirmographicsBasis(JSON.parse(JSON.stringify(scores.basis)), 'test');
      const placeOf = new Map(kept.map((at, place) => [at, place]));
      const storedAt = (ordinal: number): string | null => {
        const place = placeOf.get(ordinal);
        const firmographics = place === undefined ? null : firmographicsEvidenceAt({ scores, population }, place);
        return firmographics === null ? null : encodeEvidence({ rfm: null, firmographics });
      };
      const labelAt = (ordinal: number): string | null =>
        SETTINGS.labels[scores.label[placeOf.get(ordinal) ?? -1] ?? -1]?.id ?? null;
      const { population: _, ...ofTheRun } = scores.basis;
      return {
        labels: everyOrdinal(accounts, labelAt),
        storedAt,
        relabel: (stored) => {
          const read = decodeEvidence(stored, 'test');
          if (!read.ok || !basis.ok || read.value.firmographics === null) return undefined;
          const { conditionBits } = read.value.firmographics;
          return firmographicsVerdict({ conditionBits }, basis.value).labelId;
        },
        told: { basis: ofTheRun, accounts: there.map((at) => [at, labelAt(at), storedAt(at)]) },
      };
    },
  };
}

function tableOf(rows: readonly Row[]): ColumnTable {
  const columns = new Map<string, Column>([
    ['employees', { kind: 'number', values: Float64Array.from(rows, ({ employees }) => employees) }],
    ['industry', { kind: 'text', dictionary: INDUSTRIES, codes: Int32Array.from(rows, ({ industry }) => industry) }],
    ['annualRevenue', { kind: 'money', minor: Float64Array.from(rows, ({ revenueMinor }) => revenueMinor) }],
    ['renewalDate', { kind: 'day', days: Int32Array.from(rows, ({ renewal }) => renewal) }],
  ]);
  return { length: rows.length, columns };
}

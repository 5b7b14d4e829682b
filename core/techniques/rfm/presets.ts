import { cellsOf, firstLabel, type LevelCounts } from './label-cells.ts';
import { MAX_LEVELS, type RfmLabel, type RfmMatches, type RfmSettings } from './settings.ts';

interface PresetLabel {
  readonly id: string;
  readonly en: string;
  readonly es: string;
  readonly colour: string;
  readonly matches: (levels: LevelCounts) => RfmMatches;
}

type Range = { readonly min: number; readonly max: number };

/** The best scores of a metric: 4 and 5 of five, the top one of fewer. */
function high(levels: number): Range {
  return { min: levels === 5 ? 4 : levels, max: levels };
}
/** The better half: 3 to 5 of five, 3 to 4 of four, 2 to 3 of three, 2 of two. */
function better(levels: number): Range {
  return { min: Math.floor(levels / 2) + 1, max: levels };
}
/** The rest: complements `better`, so that the preset leaves no cell without a label. */
function worse(levels: number): Range {
  return { min: 1, max: Math.floor(levels / 2) };
}

/**
 * RFM-5, first match wins; names agree with "cuentas" in Spanish. Colours keep 3:1 against white and near-black (WCAG 2.2,
 * 1.4.11) and apart from each other; a label is never shown by colour alone.
 */
const PRESET: readonly PresetLabel[] = [
  {
    id: 'champions',
    en: 'Champions',
    es: 'Campeonas',
    colour: '#1E874B',
    matches: ({ r, f, m }) => ({ r: high(r), f: high(f), m: high(m) }),
  },
  {
    id: 'loyal',
    en: 'Loyal',
    es: 'Leales',
    colour: '#2F72D6',
    matches: ({ r, f }) => ({ r: better(r), f: better(f), m: null }),
  },
  {
    id: 'new',
    en: 'New',
    es: 'Nuevas',
    colour: '#0E8FA3',
    matches: ({ r }) => ({ r: high(r), f: { min: 1, max: 1 }, m: null }),
  },
  {
    id: 'promising',
    en: 'Promising',
    es: 'Prometedoras',
    colour: '#8B5FD0',
    matches: ({ r, f }) => ({ r: better(r), f: worse(f), m: null }),
  },
  {
    id: 'cant-lose',
    en: 'Can’t Lose',
    es: 'No perder',
    colour: '#C2378F',
    matches: ({ r, f, m }) => ({ r: worse(r), f: high(f), m: high(m) }),
  },
  {
    id: 'at-risk',
    en: 'At Risk',
    es: 'En riesgo',
    colour: '#CC3B2E',
    matches: ({ r, f }) => ({ r: worse(r), f: better(f), m: null }),
  },
  {
    id: 'hibernating',
    en: 'Hibernating',
    es: 'Hibernando',
    colour: '#A8701A',
    matches: ({ r, f }) => ({ r: { min: 2, max: worse(r).max }, f: worse(f), m: null }),
  },
  {
    id: 'lost',
    en: 'Lost',
    es: 'Perdidas',
    colour: '#75777C',
    matches: ({ f }) => ({ r: { min: 1, max: 1 }, f: worse(f), m: null }),
  },
];

/**
 * RFM-5: predefined labels for any combination of 2 to 5 levels. Every cell has exactly one first match; labels that no cell
 * would reach (few levels leave no room for Hibernating or Promising) are left out.
 */
export function presetRfmLabels(levels: LevelCounts): RfmLabel[] {
  const all = PRESET.map(({ id, en, es, colour, matches }) => ({
    id,
    names: { en, es },
    colour,
    optionId: null,
    matches: matches(levels),
  }));
  const reached = new Set(cellsOf(levels).map((cell) => firstLabel(all, cell)));
  return all.filter((_, index) => reached.has(index));
}

/** RFM-1, RFM-4 as proposed: won deals by closing date and amount, percentiles, preset labels. */
export function presetRfmSettings(levels: LevelCounts = { r: MAX_LEVELS, f: MAX_LEVELS, m: MAX_LEVELS }): RfmSettings {
  return {
    recencyField: 'closingDate',
    frequencyOf: 'deals',
    monetaryField: 'amount',
    contributing: { conditions: [{ field: 'stageType', operator: 'is', value: 'won' }], pattern: '' },
    recency: { mode: 'automatic', levels: levels.r },
    frequency: { mode: 'automatic', levels: levels.f },
    monetary: { mode: 'automatic', levels: levels.m },
    labels: presetRfmLabels(levels),
  };
}

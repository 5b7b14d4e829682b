import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import { formatIsoDay, parseIsoDay } from '#core/crm/days.ts';
import { SMALL_RECIPE, SMALL_SETTINGS } from './small-crm-files.ts';

/** Days of the made-up company: deals from 2023-01-01 on, to the end of 2025. */
const FIRST = parseIsoDay('2023-01-01') ?? 0;
const DAYS = 3 * 365;
export const DATED_ACCOUNTS = 120;

export const DATED_RECIPE = {
  ...SMALL_RECIPE,
  dealProducts: { kind: 'lookups', column: 'bought', separator: ';', by: 'name' },
};

export const DATED_SETTINGS = {
  ...SMALL_SETTINGS,
  techniques: {
    ...SMALL_SETTINGS.techniques,
    firmographics: presetFirmographicsSettings(),
    recommendations: { ...presetRecommendationsSettings(), cellFields: ['billingCountry'] },
  },
};

/**
 * 120 accounts over three years. Every third keeps buying every other month and buys more each time; the others bought at first
 * only, so that who is among the best as of the end of 2024 is among the best in 2025, but for four that come back once.
 */
export function datedFiles(replaced: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    'recipe.json': JSON.stringify(DATED_RECIPE),
    'settings.json': JSON.stringify(DATED_SETTINGS),
    'data/accounts.csv': [
      'number,company,staff,country',
      ...Array.from(
        { length: DATED_ACCOUNTS },
        (_, n) => `A${n},Company ${n},${n * 12},${['ES', 'FR', 'DE'][n % 3] ?? ''}`,
      ),
    ].join('\n'),
    'data/deals.csv': ['deal,company,status,closed,sum,bought', ...datedDeals()].join('\n'),
    ...replaced,
  };
}

function datedDeals(): string[] {
  const rows: string[] = [];
  for (let account = 0; account < DATED_ACCOUNTS; account++) {
    const faithful = account % 3 === 0;
    // Four come back once, in 2025.
    const late = !faithful && account > 114;
    const days: number[] = [];
    for (let day = account % 50; day <= (faithful ? DAYS - 1 : 300); day += faithful ? 61 : 110) days.push(day);
    if (late) days.push(2 * 365 + 8);
    for (const [order, day] of days.entries()) {
      const product = ['Core', 'Advanced', 'Service', 'Licence'][(order + account) % 4] ?? '';
      const sum = 100 + account + 10 * order;
      rows.push(`D${rows.length},A${account},won,${germanDay(FIRST + day)},${sum},${product}`);
    }
  }
  return rows;
}

function germanDay(day: number): string {
  return formatIsoDay(day).split('-').toReversed().join('.');
}

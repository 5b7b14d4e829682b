import { field, options } from '#sandbox/schema/field-definition.ts';
import type { Seed } from '#sandbox/store/seed-target.ts';
import { seed as seedWorld, WORLD_ACCOUNTS } from '#test/support/criteria-world-seed.ts';

/** Deals of the first account, some of them without a day or an amount. */
export const DEALS = 7;
/** Accounts that carry a label, by label. */
export const LABELLED = { Champions: 5, Loyal: 3, 'Can’t Lose': 2 } as const;

/** The hostile world, and beside it what the last run would have written: labels, the published basis, deals to explain. */
export const seed: Seed = async (target, given) => {
  await seedWorld(target, given);
  target.addFields('Accounts', [
    field('ABM_RFM_Label', 'RFM label', 'picklist', { custom_field: true, options: options(...Object.keys(LABELLED)) }),
  ]);
  target.insert(
    'Accounts',
    Object.entries(LABELLED).flatMap(([label, count]) =>
      Array.from({ length: count }, (_, n) => ({ Account_Name: `${label} ${n}`, ABM_RFM_Label: label })),
    ),
  );
  target.insert(
    'Deals',
    Array.from({ length: DEALS * 2 }, (_, n) => ({
      Deal_Name: `Deal ${n}`,
      Account_Name: target.recordId('Accounts', n < DEALS ? WORLD_ACCOUNTS + 1 : WORLD_ACCOUNTS + 2),
      Stage: n % 2 === 0 ? 'Closed Won' : 'Qualification',
      Amount: n % 3 === 0 ? null : n * 100,
      Closing_Date: n % 4 === 0 ? null : `2024-0${(n % 9) + 1}-01`,
    })),
  );
  const basis = typeof given === 'object' && given !== null && 'basis' in given ? String(given.basis) : '';
  target.insert('ABM_Basis', [{ Name: 'current', Basis: basis }]);
};

import fc from 'fast-check';
import { field, options } from '#sandbox/schema/field-definition.ts';
import type { Seed } from '#sandbox/store/seed-target.ts';
import { SECTORS, TONGUES, worldRowArbitrary } from './criteria-world.ts';

export const WORLD_ACCOUNTS = 300;
const CUSTOM = { custom_field: true } as const;

/** `options.seed` decides which accounts there are. */
export const seed: Seed = (target, given) => {
  const number = typeof given === 'object' && given !== null && 'seed' in given ? Number(given.seed) : 0;
  target.addFields('Accounts', [
    field('Town', 'Town', 'text', CUSTOM),
    field('Mail', 'Mail', 'email', CUSTOM),
    field('Site', 'Site', 'website', CUSTOM),
    field('Story', 'Story', 'textarea', CUSTOM),
    field('Order', 'Order', 'text', CUSTOM),
    field('Sector', 'Sector', 'picklist', { ...CUSTOM, options: options(...SECTORS) }),
    field('Tongues', 'Tongues', 'multiselectpicklist', { ...CUSTOM, options: options(...TONGUES) }),
    field('Serial', 'Serial', 'bigint', CUSTOM),
    field('Share', 'Share', 'double', CUSTOM),
    field('Discount', 'Discount', 'percent', CUSTOM),
    field('Renewal', 'Renewal', 'date', CUSTOM),
    field('Seen', 'Seen', 'datetime', CUSTOM),
    field('Key_Account', 'Key account', 'boolean', CUSTOM),
  ]);
  const rows = fc.sample(worldRowArbitrary, { numRuns: WORLD_ACCOUNTS, seed: number });
  target.insert(
    'Accounts',
    rows.map((row) => {
      const parent = Number(row['Parent_Account']);
      return { ...row, Parent_Account: parent === 0 ? null : target.recordId('Accounts', parent) };
    }),
  );
};

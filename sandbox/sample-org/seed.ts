import * as z from 'zod';
import type { Seed, SeedTarget } from '../store/seed-target.ts';
import { generateZylker } from './generate-zylker.ts';
import { ZYLKER_FIELDS, ZYLKER_OPTIONS } from './zylker-fields.ts';

/** What `npm start` shows. Accounts. */
export const DEFAULT_ACCOUNTS = 2_000;

export const zylkerSeedSchema = z.strictObject({
  seed: z.int(),
  accounts: z.optional(z.int().min(1).max(1_000_000)),
  dealsPerAccount: z.optional(z.number().min(0).max(1_000)),
  touchPoints: z.optional(z.number().min(0).max(10)),
  exchangeRateMeans: z.optional(z.enum(['foreignPerHome', 'homePerForeign'])),
});
/** Options of the seed: plain data, since a seed runs in another thread. */
export type ZylkerSeedOptions = z.infer<typeof zylkerSeedSchema>;

/** Fills an org with Zylker up to the org's today. Throws ZodError on options that are not `ZylkerSeedOptions`. */
export const seed: Seed = (target, options) => {
  const chosen = zylkerSeedSchema.parse(options);
  for (const [module, fields] of Object.entries(ZYLKER_FIELDS)) target.addFields(module, fields);
  for (const [module, field, values] of ZYLKER_OPTIONS) target.setOptions(module, field, values);
  const { dealsPerAccount, touchPoints, exchangeRateMeans } = chosen;
  const rows = generateZylker({
    seed: chosen.seed,
    accounts: chosen.accounts ?? DEFAULT_ACCOUNTS,
    today: target.today,
    owners: ownersOf(target),
    currencies: target.org.currencies
      .toSorted((a, b) => Number(b.is_base) - Number(a.is_base))
      .map((currency) => currency.iso_code),
    recordId: (module, ordinal) => target.recordId(module, ordinal),
    ...(dealsPerAccount === undefined ? {} : { dealsPerAccount }),
    ...(touchPoints === undefined ? {} : { touchPoints }),
    ...(exchangeRateMeans === undefined ? {} : { exchangeRateMeans }),
  });
  for (const chunk of rows) target.insert(chunk.module, chunk.rows);
};

/** Accounts belong to sellers; in an org without any, to everybody. */
function ownersOf({ org, users }: SeedTarget): readonly bigint[] {
  const sellers = new Set(org.users.filter((user) => user.role === 'Sales').map((user) => user.key));
  return users.filter((user) => sellers.size === 0 || sellers.has(user.key)).map((user) => user.id);
}

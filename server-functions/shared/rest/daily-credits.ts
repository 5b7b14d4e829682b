/** Credits per rolling 24 hours: base and per paid user. Source: Zoho CRM API v8, API limits. */
const EDITIONS: ReadonlyMap<string, { readonly base: number; readonly perUser: number }> = new Map([
  ['standard', { base: 50_000, perUser: 250 }],
  ['professional', { base: 50_000, perUser: 500 }],
  ['enterprise', { base: 50_000, perUser: 1_000 }],
  ['ultimate', { base: 50_000, perUser: 2_000 }],
]);
const FREE = 5_000;
const MOST = 5_000_000;

interface License {
  readonly paid: boolean;
  readonly paid_type: string | null;
  readonly users_license_purchased: number | null;
  readonly trial_type: string | null;
}

/**
 * What the price list gives an org in 24 hours; null where its licence does not say: a trial, or an edition that is not listed.
 * Credits bought on top are not in it.
 */
export function dailyCredits({ paid, paid_type, users_license_purchased, trial_type }: License): number | null {
  if (!paid) return trial_type === null ? FREE : null;
  const edition = EDITIONS.get((paid_type ?? '').toLowerCase());
  if (edition === undefined || users_license_purchased === null) return null;
  return Math.min(edition.base + edition.perUser * users_license_purchased, MOST);
}

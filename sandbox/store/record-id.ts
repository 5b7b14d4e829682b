/** Ids look like Zoho's: org prefix (7 digits), module number (2), ordinal (10) = 19 digits, always below 2^63. */
export const ORDINALS_PER_MODULE = 10_000_000_000n;
const MODULES_PER_ORG = 100n;

/** Module numbers of things that are no records of a module. */
export const ID_SPACE = {
  org: 1,
  users: 2,
  profiles: 3,
  roles: 4,
  modules: 5,
  fields: 6,
  options: 7,
  currencies: 8,
  permissions: 9,
  bulkJobs: 10,
  variables: 52,
  layouts: 53,
  customViews: 54,
} as const;

/** The n-th id (n >= 1) of a module. Deterministic, so a seed can link rows before they are stored. */
export function recordId(idPrefix: string, moduleNumber: number, ordinal: number): bigint {
  return firstId(idPrefix, moduleNumber) + BigInt(ordinal);
}

/** The id before the first; `firstId + ordinal` is a record's id. */
export function firstId(idPrefix: string, moduleNumber: number): bigint {
  return (BigInt(idPrefix) * MODULES_PER_ORG + BigInt(moduleNumber)) * ORDINALS_PER_MODULE;
}

/** The module number inside an id; tells which module a polymorphic lookup points to. */
export function moduleNumberOf(id: bigint): number {
  return Number((id / ORDINALS_PER_MODULE) % MODULES_PER_ORG);
}

/** True for the text of an id that SQLite can hold. */
export function isIdText(text: string): boolean {
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) < 2n ** 63n;
}

import * as z from 'zod/mini';

/**
 * How a configuration names a field, so that it travels between orgs:
 * - a mapped target in domain words: `industry`, `amount`;
 * - `crm:Api_Name` for a field of the CRM that no target covers;
 * - `abm:rfm.label`, `abm:rfm.r`, `abm:firmographics.label`: what the techniques computed (accounts only);
 * - `stageType` on deals, derived from the stage's meaning: `open`, `won` or `lost`.
 */
export type FieldReference = string;

export const fieldReferenceSchema = z
  .string()
  .check(z.regex(/^(?:[a-z][A-Za-z0-9]*|crm:[A-Za-z][A-Za-z0-9_]*|abm:[a-z]+\.[A-Za-z]+)$/), z.maxLength(120));

/** Bundled references share a prefix with nothing else, so a plain `startsWith` tells them apart. */
export const CRM_PREFIX = 'crm:';
export const ABM_PREFIX = 'abm:';

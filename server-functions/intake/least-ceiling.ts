import { CrmError } from '#core/crm/crm-error.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { FEWEST_INTAKE_CREDITS } from '../policies/intake-policy.ts';
import { estimateFullReads } from '../setup/estimate-credits.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { BULK_PAGE_ROWS } from '../shared/rest/bulk-read.ts';

/** Each asks whether a bulk job is done; measured 3 to 4, a slow one is asked about more often. Credits. */
const POLLS_OF_PAGE = 5;
/** Every intake lists all contacts first; no more than half of a day's credits for that, or hardly anybody would be read. */
const LISTINGS_OF_DAY = 2;
/** Nobody is told 253. Credits. */
const ROUNDED_TO = 10;

/** What the listing that an intake begins with takes. Credits. */
export function listingCredits(contacts: number): number {
  return estimateFullReads([contacts]) + Math.ceil(contacts / BULK_PAGE_ROWS) * POLLS_OF_PAGE;
}

/** The least that a day's ceiling may be: under it credits are spent on lists, day by day, and hardly an e-mail is read. */
export function leastCeiling(contacts: number | null): number {
  if (contacts === null) return FEWEST_INTAKE_CREDITS;
  const least = Math.ceil((LISTINGS_OF_DAY * listingCredits(contacts)) / ROUNDED_TO) * ROUNDED_TO;
  return Math.max(FEWEST_INTAKE_CREDITS, least);
}

/** How many contacts the CRM has, for a credit; null = none are mapped, or it does not count. */
export async function countContacts(
  ports: Pick<WorkPorts, 'store' | 'counterFor'>,
  org: OrgKey,
): Promise<number | null> {
  const contacts = (await readConfiguration(ports.store, org))?.mapping.contacts ?? null;
  const counter = contacts === null ? null : ports.counterFor(org);
  if (contacts === null || counter === null) return null;
  try {
    return await counter.count(contacts.module, 'id is not null');
  } catch (error) {
    if (!(error instanceof CrmError) || error.reason === 'budgetReached') throw error;
    return null;
  }
}

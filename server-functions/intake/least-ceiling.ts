import * as z from 'zod';
import { CrmError } from '#core/crm/crm-error.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { FEWEST_INTAKE_CREDITS } from '../policies/intake-policy.ts';
import { estimateFullReads } from '../setup/estimate-credits.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { BULK_PAGE_ROWS } from '../shared/rest/bulk-read.ts';
import { createJson, readJson, replaceJson } from '../shared/stores/json-items.ts';

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

const COUNTED = 'intake/counted-contacts';
/** An org's contacts grow by some per cent a month, and the least ceiling by the same. Milliseconds. */
const COUNT_KEPT_MS = 86_400_000;
/** `at`: epoch milliseconds. */
const countedSchema = z.strictObject({ module: z.string(), contacts: z.int().min(0), at: z.int() });
export type CountedContacts = z.infer<typeof countedSchema>;

type Counting = Pick<WorkPorts, 'store' | 'counterFor' | 'clock'>;

/** How many contacts the CRM has now, for a credit; null = none are mapped, or it does not count. The number is kept for who only looks. */
export async function countContacts(ports: Counting, org: OrgKey): Promise<CountedContacts | null> {
  const { store, clock } = ports;
  const module = await contactsModule(ports, org);
  const counter = module === null ? null : ports.counterFor(org);
  if (module === null || counter === null) return null;
  try {
    const counted = { module, contacts: await counter.count(module, 'id is not null'), at: clock.now() };
    const before = await readJson(store, org, COUNTED, countedSchema);
    // Whoever was quicker has counted the same.
    if (before === null) await createJson(store, org, COUNTED, counted);
    else await replaceJson(store, org, before, counted);
    return counted;
  } catch (error) {
    if (!(error instanceof CrmError) || error.reason === 'budgetReached') throw error;
    return null;
  }
}

/** The last count where it is of a day at most, else a new one. */
export async function knownContacts(ports: Counting, org: OrgKey): Promise<CountedContacts | null> {
  const kept = (await readJson(ports.store, org, COUNTED, countedSchema))?.value ?? null;
  const isFresh = kept !== null && ports.clock.now() - kept.at < COUNT_KEPT_MS;
  return isFresh && kept.module === (await contactsModule(ports, org)) ? kept : countContacts(ports, org);
}

async function contactsModule({ store }: Pick<WorkPorts, 'store'>, org: OrgKey): Promise<string | null> {
  return (await readConfiguration(store, org))?.mapping.contacts?.module ?? null;
}

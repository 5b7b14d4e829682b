import * as z from 'zod/mini';
import { CrmError } from '#core/crm/crm-error.ts';
import type { Timer } from '../timer.ts';
import { readAnswer } from './read-answer.ts';
import type { ZohoGlobal } from './zoho-global.ts';

const orgSchema = z.object({
  org: z.array(z.object({ id: z.string(), zgid: z.catch(z.nullish(z.string()), null) })),
});

/** The org of the page around the widget, by the name that the server functions know it by; null = the CRM does not say. */
export async function readOrgId(zoho: ZohoGlobal, timer: Timer): Promise<string | null> {
  try {
    const org = (await readAnswer(() => zoho.CRM.CONFIG.getOrgInfo(), orgSchema, timer))?.org[0];
    return org?.zgid ?? org?.id ?? null;
  } catch (error) {
    if (error instanceof CrmError) return null;
    throw error;
  }
}

import * as z from 'zod';
import { quoteText } from '../coql/quote-text.ts';

const answerSchema = z.object({ data: z.array(z.record(z.string(), z.unknown())).min(1) });
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The day of the last won deal of imported files, asked over COQL: a file of the past is scored as of its own end, or every
 * account would look lost. null where no won deal has a day.
 */
export async function readLastWonDay(
  sandboxUrl: string,
  accessToken: string,
  wonStages: readonly string[],
): Promise<string | null> {
  const stages = wonStages.map(quoteText).join(', ');
  const response = await fetch(new URL('/crm/v8/coql', sandboxUrl), {
    method: 'POST',
    headers: { authorization: `Zoho-oauthtoken ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ select_query: `select MAX(Closing_Date) from Deals where Stage in (${stages})` }),
  });
  if (response.status === 204) return null;
  const parsed = answerSchema.safeParse(await response.json());
  const value = parsed.success
    ? Object.values(parsed.data.data[0] ?? {}).find((cell) => typeof cell === 'string' && ISO_DAY.test(cell))
    : null;
  return typeof value === 'string' ? value : null;
}

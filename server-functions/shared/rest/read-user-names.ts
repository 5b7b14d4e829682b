import * as z from 'zod';
import type { RestSender } from './send-rest.ts';

/** Zoho CRM API v8: users of one page. */
const PAGE_USERS = 200;
/** 20,000 users: an org of more is named by ids. */
const MAX_PAGES = 100;

const usersAnswer = z.object({
  users: z.array(z.object({ id: z.string(), full_name: z.string().nullish().catch(null) })),
  info: z.object({ more_records: z.boolean().catch(false) }).catch({ more_records: false }),
});

/** Names of the org's users by id, those who left included: records keep them as owners. Throws `CrmError`. */
export async function readUserNames(rest: RestSender): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (let page = 1; page <= MAX_PAGES; page++) {
    const query = { type: 'AllUsers', page: String(page), per_page: String(PAGE_USERS) };
    // An org has users, and a further page was announced: nothing at all would turn names into ids without a word.
    const request = { method: 'GET', path: '/crm/v8/users', query, mustAnswer: true } as const;
    const answer = await rest.read(request, usersAnswer);
    for (const { id, full_name: name } of answer?.users ?? [])
      if (name !== null && name !== undefined) names.set(id, name);
    if (answer?.info.more_records !== true) break;
  }
  return names;
}

import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import { createPresentedToken } from '#server-functions/shared/rest/access-tokens.ts';
import { createRestSender, type RestSender } from '#server-functions/shared/rest/send-rest.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { CONTRACT_PREFIX, type CrmFixture } from './crm-fixture.ts';

/** A sender that speaks to a sandbox as one of its users, named by key. */
export function sandboxSender(sandbox: Sandbox, org: OrgKey, user: string): RestSender {
  const holder = sandbox.tokens.find((each) => each.dc === org.dc && each.orgId === org.orgId && each.user === user);
  if (holder === undefined) throw new Error(`The org has no user ${user}`);
  return createRestSender({ fetch, apiUrl: sandbox.url, tokens: createPresentedToken(holder.accessToken) });
}

const inserted = z.object({
  data: z.array(z.object({ code: z.literal('SUCCESS'), details: z.object({ id: z.string() }) })),
});

/** Inserts a fixture through the API, as an integration would. */
export async function insertFixture(rest: RestSender, { accounts, deals }: CrmFixture): Promise<void> {
  const insert = async (module: string, data: readonly unknown[]): Promise<readonly string[]> => {
    const answer = await rest.read({ method: 'POST', path: `/crm/v8/${module}`, json: { data } }, inserted);
    return (answer?.data ?? []).map((row) => row.details.id);
  };
  const ids = await insert(
    'Accounts',
    accounts.map(({ name, industry, employees }) => ({
      Account_Name: CONTRACT_PREFIX + name,
      Industry: industry,
      Employees: employees,
    })),
  );
  const idOf = new Map(accounts.map(({ name }, index) => [name, ids[index]]));
  await insert(
    'Deals',
    deals.map(({ name, account, stage, amount, closingDate }) => ({
      Deal_Name: CONTRACT_PREFIX + name,
      Account_Name: account === null ? null : { id: idOf.get(account) },
      Stage: stage,
      Amount: amount === null ? null : Number(amount),
      Closing_Date: closingDate,
    })),
  );
}

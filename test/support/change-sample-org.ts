import * as z from 'zod';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { queryTables } from './query-tables.ts';
import { sandboxSender } from './sandbox-fixture.ts';

const DEALS = 6;
const created = z.object({ data: z.array(z.object({ code: z.literal('SUCCESS') })) });

/** What people do between two runs: deals won, lost, moved, made and deleted, accounts changed, made and deleted. */
export async function changeSampleOrg(sandbox: Sandbox): Promise<void> {
  const path = sandbox.databasePath(ZYLKER);
  const idsOf = (sql: string): readonly string[] => queryTables(path, sql).map(({ id }) => String(id));
  const open = idsOf(
    `SELECT CAST(id AS TEXT) AS id FROM Deals WHERE Stage = 'Negotiation/Review' ORDER BY id LIMIT ${DEALS}`,
  );
  const won = idsOf(`SELECT CAST(id AS TEXT) AS id FROM Deals WHERE Stage = 'Closed Won' ORDER BY id LIMIT ${DEALS}`);
  const accounts = idsOf('SELECT CAST(id AS TEXT) AS id FROM Accounts ORDER BY id DESC LIMIT 5');
  const [lastAccount = '', account = '', other = ''] = accounts;
  const [first = '', second = '', third = '', fourth = ''] = won;
  const rest = sandboxSender(sandbox, ZYLKER, 'administrator');
  const write = async (method: 'PUT' | 'POST', module: string, data: readonly object[]): Promise<void> => {
    await rest.read({ method, path: `/crm/v8/${module}`, json: { data, trigger: [] } }, created);
  };
  await write('PUT', 'Deals', [
    ...open.map((id) => ({ id, Stage: 'Closed Won', Closing_Date: '2026-06-29' })),
    { id: first, Stage: 'Closed Lost' },
    { id: second, Account_Name: { id: account } },
    { id: third, Amount: 1_234_567.89 },
  ]);
  await write('POST', 'Deals', [
    {
      Deal_Name: 'Made since',
      Account_Name: { id: other },
      Stage: 'Closed Won',
      Closing_Date: '2026-06-30',
      Amount: 99_000,
    },
  ]);
  await write('PUT', 'Accounts', [{ id: account, Employees: 4_321 }]);
  await write('POST', 'Accounts', [{ Account_Name: 'Made since', Employees: 12 }]);
  await remove(sandbox, 'Deals', fourth);
  await remove(sandbox, 'Accounts', lastAccount);
}

async function remove(sandbox: Sandbox, module: string, id: string): Promise<void> {
  const token = sandbox.tokens.find((each) => each.orgId === ZYLKER.orgId && each.user === 'administrator');
  const answer = await fetch(new URL(`/crm/v8/${module}?ids=${id}`, sandbox.url), {
    method: 'DELETE',
    headers: { authorization: `Zoho-oauthtoken ${token?.accessToken ?? ''}` },
  });
  if (answer.status !== 200) throw new Error(`${module} ${id} was not deleted: ${answer.status}`);
}

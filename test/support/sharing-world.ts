import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';

const as = (sandbox: Sandbox, user: string): Record<string, string> => {
  const holder = sandbox.tokens.find((each) => each.orgId === ZYLKER.orgId && each.user === user);
  return { authorization: `Zoho-oauthtoken ${holder?.accessToken ?? ''}`, 'content-type': 'application/json' };
};

/** Rows of the org's own tables; ids as text. */
export function rowsOf(sandbox: Sandbox, sql: string): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(sandbox.databasePath(ZYLKER), { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

/** Accounts become their owners' own; sellers have some, the others none. */
export async function makeAccountsPrivate(sandbox: Sandbox): Promise<void> {
  const response = await fetch(`${sandbox.url}/crm/v8/settings/data_sharing`, {
    method: 'PUT',
    headers: as(sandbox, 'administrator'),
    body: JSON.stringify({ data_sharing: [{ module: { api_name: 'Accounts' }, share_type: 'private' }] }),
  });
  if (response.status !== 200) throw new Error(`data sharing: ${response.status} ${await response.text()}`);
}

/** The administrator lets a user read one more account. */
export async function shareAccount(sandbox: Sandbox, account: string, user: string): Promise<void> {
  const response = await fetch(`${sandbox.url}/crm/v8/Accounts/${account}/actions/share`, {
    method: 'POST',
    headers: as(sandbox, 'administrator'),
    body: JSON.stringify({ share: [{ user: { id: userIdOf(user) }, permission: 'read_only' }] }),
  });
  if (response.status !== 200) throw new Error(`share: ${response.status} ${await response.text()}`);
}

/** As the CRM's own pages do it: an account becomes part of another. */
export async function setParent(sandbox: Sandbox, account: string, parent: string): Promise<void> {
  const response = await fetch(`${sandbox.url}/crm/v8/Accounts`, {
    method: 'PUT',
    headers: as(sandbox, 'administrator'),
    body: JSON.stringify({ data: [{ id: account, Parent_Account: { id: parent } }] }),
  });
  if (response.status !== 200) throw new Error(`parent: ${response.status} ${await response.text()}`);
}

export function userIdOf(user: string): string {
  const ordinal = ZYLKER.users.findIndex(({ key }) => key === user) + 1;
  return `${ZYLKER.idPrefix}02${String(ordinal).padStart(10, '0')}`;
}

/** By the tables alone: what a user owns, and what is shared with them. */
export function visibleTo(sandbox: Sandbox, user: string): ReadonlySet<string> {
  const id = userIdOf(user);
  const shared = `SELECT record_id FROM record_shares WHERE user_id = ${id}`;
  const rows = rowsOf(sandbox, `SELECT CAST(id AS TEXT) AS id FROM Accounts WHERE Owner = ${id} OR id IN (${shared})`);
  return new Set(rows.map((row) => String(row['id'])));
}

/** What each stage of a deal means, as the CRM's own metadata says it. */
export async function stageTypes(sandbox: Sandbox): Promise<ReadonlyMap<string, string>> {
  const response = await fetch(`${sandbox.url}/crm/v8/settings/fields?module=Deals`, {
    headers: as(sandbox, 'administrator'),
  });
  const { fields } = fieldsSchema.parse(await response.json());
  const stage = fields.find((field) => field.api_name === 'Stage');
  return new Map(stage?.pick_list_values?.map((value) => [value.actual_value, value.forecast_type ?? '']));
}

const fieldsSchema = z.object({
  fields: z.array(
    z.object({
      api_name: z.string(),
      pick_list_values: z.array(z.object({ actual_value: z.string(), forecast_type: z.string().nullish() })).optional(),
    }),
  ),
});

import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { ScaleSystem } from './scale-org.ts';

/** One record in so many is changed. */
const ONE_IN = 100;
/** Records a call. Source: Zoho CRM API v8. */
const PER_CALL = 100;
const YESTERDAY = '2026-06-29';
const INDUSTRIES = ['Outpatient Clinic', 'Pharmacy', 'Research Institute'];

export interface ChangedRecords {
  readonly accounts: number;
  readonly deals: number;
  readonly deletedAccounts: number;
  readonly deletedDeals: number;
  readonly seconds: number;
}

type Row = Readonly<Record<string, unknown>>;
const answer = z.object({ data: z.array(z.object({ status: z.string() })) });

/** The CRM's own API, as people and integrations use it. Throws where it refuses a record. */
export function createCrmApi({ sandbox, token }: Pick<ScaleSystem, 'sandbox' | 'token'>) {
  const send = async (method: string, path: string, data?: readonly Row[]): Promise<void> => {
    const response = await fetch(new URL(`/crm/v8/${path}`, sandbox.url), {
      method,
      headers: { authorization: `Zoho-oauthtoken ${token()}`, 'content-type': 'application/json' },
      ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 400)}`);
    if (answer.parse(JSON.parse(text)).data.some(({ status }) => status !== 'success'))
      throw new Error(`${method} ${path} refuses records: ${text.slice(0, 400)}`);
  };
  const inCalls = async <T>(all: readonly T[], act: (some: readonly T[]) => Promise<void>): Promise<void> => {
    for (let from = 0; from < all.length; from += PER_CALL) await act(all.slice(from, from + PER_CALL));
  };
  return {
    update: (module: string, rows: readonly Row[]) => inCalls(rows, (some) => send('PUT', module, some)),
    create: (module: string, rows: readonly Row[]) => inCalls(rows, (some) => send('POST', module, some)),
    remove: (module: string, ids: readonly string[]) =>
      inCalls(ids, (some) => send('DELETE', `${module}?ids=${some.join(',')}`)),
  };
}

/** One in a hundred accounts and deals: deals won, lost, moved, created, deleted, accounts edited, created, deleted; always the same ones. */
export async function changeRecords(system: ScaleSystem): Promise<ChangedRecords> {
  const began = performance.now();
  const crm = createCrmApi(system);
  const [accounts, deals] = [everyHundredth(system.database, 'Accounts'), everyHundredth(system.database, 'Deals')];
  const taken = {
    edited: between(accounts, 0, 98),
    created: between(accounts, 98, 99),
    deleted: between(accounts, 99, 100),
  };
  await crm.update(
    'Accounts',
    taken.edited.map((id, at) => ({ id, Industry: INDUSTRIES[at % INDUSTRIES.length], Employees: 10 + (at % 5_000) })),
  );
  await crm.create(
    'Accounts',
    taken.created.map((_, at) => ({ Account_Name: `New account ${at}`, Employees: 50 + at })),
  );
  await crm.remove('Accounts', taken.deleted);

  const gone = new Set(taken.deleted);
  const owners = accounts.filter((id) => !gone.has(id));
  const ownerOf = (at: number): Row => ({ id: owners[(at * 7) % owners.length] });
  const of = {
    won: between(deals, 0, 40),
    lost: between(deals, 40, 60),
    moved: between(deals, 60, 75),
    otherAmount: between(deals, 75, 90),
    created: between(deals, 90, 98),
    deleted: between(deals, 98, 100),
  };
  const won = { Stage: 'Closed Won', Closing_Date: YESTERDAY };
  await crm.update('Deals', [
    ...of.won.map((id) => ({ id, ...won })),
    ...of.lost.map((id) => ({ id, Stage: 'Closed Lost' })),
    ...of.moved.map((id, at) => ({ id, Account_Name: ownerOf(at) })),
    ...of.otherAmount.map((id, at) => ({ id, Amount: 1_000 + at })),
  ]);
  await crm.create(
    'Deals',
    of.created.map((_, at) => ({ Deal_Name: `New deal ${at}`, Account_Name: ownerOf(at), Amount: 5_000 + at, ...won })),
  );
  await crm.remove('Deals', of.deleted);
  return {
    accounts: accounts.length,
    deals: deals.length,
    deletedAccounts: taken.deleted.length,
    deletedDeals: of.deleted.length,
    seconds: (performance.now() - began) / 1_000,
  };
}

/** So that the newest change is of now. */
export async function touchOneAccount(system: ScaleSystem): Promise<void> {
  const [id] = everyHundredth(system.database, 'Accounts');
  await createCrmApi(system).update('Accounts', [{ id, Employees: 11 }]);
}

/** Ids, as texts. */
function everyHundredth(database: string, module: 'Accounts' | 'Deals'): readonly string[] {
  const db = new DatabaseSync(database, { readOnly: true });
  try {
    const numbered = `SELECT id, row_number() OVER (ORDER BY id) AS place FROM ${module}`;
    const rows = db.prepare(`SELECT CAST(id AS TEXT) AS id FROM (${numbered}) WHERE place % ${ONE_IN} = 0`).all();
    return z
      .array(z.object({ id: z.string() }))
      .parse(rows)
      .map(({ id }) => id);
  } finally {
    db.close();
  }
}

/** Those of each hundred ids whose place in it is in `[from, to)`. */
function between(ids: readonly string[], from: number, to: number): readonly string[] {
  return ids.filter((_, at) => at % 100 >= from && at % 100 < to);
}

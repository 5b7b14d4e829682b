import * as z from 'zod';
import { hasWildcard, quoteId, quoteText } from '#core/criteria/coql-literal.ts';
import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import type { RestSender } from '../shared/rest/send-rest.ts';
import { observeRefusals } from './observe-refusals.ts';

/** What an org does where no document says what Zoho does; named as the sandbox names its switches. */
export interface Observation {
  readonly name: string;
  /** The behaviour seen; null = this org's records do not show it. */
  readonly behaviour: string | null;
  readonly note: string;
}

type Row = Readonly<Record<string, unknown>>;
const rowsAnswer = z.object({ data: z.array(z.record(z.string(), z.unknown())) });
/** What a CRM answers to a query that it does not take. */
const REFUSALS: readonly CrmErrorReason[] = ['invalidQuery', 'invalidData', 'limitExceeded'];
/** The right form, and no org has as many records. */
const LARGEST_ID = '9223372036854775807';
/** One call's worth of accounts to find telling values in. */
const SAMPLE = 200;

/**
 * Reads, and writes nothing: some 20 COQL calls on the accounts, one credit each. Every behaviour is seen on the org's own
 * records, so an org with few of them leaves some open.
 */
export async function observeBehaviour(rest: RestSender): Promise<readonly Observation[]> {
  /** null = the CRM refused the query. */
  const query = async (select: string): Promise<readonly Row[] | null> => {
    try {
      const request = { method: 'POST', path: '/crm/v8/coql', json: { select_query: select } } as const;
      return (await rest.read(request, rowsAnswer))?.data ?? [];
    } catch (error) {
      if (error instanceof CrmError && REFUSALS.includes(error.reason)) return null;
      throw error;
    }
  };
  const accounts =
    (await query(`select id, Account_Name, Industry from Accounts where id is not null limit ${SAMPLE}`)) ?? [];
  const sample = accounts.flatMap(({ id, Account_Name: name }) =>
    typeof id === 'string' && typeof name === 'string' && quoteText(name) !== null && !hasWildcard(name)
      ? [{ id, name }]
      : [],
  );
  /** Is the account found under a condition on its name? null = refused. */
  const finds = async (id: string, condition: string): Promise<boolean | null> => {
    const rows = await query(`select id from Accounts where (id = ${quoteId(id)} and ${condition}) limit 1`);
    return rows === null ? null : rows.length > 0;
  };
  const named = async (
    name: string,
    fit: (text: string) => boolean,
    condition: (text: string) => string,
    [found, notFound]: readonly [string, string],
  ): Promise<Observation> => {
    const account = sample.find((each) => fit(each.name));
    if (account === undefined) return { name, behaviour: null, note: 'no account has a name that shows it' };
    const seen = await finds(account.id, condition(account.name));
    if (seen === null) return { name, behaviour: null, note: 'the CRM refused the query' };
    return { name, behaviour: seen ? found : notFound, note: `account ${account.id}` };
  };

  return [
    await named(
      'textComparison',
      (text) => /[a-z]/i.test(text) && isPlain(text),
      (text) => `Account_Name = '${exchangeCase(text)}'`,
      ['ignoreCase', 'matchCase'],
    ),
    await named(
      'accentComparison',
      (text) => /[áéíóúñç]/i.test(text),
      (text) => `Account_Name = '${text.normalize('NFD').replaceAll(/\p{M}/gu, '')}'`,
      ['ignored', 'distinct'],
    ),
    await named('trailingSpaces', isPlain, (text) => `Account_Name = '${text} '`, ['ignored', 'significant']),
    await named(
      'likeWildcards',
      (text) => isPlain(text) && text.length > 3,
      (text) => `Account_Name like '${text.slice(0, 1)}_${text.slice(2)}'`,
      ['underscoreToo', 'percentAlone'],
    ),
    await observeNegation(query, accounts),
    await observeEmptyOrder(query, accounts),
    await observePairs(query),
    await observeAggregateKeys(query),
    await observeMissingRecord(rest),
    ...(await observeRefusals(query)),
  ];
}

type Query = (select: string) => Promise<readonly Row[] | null>;

/** An account without industry, asked whether its industry is not that of another. */
async function observeNegation(query: Query, accounts: readonly Row[]): Promise<Observation> {
  const name = 'emptyInNegation';
  const empty = accounts.find((row) => isEmpty(row['Industry']) && typeof row['id'] === 'string');
  const industry = accounts
    .map((row) => row['Industry'])
    .find((value): value is string => typeof value === 'string' && isPlain(value));
  if (empty === undefined || industry === undefined)
    return { name, behaviour: null, note: 'needs an account without industry and one with' };
  const rows = await query(
    `select id from Accounts where (id = ${quoteId(String(empty['id']))} and Industry != '${industry}') limit 1`,
  );
  if (rows === null) return { name, behaviour: null, note: 'the CRM refused the query' };
  return { name, behaviour: rows.length > 0 ? 'included' : 'leftOut', note: `account ${String(empty['id'])}` };
}

async function observeEmptyOrder(query: Query, accounts: readonly Row[]): Promise<Observation> {
  const name = 'emptyOrder';
  const some = accounts.filter((row) => isEmpty(row['Industry'])).length;
  if (some === 0 || some === accounts.length)
    return { name, behaviour: null, note: 'needs an account without industry and one with' };
  const rows = await query('select id, Industry from Accounts where id is not null order by Industry asc limit 1');
  const [first] = rows ?? [];
  if (first === undefined) return { name, behaviour: null, note: 'the CRM refused the query' };
  return { name, behaviour: isEmpty(first['Industry']) ? 'first' : 'last', note: 'accounts by industry' };
}

/** Three conditions without brackets: documents demand pairs. */
async function observePairs(query: Query): Promise<Observation> {
  const three = 'id is not null and Account_Name is not null and Created_Time is not null';
  const rows = await query(`select id from Accounts where ${three} limit 1`);
  return {
    name: 'criteriaPairs',
    behaviour: rows === null ? 'required' : 'optional',
    note: 'three conditions in a row',
  };
}

async function observeAggregateKeys(query: Query): Promise<Observation> {
  const [row] = (await query('select COUNT(id) from Accounts where id is not null')) ?? [];
  const key = Object.keys(row ?? {})[0];
  if (key === undefined) return { name: 'aggregateKeys', behaviour: null, note: 'the CRM refused the query' };
  const behaviour = key.startsWith('COUNT') ? 'upperCase' : key.startsWith('count') ? 'lowerCase' : null;
  return { name: 'aggregateKeys', behaviour, note: `headed "${key}"` };
}

/** An id of the right form that belongs to no record: the largest there can be. */
async function observeMissingRecord(rest: RestSender): Promise<Observation> {
  const request = {
    method: 'GET',
    path: `/crm/v8/Accounts/${LARGEST_ID}`,
    query: { fields: 'Account_Name' },
    accept: [400, 404],
  } as const;
  const { status } = await rest.send(request);
  const behaviour = status === 204 ? 'noContent' : status === 404 ? 'notFound' : null;
  return { name: 'missingRecord', behaviour, note: `status ${status}` };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

/** Printable ASCII that no wildcard, quote or space at an end makes special. */
function isPlain(text: string): boolean {
  return /^[!-~](?:[ -~]{0,98}[!-~])?$/.test(text) && quoteText(text) !== null && !hasWildcard(text);
}

function exchangeCase(text: string): string {
  return text.replaceAll(/[A-Za-z]/g, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}

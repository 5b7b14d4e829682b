import * as z from 'zod';
import { CrmError } from '#core/crm/crm-error.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { probeText } from './probe-text.ts';
import type { RestSender } from './send-rest.ts';

/** One row with one number; its key is the CRM's spelling of the aggregate. */
const countAnswer = z.object({ data: z.array(z.record(z.string(), z.unknown())).min(1) });

/** Counting by COQL: one call whatever the number of records (Zoho CRM API v8, aggregates). Methods throw `CrmError`. */
export interface RecordCounter {
  /** How many records of a module satisfy a COQL condition. */
  count(module: string, where: string): Promise<number>;
  /** Whether the CRM compares a field's texts as core does (`CoqlField.comparesTextAsHere`); false where no record shows it. */
  comparesTextAsHere(module: string, field: FieldMetadata): Promise<boolean>;
}

/** For one org; remembers how its fields compare, which does not change from one count to the next. */
export function createRecordCounter(rest: RestSender): RecordCounter {
  const learned = new Map<string, boolean>();
  const query = async (select: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const answer = await rest.read(
      { method: 'POST', path: '/crm/v8/coql', json: { select_query: select } },
      countAnswer,
    );
    // 204: nothing found.
    return answer?.data ?? [];
  };
  return {
    count: async (module, where) => (await askCount(rest, module, where)) ?? 0,
    async comparesTextAsHere(module, field) {
      const key = `${module}.${field.apiName}`;
      const seen = learned.get(key) ?? (await probeText(query, module, field));
      if (seen === null) return false;
      learned.set(key, seen);
      return seen && !(await hasEntries(query, module, field));
    },
  };
}

/** What the CRM counts; null where it answers without a row. Throws `CrmError`. */
export async function askCount(rest: RestSender, module: string, where: string): Promise<number | null> {
  const select = `select COUNT(id) from ${module} where ${where}`;
  const answer = await rest.read({ method: 'POST', path: '/crm/v8/coql', json: { select_query: select } }, countAnswer);
  const [row] = answer?.data ?? [];
  if (row === undefined) return null;
  const count = Object.values(row).map(Number).find(Number.isSafeInteger);
  if (count === undefined) throw new CrmError('unreadableAnswer', 'the CRM gave no count', { module });
  return count;
}

/**
 * Does nothing satisfy a condition? A count of nothing may come as a row with zero or as no content, which a failing gateway
 * gives too: then it is asked again, and beside a count that has a row for certain. null = it cannot be told. Throws `CrmError`.
 */
export async function holdsForNone(rest: RestSender, module: string, where: string): Promise<boolean | null> {
  for (let asked = 0; asked < 2; asked++) {
    const counted = await askCount(rest, module, where);
    if (counted !== null) return counted === 0;
  }
  return (await askCount(rest, module, 'id is not null')) === null ? null : true;
}

/**
 * The CRM says in a row of its own that it counts no record of the module, and lists none. No content alone is no proof: it is
 * what a failing gateway may say too. Throws `CrmError`.
 */
export async function listsNothing(rest: RestSender, module: string): Promise<boolean> {
  const ask = (select: string) =>
    rest.read({ method: 'POST', path: '/crm/v8/coql', json: { select_query: select } }, countAnswer);
  const counted = await ask(`select COUNT(id) from ${module} where id is not null`);
  if (counted === null || counted.data.some((row) => !Object.values(row).map(Number).includes(0))) return false;
  return (await ask(`select id from ${module} where id is not null limit 1`)) === null;
}

type Query = (select: string) => Promise<readonly unknown[]>;

/** Core takes a text with `;` entry by entry, COQL as a whole. */
async function hasEntries(query: Query, module: string, { apiName, type, options }: FieldMetadata): Promise<boolean> {
  if (type === 'choice') return options.some(({ actual }) => actual.includes(';'));
  return (await query(`select id from ${module} where ${apiName} like '%;%' limit 1`)).length > 0;
}

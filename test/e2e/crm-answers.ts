import * as z from 'zod';
import type { RestCall } from './walk-system.ts';

const rowsSchema = z.object({ data: z.array(z.record(z.string(), z.unknown())) });
const fieldsSchema = z.object({
  fields: z.array(z.object({ api_name: z.string(), field_label: z.string(), data_type: z.string() })),
});

export type CrmRow = Readonly<Record<string, unknown>>;

/** Rows of a COQL query; none where the CRM answers with nothing. */
export async function select(rest: RestCall, query: string): Promise<readonly CrmRow[]> {
  const answer = await rest('POST', '/coql', { select_query: query });
  return answer === null ? [] : rowsSchema.parse(answer).data;
}

export async function countAccounts(rest: RestCall, criteria: string): Promise<number> {
  const [row] = await select(rest, `select COUNT(id) from Accounts where ${criteria}`);
  return Number(row?.['COUNT(id)'] ?? 0);
}

/** The account fields by what people read above a column. */
export async function accountFields(rest: RestCall): Promise<z.infer<typeof fieldsSchema>['fields']> {
  return fieldsSchema.parse(await rest('GET', '/settings/fields?module=Accounts')).fields;
}

/** One record with all its fields. */
export async function record(rest: RestCall, module: string, id: string): Promise<CrmRow> {
  const [row] = rowsSchema.parse(await rest('GET', `/${module}/${id}`)).data;
  if (row === undefined) throw new Error(`${module} has no record ${id}`);
  return row;
}

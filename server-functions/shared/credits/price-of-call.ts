import * as z from 'zod';

/** What a call is paid for; a run's history tells them apart. */
export const CALL_KINDS = ['bulkRead', 'bulkWrite', 'query', 'records', 'other'] as const;
export type CallKind = (typeof CALL_KINDS)[number];

export interface CallPrice {
  readonly kind: CallKind;
  readonly credits: number;
}

/** Credits a call; source of all: Zoho CRM API v8, API limits. The steps of COQL by its LIMIT are third parties' figures. */
export const BULK_READ_JOB = 50;
export const BULK_WRITE_JOB = 500;
export const RECORDS_PER_CREDIT = 10;
const QUERY_STEPS = [
  { rows: 200, credits: 1 },
  { rows: 1_000, credits: 2 },
  { rows: 2_000, credits: 3 },
] as const;
/** Of a COQL query that names no limit. Rows. */
const DEFAULT_QUERY_ROWS = 200;

const querySchema = z.object({ select_query: z.string() });
const recordsSchema = z.object({ data: z.array(z.unknown()) });

/** The documented price of a call that the CRM performs, by what is sent. */
export function priceOfCall({
  method,
  path,
  json,
}: {
  readonly method: string;
  readonly path: string;
  readonly json?: unknown;
}): CallPrice {
  if (method === 'POST' && path === '/crm/bulk/v8/read') return { kind: 'bulkRead', credits: BULK_READ_JOB };
  if (method === 'POST' && path === '/crm/bulk/v8/write') return { kind: 'bulkWrite', credits: BULK_WRITE_JOB };
  if (method === 'POST' && path === '/crm/v8/coql') return { kind: 'query', credits: priceOfQuery(json) };
  const records = method === 'GET' ? null : recordsSchema.safeParse(json);
  // Batches of records alone have `data`; metadata is rooted by its own name.
  if (records?.success === true)
    return { kind: 'records', credits: Math.ceil(records.data.data.length / RECORDS_PER_CREDIT) };
  return { kind: 'other', credits: 1 };
}

/** A call that the CRM looked at and refused before doing it costs what any call costs, whatever it would have. */
export const REFUSED_CALL: CallPrice = { kind: 'other', credits: 1 };

function priceOfQuery(json: unknown): number {
  const query = querySchema.safeParse(json);
  const limit = query.success
    ? /\blimit\s+(\d+)(?:\s*,\s*(\d+))?(?:\s+offset\s+\d+)?\s*$/i.exec(query.data.select_query)
    : null;
  const rows = limit === null ? DEFAULT_QUERY_ROWS : Number(limit[2] ?? limit[1]);
  return QUERY_STEPS.find((step) => rows <= step.rows)?.credits ?? QUERY_STEPS[2].credits;
}

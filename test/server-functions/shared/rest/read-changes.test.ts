import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { createPresentedToken } from '#server-functions/shared/rest/access-tokens.ts';
import { createRestCrmBatch } from '#server-functions/shared/rest/rest-crm-batch.ts';
import { createRestSender } from '#server-functions/shared/rest/send-rest.ts';
import { field } from '#test/support/crm-metadata.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';
import { tableRows, type CellRow } from '#test/support/read-cells.ts';

/** Each change of a record has a number of its own, which is the record's value. */
interface Changed {
  readonly ms: number;
  readonly value: number;
}

const queryOf = z.object({ select_query: z.string() });
const START = Date.UTC(2026, 0, 15, 9);
const PAGE = 3;
const org = {
  orgId: '7001',
  name: 'Changing',
  homeCurrency: 'EUR',
  multiCurrency: false,
  currencies: [],
  timeZone: 'Europe/Madrid',
};
const MODIFIED = field('Modified_Time', 'instant');
const VALUE = field('Value', 'integer');

/** A CRM that answers the queries of a sweep, few rows a page, from records that `meddle` may change after every answer. */
function changingCrm({
  records = new Map<number, Changed>(),
  exact = false,
  meddle = () => undefined,
  nothing = () => false,
  fields = [MODIFIED, VALUE],
}: {
  readonly records?: Map<number, Changed>;
  /** Rows of one second come by parts of it, which the texts do not show. */
  readonly exact?: boolean;
  readonly meddle?: (call: number) => void;
  /** Calls that a gateway answers with nothing. */
  readonly nothing?: (call: number) => boolean;
  readonly fields?: readonly ReturnType<typeof field>[];
}) {
  const queries: string[] = [];
  const others: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (!request.url.endsWith('/coql')) {
      others.push(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`);
      return Response.json({ code: 'NO_PERMISSION', details: {} }, { status: 403 });
    }
    const query = queryOf.parse(await request.json()).select_query;
    const call = queries.push(query);
    const answer = nothing(call) ? null : answerQuery(records, exact, query);
    meddle(call);
    return answer === null ? new Response(null, { status: 204 }) : Response.json(answer);
  };
  const rest = createRestSender({ fetch, apiUrl: 'https://crm.example', tokens: createPresentedToken('t') });
  const crm = createRestCrmBatch({
    rest,
    content: rest,
    clock: { now: () => START },
    wait: () => Promise.resolve(),
    frozen: { org, fields: { Accounts: fields } },
  });
  return { crm, queries, others };
}

function answerQuery(records: ReadonlyMap<number, Changed>, exact: boolean, query: string): unknown {
  const [, from = ''] = /Modified_Time >= '([^']+)'/.exec(query) ?? [];
  const [, to = '9999-01-01T00:00:00Z'] = /Modified_Time < '([^']+)'/.exec(query) ?? [];
  const [, after = '0'] = /id > '(\d+)'/.exec(query) ?? [];
  const byId = /order by id/.test(query);
  const key = (ms: number): number => (exact ? ms : Math.floor(ms / 1_000));
  const found = [...records]
    .filter(([id, { ms }]) => id > Number(after) && ms >= Date.parse(from) && ms < Date.parse(to))
    .toSorted((a, b) => (byId ? 0 : key(a[1].ms) - key(b[1].ms)) || a[0] - b[0]);
  if (query.includes('COUNT'))
    return { data: [{ 'COUNT(id)': query.includes('id is not null') ? records.size : found.length }] };
  if (found.length === 0) return null;
  const data = found.slice(0, PAGE).map(([id, { ms, value }]) => ({
    id: String(id),
    Value: value,
    Modified_Time: `${new Date(ms + 3_600_000).toISOString().slice(0, 19)}+01:00`,
  }));
  return { data, info: { more_records: found.length > PAGE } };
}

const FIELDS = [
  { apiName: 'id', as: 'id', kind: 'id' },
  { apiName: 'Value', as: 'value', kind: 'number' },
  { apiName: 'Modified_Time', as: 'modified', kind: 'text' },
] as const;

/** All parts, each read by its own adapter as after a restart; how many there were. */
async function sweep(
  connect: () => ReturnType<typeof createRestCrmBatch>,
  since: number,
): Promise<{ readonly rows: readonly CellRow[]; readonly parts: number }> {
  const rows: CellRow[] = [];
  let parts = 0;
  for (let from: string | null | undefined; from !== null; parts++) {
    const part = connect().readChanges({ module: 'Accounts', fields: FIELDS, since }, from ?? null);
    const tables: ColumnTable[] = [];
    for await (const table of part.batches) tables.push(table);
    rows.push(...tables.flatMap(tableRows));
    from = (await part.end).next;
  }
  return { rows, parts };
}

test('whatever changes between the pages, two sweeps know the last value of every record', async () => {
  const step = fc.record({
    call: fc.nat(40),
    id: fc.integer({ min: 2, max: 30 }),
    ms: fc.nat(1_500),
    gone: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(4_000), { minLength: 1, maxLength: 25 }),
      fc.array(step, { maxLength: 25 }),
      fc.boolean(),
      async (times, steps, exact) => {
        const records = new Map(
          times.toSorted((a, b) => a - b).map((ms, index) => [index + 2, { ms: START + ms, value: index }] as const),
        );
        const clock = { ms: START + 4_000, value: 100 };
        const meddle = (call: number): void => {
          for (const { id, ms, gone } of steps.filter((each) => each.call === call)) {
            clock.ms += ms;
            if (gone) records.delete(id);
            else records.set(id, { ms: clock.ms, value: clock.value++ });
          }
        };
        const { crm } = changingCrm({ records, exact, meddle });
        const known = new Map<unknown, unknown>();
        const first = await sweep(() => crm, START);
        const still = changingCrm({ records, exact }).crm;
        const seen = Math.max(START, ...first.rows.map((row) => Date.parse(String(row['modified']))));
        const second = await sweep(() => still, seen);
        for (const row of [...first.rows, ...second.rows]) known.set(row['id'], row['value']);
        for (const [id, { value }] of records) expect(known.get(BigInt(id))).toBe(value);
      },
    ),
    { numRuns: propertyRuns(150), seed: propertySeed() },
  );
});

test('a second with more rows than a page is read to its end, in parts that another process takes up', async () => {
  const records = new Map(Array.from({ length: 40 }, (_, index) => [index + 2, { ms: START + 500, value: index }]));
  records.set(90, { ms: START + 1_200, value: 90 });
  records.set(91, { ms: START - 1, value: 91 });
  const { rows, parts } = await sweep(() => changingCrm({ records }).crm, START + 999);
  expect(rows.map((row) => row['value']).toSorted((a, b) => Number(a) - Number(b))).toEqual([
    ...Array.from({ length: 40 }, (_, index) => index),
    90,
  ]);
  expect(parts).toBeGreaterThan(2);
});

test('nothing changed costs one count, and few rows one short answer more', async () => {
  const records = new Map([[2, { ms: START, value: 7 }]]);
  const idle = changingCrm({ records });
  expect((await sweep(() => idle.crm, START + 1_000)).rows).toEqual([]);
  expect(idle.queries).toEqual(["select COUNT(id) from Accounts where Modified_Time >= '2026-01-15T09:00:01+00:00'"]);
  const busy = changingCrm({ records });
  expect((await sweep(() => busy.crm, START)).rows).toHaveLength(1);
  expect(busy.queries).toHaveLength(2);
  expect(busy.queries[1]).toMatch(/ order by Modified_Time asc limit 200$/);
});

test('a gateway that answers with nothing is not believed', async () => {
  const records = new Map([[2, { ms: START, value: 7 }]]);
  for (const silent of [[1], [2], [1, 3], [2, 3]]) {
    const { crm } = changingCrm({ records, nothing: (call) => silent.includes(call) });
    expect((await sweep(() => crm, START)).rows, `calls ${String(silent)}`).toHaveLength(1);
  }
  const { crm, others } = changingCrm({ records, nothing: () => true });
  await expect(sweep(() => crm, START)).rejects.toMatchObject({ reason: 'noPermission' });
  expect(others).toEqual([expect.stringContaining('POST /crm/bulk/v8/read')]);
});

test('more than queries are cheaper for is one bulk job with a criterion, and more than that is refused by name', async () => {
  const many = (size: number): Map<number, Changed> =>
    new Map(Array.from({ length: size }, (_, index) => [index + 2, { ms: START, value: index }] as const));
  const bulk = changingCrm({ records: many(32_001) });
  await expect(sweep(() => bulk.crm, START)).rejects.toMatchObject({ reason: 'noPermission' });
  const criteria = {
    field: { api_name: 'Modified_Time' },
    comparator: 'greater_equal',
    value: '2026-01-15T09:00:00+00:00',
  };
  expect(JSON.parse(bulk.others[0]?.replace(/^\S+ \S+ /, '') ?? '{}')).toMatchObject({ query: { criteria, page: 1 } });
  const tooMany = changingCrm({ records: many(200_001) });
  await expect(sweep(() => tooMany.crm, START)).rejects.toMatchObject({
    reason: 'limitExceeded',
    details: { code: 'tooManyChanges' },
  });
  expect(tooMany.others).toEqual([]);
});

test('a module that does not say when its records change is refused by name', async () => {
  const { crm, queries } = changingCrm({ fields: [VALUE] });
  await expect(sweep(() => crm, START)).rejects.toMatchObject({
    reason: 'invalidField',
    details: { api_name: 'Modified_Time' },
  });
  expect(queries).toEqual([]);
});

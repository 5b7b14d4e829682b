import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import { toCoql, type CoqlFieldResolver } from '#core/criteria/to-coql.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { createRecordCounter } from '#server-functions/shared/rest/count-records.ts';
import { createRestCrmBatch } from '#server-functions/shared/rest/rest-crm-batch.ts';
import type { RestSender } from '#server-functions/shared/rest/send-rest.ts';
import { ZohoError } from '#sandbox/api/zoho-error.ts';
import { createSandbox, type Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { DEFAULT_SWITCHES, type SandboxSwitches } from '#sandbox/switches.ts';
import { openCoql, type CoqlAnswers } from '#test/support/ask-coql.ts';
import { streamCriteria } from '#test/support/criteria-stream.ts';
import { WORLD, WORLD_AS_OF_DAY } from '#test/support/criteria-world.ts';
import { propertyRuns, propertySeed, RUNS_VARIABLE } from '#test/support/property-runs.ts';
import { sandboxSender } from '#test/support/sandbox-fixture.ts';
import { OTHER_WAY, SINGLE_SWITCHES } from '#test/support/switch-settings.ts';

const NOON = WORLD_AS_OF_DAY * 86_400_000 + 43_200_000;
const clock = { now: () => NOON };
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));
const SEED = new URL('../support/criteria-world-seed.ts', import.meta.url).href;
/** What `npm run verify:criteria` asks of every setting; random cases elsewhere may be more. */
const MAX_CRITERIA = 10_000;
/**
 * Over HTTP the defaults go all the way, the other settings with one query in twenty; the rest asks the same COQL on the
 * sandbox's database, since HTTP would take ten times as long and says nothing new.
 */
const ONE_IN = 20;

const thorough = process.env[RUNS_VARIABLE] !== undefined;
const SETTINGS: readonly (readonly [string, SandboxSwitches])[] = [
  ['defaults', DEFAULT_SWITCHES],
  ...(thorough ? SINGLE_SWITCHES : []),
  ['every switch the other way', OTHER_WAY],
];

const found = z.object({ data: z.array(z.object({ id: z.string() })) });

describe.each(SETTINGS)('with %s', (_, switches) => {
  test('the CRM finds by COQL the accounts that core finds among them', async () => {
    const seed = propertySeed();
    const sandbox = await createSandbox({
      orgs: [{ definition: NORDLICHT, seed: { moduleUrl: SEED, options: { seed } } }],
      clock,
      switches,
    });
    try {
      const wanted = Math.min(propertyRuns(80), MAX_CRITERIA);
      const { differing, seen, texts } = await compare(sandbox, switches, seed, wanted);
      if (thorough) console.log(seen);
      expect(differing.slice(0, 3)).toEqual([]);
      if (!Object.values(switches).includes('refused')) expect(seen.refusedByCrm).toBe(0);
      // Criteria that find nothing, or everything, show little; how many do hangs on the world drawn.
      expect(seen.telling).toBeGreaterThan(wanted / 10);
      // Texts are asked for in COQL exactly where the CRM was seen to compare them as core does.
      expect(texts.includes(true)).toBe(comparesAsCore(switches));
    } finally {
      await sandbox.close();
    }
  });
});

async function compare(sandbox: Sandbox, switches: SandboxSwitches, seed: number, wanted: number) {
  const rest = sandboxSender(sandbox, NORDLICHT, 'administrator');
  const crm = createRestCrmBatch({ rest, content: rest, clock, wait });
  const table = await readWorld(crm);
  const counter = createRecordCounter(rest);
  const same = new Map<string, boolean>();
  for (const field of await crm.fields('Accounts')) {
    const isText = ['text', 'email', 'website', 'phone', 'choice'].includes(field.type);
    if (isText && WORLD.some(({ apiName }) => apiName === field.apiName))
      same.set(field.apiName, await counter.comparesTextAsHere('Accounts', field));
  }
  const resolve: CoqlFieldResolver = (reference) => {
    const field = WORLD.find(({ apiName }) => reference === `crm:${apiName}`);
    if (field === undefined) return null;
    return { ...field, homeCurrency: true, comparesTextAsHere: same.get(field.apiName) ?? false };
  };
  const ids = idsOf(table);
  const context = { asOfDay: WORLD_AS_OF_DAY, minorDigits: 2 };
  const stream = streamCriteria(seed, wanted);
  const differing: unknown[] = [];
  const seen = { asked: 0, overHttp: 0, equal: 0, telling: 0, refusedByCrm: 0, local: 0 };
  const direct = openCoql(sandbox.databasePath(NORDLICHT));
  const isDefault = isDeepStrictEqual(switches, DEFAULT_SWITCHES);
  try {
    while (seen.equal + seen.refusedByCrm + differing.length < wanted) {
      const { criteria } = stream.next().value;
      const where = toCoql(criteria, resolve, WORLD_AS_OF_DAY);
      if (!where.ok) {
        seen.local++;
        continue;
      }
      const mask = compileCriteria(criteria, context).evaluate(table);
      const expected = ids.filter((__, index) => mask[index] === 1);
      const query = `select id from Accounts where ${where.value} order by id asc limit 2000`;
      const overHttp = isDefault || seen.asked % ONE_IN === 0;
      seen.asked++;
      if (overHttp) seen.overHttp++;
      const answer = overHttp ? await askOverHttp(rest, query) : askDirectly(direct, query, switches);
      if (answer === null) seen.refusedByCrm++;
      else if (answer.join() === expected.join()) {
        seen.equal++;
        if (expected.length > 0 && expected.length < ids.length) seen.telling++;
      } else differing.push({ seed, criteria, where: where.value, answer, expected });
    }
  } finally {
    direct.close();
  }
  return { differing, seen, texts: [...same.values()] };
}

/** null = refused; what a CRM refuses is counted locally (count-accounts.ts). */
async function askOverHttp(rest: RestSender, select_query: string): Promise<readonly string[] | null> {
  try {
    const answer = await rest.read({ method: 'POST', path: '/crm/v8/coql', json: { select_query } }, found);
    return (answer?.data ?? []).map(({ id }) => id);
  } catch (error) {
    if (error instanceof CrmError && error.reason === 'invalidQuery') return null;
    throw error;
  }
}

function askDirectly(direct: CoqlAnswers, query: string, switches: SandboxSwitches): readonly string[] | null {
  try {
    return direct.firstColumn(query, switches).map(String);
  } catch (error) {
    if (error instanceof ZohoError && error.code === 'INVALID_QUERY') return null;
    throw error;
  }
}

function comparesAsCore(switches: SandboxSwitches): boolean {
  return (
    switches.textComparison === 'ignoreCase' &&
    switches.accentComparison === 'distinct' &&
    switches.trailingSpaces === 'significant'
  );
}

async function readWorld(crm: ReturnType<typeof createRestCrmBatch>): Promise<ColumnTable> {
  const reads = WORLD.map(({ apiName, kind }) => ({ apiName, as: `crm:${apiName}`, kind }));
  const { batches } = crm.readTable({
    module: 'Accounts',
    fields: [{ apiName: 'id', as: 'id', kind: 'id' }, ...reads],
  });
  return collectTable(batches);
}

function idsOf(table: ColumnTable): readonly string[] {
  const column = table.columns.get('id');
  if (column?.kind !== 'id') throw new Error('No ids');
  return Array.from(column.values.subarray(0, table.length), String);
}

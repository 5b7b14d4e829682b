import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { createRecordCounter } from '#server-functions/shared/rest/count-records.ts';
import { createRestCrmClient } from '#server-functions/shared/rest/rest-crm-client.ts';
import type { RestSender } from '#server-functions/shared/rest/send-rest.ts';
import { createSandbox, type Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { DEFAULT_SWITCHES, type SandboxSwitches } from '#sandbox/switches.ts';
import { openSwitchedCrm } from '#test/support/switched-crm.ts';

const NOON = Date.UTC(2026, 2, 1, 12);
const SEED = new URL('../../../support/criteria-world-seed.ts', import.meta.url).href;

let sandbox: Sandbox;
let fields: ReadonlyMap<string, FieldMetadata>;
beforeAll(async () => {
  const seed = { moduleUrl: SEED, options: { seed: 1 } };
  sandbox = await createSandbox({ orgs: [{ definition: NORDLICHT, seed }], clock: { now: () => NOON } });
  const { rest, close } = openSwitchedCrm(sandbox.databasePath(NORDLICHT), DEFAULT_SWITCHES, NOON);
  fields = new Map((await createRestCrmClient(rest).fields('Accounts')).map((each) => [each.apiName, each]));
  close();
});
afterAll(() => sandbox.close());

function field(apiName: string): FieldMetadata {
  const found = fields.get(apiName);
  if (found === undefined) throw new Error(`No field ${apiName}`);
  return found;
}

async function ask(
  switches: Partial<SandboxSwitches>,
  work: (counter: ReturnType<typeof createRecordCounter>, queries: string[]) => Promise<void>,
): Promise<void> {
  const { rest, close } = openSwitchedCrm(sandbox.databasePath(NORDLICHT), { ...DEFAULT_SWITCHES, ...switches }, NOON);
  const queries: string[] = [];
  const watched: RestSender = {
    ...rest,
    read: (request, schema) => (queries.push(JSON.stringify(request.json)), rest.read(request, schema)),
  };
  try {
    await work(createRecordCounter(watched), queries);
  } finally {
    close();
  }
}

test.each<readonly [Partial<SandboxSwitches>, boolean, boolean]>([
  [{}, true, true],
  [{ textComparison: 'matchCase' }, false, false],
  [{ accentComparison: 'ignored' }, false, false],
  [{ trailingSpaces: 'ignored' }, false, false],
  [{ unlistedOption: 'refused' }, true, false],
  [{ picklistLike: 'refused' }, true, true],
  [{ emptyInNegation: 'included' }, true, true],
  [{ likeWildcards: 'underscoreToo' }, true, true],
  [{ backslashInText: 'escapes' }, true, true],
])('with %j a text compares as here: %s, a picklist: %s', async (switches, text, picklist) => {
  await ask(switches, async (counter) => {
    expect(await counter.comparesTextAsHere('Accounts', field('Town'))).toBe(text);
    expect(await counter.comparesTextAsHere('Accounts', field('Sector'))).toBe(picklist);
  });
});

test('a field is tried once; whether it holds entries is asked every time', async () => {
  await ask({}, async (counter, queries) => {
    await counter.comparesTextAsHere('Accounts', field('Town'));
    expect(queries).toHaveLength(4);
    await counter.comparesTextAsHere('Accounts', field('Town'));
    expect(queries.slice(4)).toEqual([
      JSON.stringify({ select_query: `select id from Accounts where Town like '%;%' limit 1` }),
    ]);
  });
});

test('a field with entries, one under a reserved name, one without a telling value, a picklist of entries: none is asked by COQL', async () => {
  await ask({}, async (counter, queries) => {
    expect(await counter.comparesTextAsHere('Accounts', field('Account_Name'))).toBe(false);
    expect(await counter.comparesTextAsHere('Accounts', field('Order'))).toBe(false);
    const before = queries.length;
    expect(await counter.comparesTextAsHere('Accounts', field('Ticker_Symbol'))).toBe(false);
    // Nothing was seen, so it is looked at again.
    expect(await counter.comparesTextAsHere('Accounts', field('Ticker_Symbol'))).toBe(false);
    expect(queries.length - before).toBe(2);
    const sector = field('Sector');
    const [option] = sector.options;
    if (option === undefined) throw new Error('A picklist without options');
    const listed = { ...sector, options: [{ ...option, actual: 'a;b' }] };
    expect(await counter.comparesTextAsHere('Accounts', listed)).toBe(false);
  });
});

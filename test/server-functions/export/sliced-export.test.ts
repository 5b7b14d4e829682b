import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { StoreError } from '#core/store/store-error.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { exportKey, exportRowSchema, historyUntil, type ExportRow } from '#server-functions/export/export-row.ts';
import { performExport } from '#server-functions/export/perform-export.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { createJson, readJson, replaceJson } from '#server-functions/shared/stores/json-items.ts';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';
import { readBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import { exportRow } from '#test/support/export-rows.ts';
import {
  configureAndScore,
  createLocalFunctions,
  scoreOnce,
  type LocalFunctions,
} from '#test/support/local-functions.ts';
import { pagedCrm } from '#test/support/paged-crm.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId } as const;
const MINUTE_MS = 60_000;
const FIELDS = ['abm:rfm.label', 'abm:rfm.monetary', 'Account_Name', 'Owner', 'Employees', 'Parent_Account', 'Website'];

let crmMs = SAMPLE_NOON;
let sandbox: Sandbox;
let functions: LocalFunctions;
beforeAll(async () => {
  sandbox = await startSampleSandbox(60, { clock: { now: () => (crmMs += MINUTE_MS) } });
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { queryUpToRows: 100_000 });
  await configureAndScore(functions, ORG, SAMPLE_DAY);
});
afterAll(() => sandbox.close());

async function queued(id: string): Promise<void> {
  const row = exportRow({ id, fields: FIELDS });
  await createJson(functions.ports.store, ORG, exportKey(id), row, historyUntil(row));
}

async function rowOf(id: string): Promise<ExportRow> {
  const item = await readJson(functions.ports.store, ORG, exportKey(id), exportRowSchema);
  if (item === null) throw new Error('no row');
  return item.value;
}

async function csvOf(id: string): Promise<string> {
  const zip = await readBytes(functions.blob, ORG, `exports/${id}/file`);
  for await (const { chunks } of readZip(zip ?? new Uint8Array())) {
    let text = '';
    for await (const chunk of chunks) text += Buffer.from(chunk).toString();
    return text;
  }
  throw new Error('no file');
}

/** Ports of a worker whose time is up after every unit, over a CRM of few rows a part. */
function hastyPorts(rows: number): WorkPorts {
  const { ports } = functions;
  let now = SAMPLE_NOON;
  return {
    ...ports,
    clock: { now: () => (now += 1_000) },
    crmFor(org, frozen, account) {
      const crm = ports.crmFor(org, frozen, account);
      return crm === null ? null : pagedCrm(crm, rows);
    },
  };
}

/** Delivers until the export is over; gives the number of deliveries. */
async function deliver(id: string, ports: WorkPorts): Promise<number> {
  for (let deliveries = 1; ; deliveries++) {
    // Its clock goes on by a second with every look at it.
    const delivery = await performExport(ports, { org: ORG, exportId: id }, { deadline: ports.clock.now() + 12_000 });
    if (delivery === 'ended') return deliveries;
  }
}

test('made in slices by many deliveries, the file is the one that is made in one', async () => {
  await queued('whole');
  expect(await performExport(functions.ports, { org: ORG, exportId: 'whole' })).toBe('ended');
  await queued('sliced');
  expect(await deliver('sliced', hastyPorts(7))).toBeGreaterThan(3);
  expect(await csvOf('sliced')).toBe(await csvOf('whole'));
  expect(await rowOf('sliced')).toMatchObject({ state: 'done', records: 60, total: 60, missing: 0 });
  const left = (await functions.blob.list(ORG, 'exports/sliced/')).map(({ key }) => key);
  expect(left).toEqual(['exports/sliced/file']);
});

test('what is published while it is made changes nothing in it: members, labels and columns are those of its beginning', async () => {
  await queued('frozen');
  const ports = hastyPorts(7);
  const before = await csvOf('whole');
  expect(await performExport(ports, { org: ORG, exportId: 'frozen' }, { deadline: ports.clock.now() + 9_000 })).toBe(
    'again',
  );
  await scoreOnce(functions, ORG, '2026-01-31');
  await queued('later');
  await performExport(functions.ports, { org: ORG, exportId: 'later' });
  await deliver('frozen', ports);
  expect(await csvOf('later')).not.toBe(before);
  expect(await csvOf('frozen')).toBe(before);
});

test('an export that breaks its worker each time ends by name, and leaves nothing', async () => {
  await queued('breaking');
  const item = await readJson(functions.ports.store, ORG, exportKey('breaking'), exportRowSchema);
  if (item === null) throw new Error('no row');
  await replaceJson(functions.ports.store, ORG, item, { ...item.value, job: { ...item.value.job, attempts: 5 } });
  await functions.blob.write(ORG, 'exports/breaking/parts/0123456789abcdef', once());
  await performExport(functions.ports, { org: ORG, exportId: 'breaking' });
  expect(await rowOf('breaking')).toMatchObject({ state: 'failed', reason: 'keepsBreaking', file: null });
  expect(await functions.blob.list(ORG, 'exports/breaking/')).toEqual([]);
});

test('an export that cannot be handed on leaves no row, and holds no place of its person', async () => {
  const marketer = functions.as('marketer', ORG);
  const rows = async (): Promise<number> => (await functions.ports.store.list(ORG, 'exports/')).items.length;
  const before = await rows();
  const enqueue = vi.spyOn(functions.queue, 'enqueue');
  for (let attempt = 0; attempt < 4; attempt++) {
    enqueue.mockRejectedValueOnce(new StoreError('unavailable', 'the queue is away'));
    const refused = await marketer.call('POST', '/v1/exports', { segment: null, fields: ['Account_Name'] });
    expect([refused.status, refused.at('code')]).toEqual([503, 'store.unavailable']);
  }
  expect(await rows()).toBe(before);
  enqueue.mockRestore();
  expect((await marketer.call('POST', '/v1/exports', { segment: null, fields: ['Account_Name'] })).status).toBe(202);
});

async function* once(): AsyncGenerator<Uint8Array, void, void> {
  yield new Uint8Array(1);
}

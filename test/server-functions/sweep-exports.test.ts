import { expect, test } from 'vitest';
import { exportKey, exportRowSchema, type ExportRow } from '#server-functions/export/export-row.ts';
import { sweepExports } from '#server-functions/export/sweep-exports.ts';
import { takeUpExports } from '#server-functions/export/unfinished-exports.ts';
import { settleInterrupted } from '#server-functions/shared/local/settle-interrupted.ts';
import { createJson, readJson, replaceJson } from '#server-functions/shared/stores/json-items.ts';
import { exportRow } from '#test/support/export-rows.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';

const ORG = { dc: 'com', orgId: '7001' } as const;
const DAY_MS = 86_400_000;
const START = Date.parse('2026-06-30T12:00:00Z');

function arrange() {
  const time = { ms: START };
  const clock = { now: () => time.ms };
  const blob = createMemoryBlob();
  const log: string[] = [];
  const logger = { info: () => undefined, warn: (event: string) => void log.push(event) };
  const ports = { store: createMemoryStore(clock), blob, clock, logger };
  return {
    ports,
    time,
    log,
    async keep(id: string, state: ExportRow['state']): Promise<void> {
      const key = `exports/${id}/file`;
      const file = await blob.write(ORG, key, once());
      const ended = state === 'done' || state === 'failed' || state === 'cancelled';
      const row = exportRow({
        id,
        state,
        file: state === 'done' ? file : null,
        endedAt: ended ? new Date(START).toISOString() : null,
      });
      await createJson(ports.store, ORG, exportKey(id), row, START + 90 * DAY_MS);
    },
    files: async () => (await blob.list(ORG, 'exports/')).map(({ key }) => key.split('/')[1]),
  };
}

test('a file stays while somebody may fetch or writes it, and no longer', async () => {
  const { ports, time, keep, files } = arrange();
  for (const state of ['done', 'queued', 'running', 'failed', 'cancelled'] as const) await keep(state, state);
  await ports.blob.write(ORG, 'exports/nameless/file', once());
  expect(await sweepExports(ports, ORG)).toBe(3);
  expect(await files()).toEqual(['done', 'queued', 'running']);
  time.ms += 14 * DAY_MS - 1;
  expect(await sweepExports(ports, ORG)).toBe(0);
  time.ms += 1;
  expect(await sweepExports(ports, ORG)).toBe(1);
  expect(await files()).toEqual(['queued', 'running']);
  // The history has forgotten them.
  time.ms += 90 * DAY_MS;
  await sweepExports(ports, ORG);
  expect(await files()).toEqual([]);
});

test('what a process left at work keeps what it has made, and is delivered again as nobody’s', async () => {
  const { ports, keep, files } = arrange();
  await keep('half', 'running');
  await keep('over', 'cancelled');
  const half = await readJson(ports.store, ORG, exportKey('half'), exportRowSchema);
  if (half === null) throw new Error('gone');
  const held = { ...half.value, job: { ...half.value.job, epoch: 3, holder: 'dead', leaseUntil: START + 60_000 } };
  await replaceJson(ports.store, ORG, half, held, START + 90 * DAY_MS);
  await settleInterrupted(ports, ORG);
  expect(await files()).toEqual(['half']);
  expect(await takeUpExports(ports, ORG, 'void')).toEqual([{ kind: 'export', org: ORG, exportId: 'half' }]);
  const row = await readJson(ports.store, ORG, exportKey('half'), exportRowSchema);
  expect(row?.value).toMatchObject({ state: 'running', job: { epoch: 3, leaseUntil: 0 } });
});

test('of a file that is done its pieces go, left by whom they may', async () => {
  const { ports, keep } = arrange();
  await keep('done', 'done');
  await ports.blob.write(ORG, 'exports/done/parts/0123456789abcdef', once());
  expect(await sweepExports(ports, ORG)).toBe(1);
  expect((await ports.blob.list(ORG, 'exports/')).map(({ key }) => key)).toEqual(['exports/done/file']);
});

test('files of another org stay', async () => {
  const { ports, keep } = arrange();
  await keep('done', 'done');
  await ports.blob.write({ dc: 'eu', orgId: '7001' }, 'exports/theirs/file', once());
  await sweepExports(ports, ORG);
  expect(await ports.blob.list({ dc: 'eu', orgId: '7001' }, 'exports/')).toHaveLength(1);
});

test('a row of another version is told of and stops nothing', async () => {
  const { ports, log } = arrange();
  await createJson(ports.store, ORG, exportKey('odd'), { not: 'a row' });
  await ports.blob.write(ORG, 'exports/odd/file', once());
  expect(await sweepExports(ports, ORG)).toBe(0);
  expect(log).toEqual(['exports.notSwept']);
  expect(await ports.blob.list(ORG, 'exports/')).toHaveLength(1);
});

async function* once(): AsyncGenerator<Uint8Array, void, void> {
  yield new Uint8Array(1);
}

import { expect, test } from 'vitest';
import { exportKey, exportRowSchema, type ExportRow } from '#server-functions/export/export-row.ts';
import { sweepExports } from '#server-functions/export/sweep-exports.ts';
import { settleInterrupted } from '#server-functions/shared/local/settle-interrupted.ts';
import { createJson, readJson } from '#server-functions/shared/stores/json-items.ts';
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

test('what a process took with it leaves no file, and a row that the history forgets in its time', async () => {
  const { ports, time, keep, files } = arrange();
  await keep('half', 'running');
  await settleInterrupted(ports, ORG);
  expect(await files()).toEqual([]);
  const row = await readJson(ports.store, ORG, exportKey('half'), exportRowSchema);
  expect([row?.value.state, row?.value.reason]).toEqual(['failed', 'interrupted']);
  time.ms += 90 * DAY_MS;
  expect(await readJson(ports.store, ORG, exportKey('half'), exportRowSchema)).toBe(null);
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

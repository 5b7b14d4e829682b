import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encodeColumns } from '#core/columns/arrow-columns.ts';
import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { encodeLabelChanges, type LabelChange } from '#core/labels/change-log.ts';
import { HISTORY_TECHNIQUES } from '#server-functions/history/history-entry.ts';
import { recordHistory } from '#server-functions/history/record-history.ts';
import { tellAccount } from '#server-functions/history/tell-account.ts';
import { tellLabels } from '#server-functions/history/tell-labels.ts';
import { generationBlob, type GenerationRecord } from '#server-functions/score/generation-record.ts';
import { readPeakRssMb } from '#server-functions/shared/local/peak-memory.ts';
import { writeBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import { createFolderBlob } from '#server-functions/shared/stores/folder-blob.ts';
import { createSqliteStore } from '#server-functions/shared/stores/sqlite-store.ts';
import { publishGeneration } from '#test/support/publish-generation.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';

/** Questions about years of labels: seconds, and the memory of the whole process. `node bench/history.ts --accounts 100000 --days 1095` */
const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '100000' },
    days: { type: 'string', default: '1095' },
    /** Share of the accounts whose label of a technique changes in a day. */
    share: { type: 'string', default: '0.01' },
  },
});
const accounts = Number(values.accounts);
const days = Number(values.days);
const changesADay = Math.round(accounts * Number(values.share));
const ORG = { dc: 'com', orgId: '7001' } as const;
const FIRST_DAY = Date.UTC(2023, 0, 1) / 86_400_000;
const LABELS = ['champions', 'loyal', 'promising', 'new', 'at-risk', 'cant-lose', 'hibernating', 'lost'];

const folder = mkdtempSync(join(tmpdir(), 'lodestar-history-'));
const clock = { now: () => 0 };
const store = createSqliteStore(join(folder, 'store.db'), clock);
const blob = createFolderBlob(join(folder, 'blobs'));
const ports = { store, blob };
const ids = BigInt64Array.from({ length: accounts }, (_, row) => 5_843_104_000_000_000_000n + BigInt(row) * 7n);
const codes: readonly Int32Array[] = HISTORY_TECHNIQUES.map(() =>
  new Int32Array(accounts).map((_, row) => row % LABELS.length),
);
let random = 1;
const below = (end: number): number => {
  random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
  return Math.floor((random / 2 ** 32) * end);
};
const tableNow = (): ColumnTable => ({
  length: accounts,
  columns: new Map<string, Column>([
    ['id', { kind: 'id', values: ids }],
    ['abm:rfm.label', { kind: 'text', codes: codesOf(0), dictionary: LABELS }],
    ['abm:firmographics.label', { kind: 'text', codes: codesOf(1), dictionary: LABELS }],
  ]),
});
const codesOf = (technique: number): Int32Array => codes[technique] ?? new Int32Array();
const countsNow = (technique: number) =>
  LABELS.map((labelId, code) => ({ labelId, accounts: codesOf(technique).filter((each) => each === code).length }));

function* changeLabels(at: string, generation: string): Generator<LabelChange> {
  for (const [place, technique] of HISTORY_TECHNIQUES.entries()) {
    const column = codesOf(place);
    const rows = [...new Set(Array.from({ length: changesADay }, () => below(accounts)))].toSorted((a, b) => a - b);
    for (const row of rows) {
      const from = column[row] ?? 0;
      const to = (from + 1 + below(LABELS.length - 1)) % LABELS.length;
      column[row] = to;
      yield {
        account: String(ids[row]),
        technique,
        from: LABELS[from] ?? null,
        to: LABELS[to] ?? null,
        at,
        generation,
        cause: 'data',
      };
    }
  }
}

const base = await publishGeneration({ store: createMemoryStore(clock), blob: createMemoryBlob() }, ORG);
const recording: number[] = [];
for (let day = 0; day < days; day++) {
  const id = `generation-${day}`;
  const publishedAt = new Date((FIRST_DAY + day) * 86_400_000).toISOString();
  const changes = day === 0 ? [] : [...changeLabels(publishedAt, id)];
  const { sha256 } = await writeBytes(blob, ORG, generationBlob(id, 'accounts'), encodeColumns(tableNow()));
  await writeBytes(blob, ORG, generationBlob(id, 'changes'), Buffer.from(encodeLabelChanges(changes)));
  const record: GenerationRecord = {
    ...base,
    id,
    publishedAt,
    digests: { accounts: sha256, months: null },
    ledger: null,
    rfm: { labels: countsNow(0), levels: { r: [], f: [], m: [] }, withoutPurchases: 0, warnings: [] },
    firmographics: { labels: countsNow(1), warnings: [] },
  };
  const begun = performance.now();
  await recordHistory(ports, ORG, record, 'UTC');
  recording.push(performance.now() - begun);
  await blob.remove(ORG, generationBlob(id, 'accounts'));
  await blob.remove(ORG, generationBlob(id, 'changes'));
}
const kept = await blob.list(ORG, 'history/');
const megabytes = kept.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20;
const sorted = recording.toSorted((a, b) => a - b);
console.log(
  `${accounts} accounts, ${days} days, ${changesADay} changes a day and technique: ${kept.length} objects, ${megabytes.toFixed(0)} MB`,
);
console.log(`recording a day: median ${quantile(sorted, 0.5)} ms, slowest ${quantile(sorted, 1)} ms`);

const last = FIRST_DAY + days - 1;
await measure('counts of every day of all years, and who moved', () =>
  tellLabels(ports, ORG, { technique: 'rfm', from: FIRST_DAY, to: last, by: 'day', only: null }),
);
await measure('the same for a tenth of the accounts (PER-3)', () =>
  tellLabels(ports, ORG, {
    technique: 'rfm',
    from: FIRST_DAY,
    to: last,
    by: 'day',
    only: ids.filter((_, row) => row % 10 === 0),
  }),
);
await measure('the last month', () =>
  tellLabels(ports, ORG, { technique: 'rfm', from: last - 30, to: last, by: 'day', only: null }),
);
await measure('one account, its whole strip', () => tellAccount(ports, ORG, ids[Math.floor(accounts / 2)] ?? 1n));
console.log(`peak of the whole process, making the data included: ${readPeakRssMb()} MB`);
store.close();
rmSync(folder, { recursive: true });

async function measure(what: string, work: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  const heap = process.memoryUsage.rss();
  await work();
  const grown = (process.memoryUsage.rss() - heap) / 2 ** 20;
  console.log(
    `${what}: ${((performance.now() - begun) / 1_000).toFixed(2)} s, resident memory ${grown >= 0 ? '+' : ''}${grown.toFixed(0)} MB`,
  );
}

function quantile(ordered: readonly number[], share: number): string {
  return (ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))] ?? 0).toFixed(0);
}

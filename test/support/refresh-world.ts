import type { ColumnTable } from '#core/columns/column-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { decodeEvidenceShard, encodeEvidence } from '#core/labels/evidence.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { labelFieldsOf } from '#core/configuration/label-fields-of.ts';
import { publishConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { readManifest } from '#server-functions/score/ledger/ledger-manifest.ts';
import { createLedgerObjects } from '#server-functions/score/ledger/ledger-objects.ts';
import { loadAccounts, loadMonths, readCurrentGeneration } from '#server-functions/score/load-generation.ts';
import { performRun } from '#server-functions/score/perform-run.ts';
import type { RunLimits } from '#server-functions/score/run-context.ts';
import { runKey, runRowSchema, type RunKind, type RunRow } from '#server-functions/score/run-row.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { createJson, readJson } from '#server-functions/shared/stores/json-items.ts';
import { createMemoryBlob, type MemoryBlob } from './memory-blob.ts';
import { createMemoryCrmBatch } from './memory-crm.ts';
import type { MemoryOrg } from './memory-crm-data.ts';
import { createMemoryStore } from './memory-store.ts';
import { LINES } from './random-edits.ts';
import { tableRows } from './read-cells.ts';

export const REFRESH_ORG = { dc: 'com', orgId: '7001' } as const;
/** Half past four in the morning there: a day of sweeps fits behind it. */
export const REFRESH_MORNING = Date.UTC(2026, 5, 30, 2, 30);
/** Several shards, groups and chunks of an org of a few dozen accounts. */
const LIMITS = {
  shardAccounts: 5,
  sortedDeals: 40,
  accountsRows: 9,
  monthsRows: 25,
  recordRows: 7,
  retryMs: 0,
  settleMs: 0,
  owedAccounts: 12,
  techniqueAccounts: 13,
} as const;

/** An org in memory with everything that its runs keep. */
/** Performs a run, in one delivery or several; they work with what they are given. */
export type Deliver = (ports: WorkPorts, perform: (ports: WorkPorts) => Promise<unknown>) => Promise<unknown>;

export interface RefreshWorld {
  readonly memory: MemoryOrg;
  readonly ports: WorkPorts;
  readonly blob: MemoryBlob;
  /** Records written to the CRM so far. */
  readonly written: { rows: number };
  /** What the CRM does not take, or says so: these accounts, and anything once it has taken so many calls. */
  readonly trouble: { readonly refused: Set<string>; takesRefused: boolean; calls: number };
  run(kind: RunKind, deliver?: Deliver): Promise<RunRow>;
  publish(configuration: Configuration): Promise<unknown>;
}

export async function createRefreshWorld(
  memory: MemoryOrg,
  configuration: Configuration,
  clock: { readonly ms: number },
  limits: Partial<RunLimits> = {},
): Promise<RefreshWorld> {
  const crm = createMemoryCrmBatch(memory);
  const fields = labelFieldsOf(configuration);
  await crm.createFields(
    'Accounts',
    fields.map(({ field }) => field),
  );
  const now = { now: () => clock.ms };
  const blob = createMemoryBlob();
  const written = { rows: 0 };
  const trouble = { refused: new Set<string>(), takesRefused: false, calls: Number.POSITIVE_INFINITY };
  let ids = 0;
  const ports: WorkPorts = {
    store: createMemoryStore(now),
    blob,
    clock: now,
    ids: { next: (prefix) => `${prefix}-${++ids}` },
    logger: { info: () => undefined, warn: () => undefined },
    crmFor: () => ({
      ...crm,
      async write(request, cancellation) {
        written.rows += request.ids.length;
        if (trouble.calls-- <= 0) return { written: 0, failed: [], stopped: new CrmError('unavailable', 'not now') };
        const all = [...request.ids.keys()];
        const isRefused = (row: number): boolean => trouble.refused.has(String(request.ids[row]));
        const taken = all.filter((row) => trouble.takesRefused || !isRefused(row));
        const outcome = await crm.write(
          {
            ...request,
            ids: BigInt64Array.from(taken, (row) => request.ids[row] ?? 0n),
            columns: request.columns.map(({ apiName, values }) => ({
              apiName,
              values: { at: (row) => values.at(taken[row] ?? -1) },
            })),
          },
          cancellation,
        );
        const failed = all
          .filter(isRefused)
          .map((row) => ({ id: String(request.ids[row]), code: 'NOT_ALLOWED', message: 'a rule of the org' }));
        const shown = outcome.written - (trouble.takesRefused ? failed.length : 0);
        return { ...outcome, written: shown, failed: [...outcome.failed, ...failed] };
      },
    }),
    counterFor: () => ({
      count: async (module) => memory.modules.get(module)?.rows.size ?? 0,
      comparesTextAsHere: async () => true,
    }),
    userNamesFor: () => Promise.resolve(new Map()),
  };
  await publishConfiguration(ports, REFRESH_ORG, configuration);
  return {
    memory,
    ports,
    blob,
    written,
    trouble,
    publish: (next) => publishConfiguration(ports, REFRESH_ORG, next),
    async run(kind, deliver = (lent, perform) => perform(lent)) {
      const id = `run-${++ids}`;
      const at = new Date(clock.ms).toISOString();
      const row = runRowSchema.parse({ ...NEW_ROW, id, kind, requestedAt: at });
      await createJson(ports.store, REFRESH_ORG, runKey(id), row);
      memory.clock.ms = clock.ms;
      await deliver(ports, (lent) =>
        performRun(lent, { org: REFRESH_ORG, runId: id }, { limits: { ...LIMITS, ...limits } }),
      );
      const ended = await readJson(ports.store, REFRESH_ORG, runKey(id), runRowSchema);
      if (ended === null) throw new Error('the run is there');
      return ended.value;
    },
  };
}

/** Everything that people can see of what is published, and of the CRM's accounts; names and instants of runs left out. */
export async function lookAtWorld({ ports, memory }: RefreshWorld): Promise<Record<string, unknown>> {
  const current = await readCurrentGeneration(ports, REFRESH_ORG);
  if (current === null) throw new Error('something is published');
  const { id: _id, runId: _runId, publishedAt: _at, fullAt: _fullAt, former: _former, ...record } = current.value;
  const manifest = await readManifest(ports, REFRESH_ORG, current.value);
  const objects = createLedgerObjects(ports, REFRESH_ORG, 'reader');
  const evidence: string[] = [];
  for (const { name } of manifest?.evidence ?? []) {
    const entries = decodeEvidenceShard(await objects.readText(name), name);
    if (!entries.ok) throw new Error(JSON.stringify(entries.error));
    for (const entry of entries.value) evidence.push(`${entry.account} ${encodeEvidence(entry.evidence)}`);
  }
  const months = await loadMonths(ports, REFRESH_ORG, current.value);
  return {
    // How many line items were read is said of the last full run: those of untouched deals are not read again.
    record: {
      ...record,
      reads: record.reads.filter(({ module }) => module !== LINES),
      digests: null,
      ledger: null,
      difference: null,
    },
    accounts: rowsOf(await loadAccounts(ports, REFRESH_ORG, current.value)),
    months: months === null ? null : rowsOf(months),
    evidence,
    crm: [...(memory.modules.get('Accounts')?.rows.values() ?? [])]
      .map(({ Modified_Time: _modified, ...account }) => account)
      .sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1)),
  };
}

/** One text a row, columns by name. */
export function rowsOf(table: ColumnTable): string[] {
  return tableRows(table).map((row) =>
    Object.entries(row)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, cell]) => `${key}=${cell}`)
      .join(' '),
  );
}

const NEW_ROW = {
  state: 'queued',
  requestedBy: 'test',
  startedAt: null,
  endedAt: null,
  asOf: null,
  progress: { accounts: 0, deals: 0, lineItems: 0 },
  reason: null,
  problems: [],
  generation: null,
  projection: null,
};

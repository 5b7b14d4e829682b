import type { Clock } from '#core/clock.ts';
import type { FieldMetadata, ModuleMetadata, OrgMetadata } from '#core/crm/metadata.ts';
import type { FrozenOrg, SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import { DEFAULT_EXCHANGE_RATE_MEANS, type ExchangeRateMeaning } from '#core/crm/money.ts';
import { checkNames, createMissingFields } from './create-fields.ts';
import { createDownloadGate } from './download-gate.ts';
import { DEFAULT_POLL, type PollSchedule } from './poll.ts';
import { putRecord } from './put-record.ts';
import { awaitBulkJob, startBulkJob } from './bulk-write.ts';
import { QUERY_UP_TO_ROWS } from './query-rows.ts';
import { readCorrespondence } from './read-correspondence.ts';
import { readBulkPart, readBulkRows, readBulkTable } from './read-bulk-table.ts';
import { readChangedPart, requireModifiedTime, type ChangesOptions } from './read-changes.ts';
import { readDeletedIds } from './read-deleted.ts';
import { readLatestChange } from './latest-change.ts';
import { readFields, readModules, readOrg } from './read-metadata.ts';
import { readRelatedRows } from './read-related.ts';
import type { RestSender } from './send-rest.ts';
import { toFieldMetadata } from './to-metadata.ts';
import { writeRows } from './write-rows.ts';

export interface RestBatchOptions {
  readonly rest: RestSender;
  /** Where bulk-write files are uploaded; often the same server. */
  readonly content: RestSender;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
  readonly schedule?: PollSchedule;
  /** Shared by all adapters of one installation, since the CRM rations downloads by installation, not by run. */
  readonly downloadGate?: () => Promise<void>;
  /** Modules of at most so many rows are read by queries instead of a bulk job. Default 0: none. */
  readonly queryUpToRows?: number;
  /** Changes of at most so many rows are asked for by queries instead of a bulk job. Default `QUERY_UP_TO_ROWS`. */
  readonly changesByQueryUpToRows?: number;
  /** Writes of at least so many rows are bulk jobs. Default `BULK_WRITE_FROM_ROWS`. */
  readonly bulkWriteFromRows?: number;
  /** Which way Zoho states a record's exchange rate; not established (docs/decisions), hence a switch. */
  readonly exchangeRateMeans?: ExchangeRateMeaning;
  /** What a job took the org for; absent = the CRM is asked. */
  readonly frozen?: FrozenOrg | undefined;
}

/**
 * `CrmBatch` over REST v8 as the installer. One adapter serves one run: what it learns of the org's metadata it keeps, so that
 * a run sees one snapshot and pays for it once.
 */
export function createRestCrmBatch(options: RestBatchOptions): SlicedCrmBatch {
  const { rest, content, clock, wait } = options;
  const schedule = options.schedule ?? DEFAULT_POLL;
  const downloadGate = options.downloadGate ?? createDownloadGate(clock, wait);
  const { frozen } = options;
  let orgKnown: Promise<OrgMetadata> | null = frozen === undefined ? null : Promise.resolve(frozen.org);
  let modulesKnown: Promise<readonly ModuleMetadata[]> | null = null;
  const fieldsKnown = new Map<string, Promise<readonly FieldMetadata[]>>(
    Object.entries(frozen?.fields ?? {}).map(([module, known]) => [module, Promise.resolve(known)] as const),
  );

  // A failed question is forgotten, so that the next one asks again.
  const org = (): Promise<OrgMetadata> =>
    (orgKnown ??= readOrg(rest).catch((error: unknown) => {
      orgKnown = null;
      throw error;
    }));
  const modules = (): Promise<readonly ModuleMetadata[]> =>
    (modulesKnown ??= readModules(rest).catch((error: unknown) => {
      modulesKnown = null;
      throw error;
    }));
  const fields = (module: string): Promise<readonly FieldMetadata[]> => {
    const known = fieldsKnown.get(module);
    if (known !== undefined) return known;
    const asked = readFields(rest, module)
      .then((found) => found.map(toFieldMetadata))
      .catch((error: unknown) => {
        fieldsKnown.delete(module);
        throw error;
      });
    fieldsKnown.set(module, asked);
    return asked;
  };
  const orgId = async (): Promise<string> => (await org()).orgId;

  const tableOptions: ChangesOptions = {
    rest,
    schedule,
    wait,
    downloadGate,
    org,
    fields,
    exchangeRateMeans: options.exchangeRateMeans ?? DEFAULT_EXCHANGE_RATE_MEANS,
    queryUpToRows: options.queryUpToRows ?? 0,
    changesByQueryUpToRows: options.changesByQueryUpToRows ?? QUERY_UP_TO_ROWS,
  };
  const writeOptions = { rest, content, orgId, schedule, wait, downloadGate };

  return {
    org,
    modules,
    fields,
    readTable: (request, cancellation) => readBulkTable(tableOptions, request, cancellation),
    readPart: (request, from, cancellation) => readBulkPart(tableOptions, request, from, cancellation),
    readRows: (request, ids, cancellation) => readBulkRows(tableOptions, request, ids, cancellation),
    readChanges: (request, from, cancellation) => readChangedPart(tableOptions, request, from, cancellation),
    readDeleted: async (request, cancellation) => {
      await fields(request.module);
      return readDeletedIds(rest, request, cancellation);
    },
    latestChange: async (module) => {
      await requireModifiedTime(tableOptions, module);
      return readLatestChange(rest, module);
    },
    readRelated: (request, lookup, ids, cancellation) =>
      readRelatedRows(tableOptions, request, lookup, ids, cancellation),
    ...readCorrespondence(rest),
    startBulkWrite: (request) => startBulkJob(writeOptions, request),
    awaitBulkWrite: (job, rows, cancellation) => awaitBulkJob(writeOptions, job, rows, cancellation),
    async createFields(module, wanted) {
      const before = await readFields(rest, module);
      await createMissingFields(rest, module, wanted, before);
      fieldsKnown.delete(module);
      const after = await readFields(rest, module);
      checkNames(module, wanted, before, after);
      const names = new Set(wanted.map((field) => field.apiName));
      return after.map(toFieldMetadata).filter((field) => names.has(field.apiName));
    },
    putRecord: (request) => putRecord(rest, request),
    write: (request, cancellation) =>
      writeRows(
        { rest, content, orgId, schedule, wait, downloadGate, bulkFromRows: options.bulkWriteFromRows },
        request,
        cancellation,
      ),
  };
}

import type { Cancellation } from '#core/cancellation.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { CorrespondenceSource } from './correspondence.ts';
import type { CrmBatch, ReadReport, TableRequest, WriteOutcome, WriteRequest } from './crm-batch.ts';
import type { FieldMetadata, OrgMetadata } from './metadata.ts';

/** One piece of a module, at most a bulk page. */
export interface TablePart {
  readonly batches: AsyncIterable<ColumnTable>;
  /** Resolves after the last batch; `next` goes on after this part, null = that was all. Both are good for another process. */
  readonly end: Promise<{ readonly report: ReadReport; readonly next: string | null }>;
}

/** Records of a module that were created or changed at or after an instant. */
export interface ChangesRequest extends TableRequest {
  /** Epoch milliseconds of the CRM's clock; what changed in the same second counts as after it. */
  readonly since: number;
}

export interface DeletedRequest {
  /** Module api name. */
  readonly module: string;
  /** As in `ChangesRequest`. */
  readonly since: number;
}

/** Whole-org access whose long operations can be left and taken up elsewhere: what durable jobs work with. */
export interface SlicedCrmBatch extends CrmBatch, CorrespondenceSource {
  /** `from` is a former part's `next`; null = from the beginning. */
  readPart(request: TableRequest, from: string | null, cancellation?: Cancellation): TablePart;
  /** The rows of these ids as they are now, in no particular order; ids that are gone have none. */
  readRows(request: TableRequest, ids: BigInt64Array, cancellation?: Cancellation): Promise<ColumnTable>;
  /**
   * Rows that changed since, as they are now, in parts as `readPart` gives them. What changes while it is read may come twice: the
   * later row is the newer one. Throws `CrmError`, `invalidField` where the module has no time of change.
   */
  readChanges(request: ChangesRequest, from: string | null, cancellation?: Cancellation): TablePart;
  /**
   * Ids of records that were deleted since, in the recycle bin or for good, or merged into another; ascending, each once. A record
   * may have been restored meanwhile: whoever asks looks again. Throws `CrmError`, `invalidModule` where the CRM keeps no such
   * list of that module.
   */
  readDeleted(request: DeletedRequest, cancellation?: Cancellation): Promise<BigInt64Array>;
  /**
   * The module's newest time of change by the CRM's clock, epoch milliseconds: where changes are asked from the next time. null = it
   * has no records. Throws `CrmError`, `invalidField` where the module has no time of change.
   */
  latestChange(module: string): Promise<number | null>;
  /** All rows whose lookup, an `id` field among those asked for, is one of these ids; in no particular order. */
  readRelated(
    request: TableRequest,
    lookup: string,
    ids: BigInt64Array,
    cancellation?: Cancellation,
  ): Promise<ColumnTable>;
  /** Hands rows, at most a bulk job's and with a value in every cell, to a job of the CRM; gives its id. Throws `CrmError`. */
  startBulkWrite(request: WriteRequest): Promise<string>;
  /** What became of them, `rows` in number. Throws `CrmError`, `jobFailed` when the CRM gave the job up. */
  awaitBulkWrite(job: string, rows: number, cancellation?: Cancellation): Promise<WriteOutcome>;
}

/** What a job took its org for at its beginning: later slices read under the same rates, zone and fields. */
export interface FrozenOrg {
  readonly org: OrgMetadata;
  /** By module api name. */
  readonly fields: Readonly<Record<string, readonly FieldMetadata[]>>;
}

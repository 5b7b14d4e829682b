import type { CrmError } from './crm-error.ts';
import type { ColumnKind, ColumnTable } from '#core/columns/column-table.ts';
import type { Problem } from '#core/message.ts';
import type { Cancellation } from '#core/cancellation.ts';
import type { FieldMetadata, ModuleMetadata, OrgMetadata } from './metadata.ts';

/** One field to read: which CRM field, under which name it appears in the table, and as what. */
export interface FieldRead {
  readonly apiName: string;
  /** Column key in the resulting tables: a field reference of the configuration, or "id". */
  readonly as: string;
  /** `hour`: a number column with the org-local hour, 0 to 23, of an instant; NaN where the field says no time. */
  readonly kind: ColumnKind | 'hour';
}

export interface TableRequest {
  /** Module api name. */
  readonly module: string;
  readonly fields: readonly FieldRead[];
  /** Each batch is done with before the next one is asked for: its arrays are filled again, and a code means a text in it alone. */
  readonly passing?: boolean;
}

export interface ReadReport {
  readonly rows: number;
  /** Values that could not be placed or read, at most a bounded number of examples per kind, with counts. */
  readonly problems: readonly CountedProblem[];
}

export interface CountedProblem extends Problem {
  readonly count: number;
}

export interface TableReading {
  /** Batches in no particular row order. Text dictionaries grow across the batches of one reading and never reorder. */
  readonly batches: AsyncIterable<ColumnTable>;
  /** Resolves after the last batch. */
  readonly report: Promise<ReadReport>;
}

export interface NewField {
  readonly apiName: string;
  readonly label: string;
  readonly type: 'choice' | 'integer' | 'instant' | 'longText' | 'date';
  readonly options: readonly { readonly value: string; readonly colour: string }[];
}

/** Rows to write: an id column and the columns that change. Row-aligned; null means "clear the field". */
export interface WriteRequest {
  readonly module: string;
  readonly ids: BigInt64Array;
  readonly columns: readonly { readonly apiName: string; readonly values: WriteValues }[];
  /** Fire CRM workflows? Off on first and rebuild runs (decision 11). */
  readonly triggerWorkflows: boolean;
}
/** `at(row)` gives the cell as the CRM takes it; undefined = leave untouched. */
export interface WriteValues {
  at(row: number): string | number | null | undefined;
}

/** One record, found by a field that no two records share. Values are written whole, the matched one included. */
export interface RecordPut {
  readonly module: string;
  readonly match: { readonly apiName: string; readonly value: string };
  readonly values: Readonly<Record<string, string>>;
}

export interface WriteOutcome {
  readonly written: number;
  readonly failed: readonly { readonly id: string; readonly code: string; readonly message: string }[];
  /** What kept the CRM from taking the rest; absent when every row was tried. Rows neither written nor failed were not reached. */
  readonly stopped?: CrmError;
}

/**
 * Whole-org access as the installer: bulk reads, bulk writes, metadata. Adapters: REST and memory, and CSV folders for the
 * command line; one contract suite for all. Methods throw `CrmError`; an empty module is an empty iteration, never an error.
 */
export interface CrmBatch {
  org(): Promise<OrgMetadata>;
  modules(): Promise<readonly ModuleMetadata[]>;
  fields(module: string): Promise<readonly FieldMetadata[]>;
  readTable(request: TableRequest, cancellation?: Cancellation): TableReading;
  /** Creates the fields that are missing; existing ones with the same api name are kept and their options completed. */
  createFields(module: string, fields: readonly NewField[]): Promise<readonly FieldMetadata[]>;
  /** Picks records API or bulk write by size. Partial failure is an outcome, not an error. */
  write(request: WriteRequest, cancellation?: Cancellation): Promise<WriteOutcome>;
  /** Updates the record whose field has that value, or creates it. Fires no workflows. `invalidModule` where there is no such module. */
  putRecord(request: RecordPut): Promise<void>;
}

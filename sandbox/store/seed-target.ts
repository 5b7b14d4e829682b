import type { OrgDefinition } from '../orgs/org-definition.ts';
import type { FieldDefinition, OptionDefinition } from '../schema/field-definition.ts';
import type { NewRow } from './sql-value.ts';

export interface SeedUser {
  readonly key: string;
  readonly name: string;
  readonly id: bigint;
}

/**
 * What a seed sees of the org it fills. Everything a seed does is one transaction; indexes come after it.
 * Load referenced modules first only if you like: lookups are not checked here.
 */
export interface SeedTarget {
  readonly org: OrgDefinition;
  /** In the order of the definition. */
  readonly users: readonly SeedUser[];
  /** Epoch milliseconds of the sandbox clock at the time of seeding. */
  readonly now: number;
  /** Today's date in the org's time zone, yyyy-mm-dd. */
  readonly today: string;
  /** The id of a module's n-th record, n >= 1. */
  recordId(module: string, ordinal: number): bigint;
  /** Stores rows; returns how many. May be called many times per module. */
  insert(module: string, rows: Iterable<NewRow>): number;
  /** Adds custom fields that the module lacks; existing api names are left as they are. */
  addFields(module: string, fields: readonly FieldDefinition[]): void;
  /** Replaces a picklist's options. */
  setOptions(module: string, field: string, options: readonly OptionDefinition[]): void;
}

/** A seed: the export `seed` of a module that `SeedSource` names. `options` is whatever the source carries. */
export type Seed = (target: SeedTarget, options: unknown) => void | Promise<void>;

/** Names a seed so that a worker thread can load it: functions do not cross threads. */
export interface SeedSource {
  /** `import.meta.resolve('#sandbox/sample-org/seed.ts')`, or a file URL's href. The module exports a `Seed` named `seed`. */
  readonly moduleUrl: string;
  /** Plain data handed to the seed. */
  readonly options: unknown;
}

import type { FieldMetadata, ModuleMetadata, OrgMetadata } from './metadata.ts';

export interface CrmUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly profileId: string;
  readonly language: string;
  readonly locale: string;
  readonly timeZone: string;
}

/** Permission names that a profile grants, exactly as the CRM spells them. */
export interface CrmProfile {
  readonly id: string;
  readonly name: string;
  readonly administrator: boolean;
  readonly granted: ReadonlySet<string>;
}

/** One record as the user may see it: api name -> the CRM's own value. Parsed further by whoever knows the field. */
export type CrmRecord = Readonly<Record<string, unknown>> & { readonly id: string };

export interface CrmPage {
  readonly records: readonly CrmRecord[];
  readonly moreRecords: boolean;
}

/**
 * The CRM as one logged-in user sees it: field, module and sharing rights already applied by the CRM.
 * Methods throw `CrmError`; a missing single record is null; an empty list is empty.
 */
export interface CrmClient {
  currentUser(): Promise<CrmUser>;
  org(): Promise<OrgMetadata>;
  profile(id: string): Promise<CrmProfile>;
  modules(): Promise<readonly ModuleMetadata[]>;
  fields(module: string): Promise<readonly FieldMetadata[]>;
  record(module: string, id: string, fields: readonly string[]): Promise<CrmRecord | null>;
  relatedRecords(
    module: string,
    id: string,
    relatedList: string,
    fields: readonly string[],
    page: number,
  ): Promise<CrmPage>;
  /** COQL, at most 2,000 rows a call. */
  query(selectQuery: string): Promise<CrmPage>;
}

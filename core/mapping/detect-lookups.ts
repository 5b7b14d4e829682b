import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { Message } from '#core/message.ts';
import type { ProductSource } from './mapping.ts';
import type { ModuleRole } from './targets.ts';

/** SET-3, in the documents' numbering: 1 accounts, 2 contacts, 3 products, 4 deals. */
export type RelationId = '1-2' | '1-4' | '4-2' | '3-4' | '1-3';

export interface LookupRelation {
  readonly relation: RelationId;
  readonly mandatory: boolean;
  /** The module whose fields hold the lookup. */
  readonly holder: ModuleRole;
  /** Field api name; null = none found. */
  readonly chosen: string | null;
  /** Every field that would serve, the chosen one first. More than one: the admin is asked to look. */
  readonly alternatives: readonly string[];
}

/** Where the products of a deal could come from, best first (SET-3), and what was looked at and refused. */
export interface ProductSources {
  readonly chosen: ProductSource;
  readonly alternatives: readonly ProductSource[];
  readonly refused: readonly Message[];
}

export type FieldsOf = (module: string) => readonly FieldMetadata[];
/** Related lists of a module: their api name and the module they list. */
export type RelatedListsOf = (module: string) => readonly { readonly apiName: string; readonly module: string }[];

import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { Message } from '#core/message.ts';
import { lookupsTo, type FieldsOf } from './detect-lookups.ts';
import type { ModuleOfRole } from './fit-target.ts';
import type { ProductSource } from './mapping.ts';

/** Related lists of a module: their api name and the module they list. Field metadata does not show them. */
export type RelatedListsOf = (module: string) => readonly { readonly apiName: string; readonly module: string }[];

/** Relation 3-4: where the products of a deal could come from, and what was looked at in vain. */
export interface ProductSources {
  /** Best first (SET-3): `none` when nothing serves. */
  readonly chosen: ProductSource;
  readonly alternatives: readonly ProductSource[];
  /** Subforms that are no line items: `mapping.subformWithoutProduct`, `mapping.subformWithoutDeal`. */
  readonly refused: readonly Message[];
}

/** The CRM's own name for the count on a line item. A custom subform that names it otherwise is set by hand. */
const QUANTITY_FIELD = 'Quantity';

/** Line-item subform, multi-select lookup, Products related list, single lookup: in this order (SET-3). */
export function detectProductSources(
  moduleOf: ModuleOfRole,
  fieldsOf: FieldsOf,
  relatedListsOf: RelatedListsOf = () => [],
): ProductSources {
  const { deals, products } = moduleOf;
  if (deals === undefined || products === undefined) return { chosen: { kind: 'none' }, alternatives: [], refused: [] };
  const fields = fieldsOf(deals);
  const refused: Message[] = [];
  const found: ProductSource[] = [
    ...fields.flatMap((field) => {
      const source = readLineItems(field, deals, products, fieldsOf);
      if (source !== null && 'code' in source) refused.push(source);
      return source === null || 'code' in source ? [] : [source];
    }),
    ...fields
      .filter((field) => field.type === 'lookups' && field.lookupModule === products)
      .map((field) => ({ kind: 'lookups', field: field.apiName }) as const),
    ...relatedListsOf(deals)
      .filter((list) => list.module === products)
      .map((list) => ({ kind: 'relatedList', list: list.apiName }) as const),
    ...lookupsTo(products, fields).map((field) => ({ kind: 'lookup', field }) as const),
  ];
  const [chosen = { kind: 'none' } as const, ...alternatives] = found;
  return { chosen, alternatives, refused };
}

/** null: not a subform. A subform that lists no products at all is simply another subform, but it is still named. */
function readLineItems(
  field: FieldMetadata,
  deals: string,
  products: string,
  fieldsOf: FieldsOf,
): ProductSource | Message | null {
  if (field.type !== 'subform' || field.subformModule === null) return null;
  const params = { field: field.apiName, module: field.subformModule };
  const rows = fieldsOf(field.subformModule);
  const [product] = lookupsTo(products, rows);
  if (product === undefined) return { code: 'mapping.subformWithoutProduct', params };
  const [parent] = lookupsTo(deals, rows);
  if (parent === undefined) return { code: 'mapping.subformWithoutDeal', params };
  const quantity = rows.find(
    ({ apiName, type }) => apiName === QUANTITY_FIELD && (type === 'integer' || type === 'decimal'),
  );
  return { kind: 'lineItems', module: field.subformModule, parent, product, quantity: quantity?.apiName ?? null };
}

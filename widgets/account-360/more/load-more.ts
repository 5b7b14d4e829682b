import { quoteId } from '#core/criteria/coql-literal.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { MORE_BASIS_NAME, parseMoreBasis, type MoreBasis } from '#core/labels/more-basis.ts';
import { BASIS_RECORD } from '#core/labels/published-basis.ts';
import type { MoreInput } from '../models/more-input.ts';
import { nameOf } from '../models/record-values.ts';
import { deriveMore } from './derive-more.ts';
import type { MoreView } from './more-view.ts';
import { productsOf } from './products-of.ts';

/** Zoho CRM API v8: ids that one COQL condition may list. */
const MAX_IDS = 50;

export interface LoadedMore {
  readonly view: MoreView;
  /** By id, as the viewer reads them; one that is missing is one that they may not see, or that is gone. */
  readonly products: ReadonlyMap<string, string>;
}

/** Reads as the user who looks (decision 6): the record of these techniques, and the names of the products that will be named. */
export async function loadMore(input: MoreInput): Promise<LoadedMore> {
  const view = deriveMore(input, await readBasis(input));
  return { view, products: await readProducts(input, productsOf(view)) };
}

async function readBasis({ crm, modulePrefix }: MoreInput): Promise<MoreBasis | null> {
  const module = modulePrefix + BASIS_RECORD.module;
  const found = await crm.query(`select id from ${module} where ${BASIS_RECORD.name} = '${MORE_BASIS_NAME}' limit 1`);
  const id = found.records[0]?.id;
  const record = id === undefined ? null : await crm.record(module, id, []);
  const text = record?.[BASIS_RECORD.basis];
  return typeof text === 'string' ? parseMoreBasis(text) : null;
}

async function readProducts(
  { crm, published }: MoreInput,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { products } = published.mapping;
  const name = products?.fields['name'];
  const names = new Map<string, string>();
  if (products === null || name === undefined || wanted.length === 0) return names;
  try {
    // A query for a field that the profile hides would be refused as a whole.
    if ((await crm.fields(products.module)).every(({ apiName }) => apiName !== name)) return names;
    for (let from = 0; from < wanted.length; from += MAX_IDS) {
      const ids = wanted
        .slice(from, from + MAX_IDS)
        .map(quoteId)
        .join(', ');
      const query = `select id, ${name} from ${products.module} where id in (${ids}) limit ${MAX_IDS}`;
      for (const record of (await crm.query(query)).records) {
        const said = nameOf(record[name]);
        if (said !== null) names.set(record.id, said);
      }
    }
  } catch (error) {
    if (!(error instanceof CrmError) || (error.reason !== 'noPermission' && error.reason !== 'invalidModule'))
      throw error;
  }
  return names;
}

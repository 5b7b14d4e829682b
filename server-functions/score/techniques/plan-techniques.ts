import type { Configuration } from '#core/configuration/configuration.ts';
import type { FieldRead, TableRequest } from '#core/crm/crm-batch.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { ProductSource } from '#core/mapping/mapping.ts';
import type { Message, Problem } from '#core/message.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import { RECORD_COLUMN } from '#core/techniques/engagement/read-touches.ts';
import type { TextRecipe } from '#core/techniques/voice/text-recipe.ts';
import type { RunCursor } from '../run-cursor.ts';
import { chosenMore } from './more-records.ts';
import { isReadInBulk, planTextSource, planTouchSource, type RecipeSource } from './plan-source.ts';

/** Keys of columns that are read of products and their deals. */
export const PRODUCT_COLUMNS = { deal: 'parent', product: 'product', name: 'name' } as const;
/** Key of a deal's own products: an id, or a text of several. */
export const DEAL_PRODUCTS = 'deal:products';

/** What the techniques beside RFM and firmographics read. */
export interface TechniquesPlan {
  /** null = contacts are not mapped, or nobody asks for them. */
  readonly contacts: TableRequest | null;
  readonly sources: readonly RecipeSource<TouchPointRecipe>[];
  /** Where texts are read, and what is said of those that are left out. */
  readonly texts: readonly RecipeSource<TextRecipe>[];
  readonly textWarnings: readonly Message[];
  /** Where the products of deals come from; null = nothing is recommended. */
  readonly purchases: { readonly kind: 'lines' | 'deals' } | null;
  /** The products that there are; null = only those that deals name. */
  readonly products: TableRequest | null;
  /** Fields of deals to read for it. */
  readonly dealFields: readonly FieldRead[];
  readonly warnings: readonly Message[];
  /** What is left out of a run that goes on without it; the run says so where it ends. */
  readonly leftOut: readonly Problem[];
}

type Fields = Readonly<Record<string, readonly FieldMetadata[]>>;

/** null = none of these techniques is chosen. Fields of modules that the org lacks are not there. */
export function planTechniques(configuration: Configuration, fields: Fields): TechniquesPlan | null {
  const chosen = chosenMore(configuration);
  if (chosen.length === 0) return null;
  const { mapping, techniques } = configuration;
  const engagement = chosen.includes('engagement') ? (techniques.engagement ?? null) : null;
  const voice = chosen.includes('voice') ? (techniques.voice ?? null) : null;
  const read = (engagement?.sources ?? []).map((recipe) => planTouchSource(recipe, fields));
  const texts = (voice?.sources ?? []).map((recipe) => planTextSource(recipe, fields));
  const contacts = engagement === null && voice === null ? null : planContacts(configuration, fields);
  const purchases = chosen.includes('recommendations') ? planPurchases(mapping.dealProducts, fields) : null;
  const products = purchases?.kind == null ? null : planProducts(configuration, fields);
  return {
    contacts: contacts?.request ?? null,
    sources: read.flatMap(({ source }) => (source === null ? [] : [source])),
    texts: texts.flatMap(({ source }) => (source === null ? [] : [source])),
    textWarnings: texts.flatMap(({ warnings }) => warnings),
    purchases: purchases?.kind ?? null,
    products: products?.request ?? null,
    dealFields: purchases?.dealFields ?? [],
    warnings: read.flatMap(({ warnings }) => warnings),
    leftOut: [contacts, purchases, products].flatMap((each) => each?.leftOut ?? []),
  };
}

/** Modules that are read for these techniques; an org need not have them all. */
export function modulesOfTechniques(configuration: Configuration): readonly string[] {
  const chosen = chosenMore(configuration);
  const { mapping, techniques } = configuration;
  const { dealProducts, contacts, products } = mapping;
  const engaged = chosen.includes('engagement');
  const recommends = chosen.includes('recommendations');
  const listens = chosen.includes('voice');
  const inBulk = (sources: readonly { readonly module: string }[] = []): readonly string[] =>
    sources.map(({ module }) => module).filter(isReadInBulk);
  return [
    ...((engaged || listens) && contacts !== null ? [contacts.module] : []),
    ...(engaged ? inBulk(techniques.engagement?.sources) : []),
    ...(listens ? inBulk(techniques.voice?.sources) : []),
    ...(recommends && products !== null ? [products.module] : []),
    ...(recommends && dealProducts.kind === 'lineItems' ? [dealProducts.module] : []),
  ];
}

/** Every request that these techniques add to a full run. */
export function requestsOf(configuration: Configuration, plan: TechniquesPlan): readonly TableRequest[] {
  const lines = plan.purchases?.kind === 'lines' ? productLines(configuration) : null;
  return [
    plan.contacts,
    plan.products,
    lines,
    ...[...plan.sources, ...plan.texts].map((source) => (source.intake === null ? source.request : null)),
  ].flatMap((request) => (request === null ? [] : [request]));
}

/** Which deal names which product, as line items say; null = they do not. */
export function productLines({ mapping }: Pick<Configuration, 'mapping'>): TableRequest | null {
  const { dealProducts } = mapping;
  if (dealProducts.kind !== 'lineItems') return null;
  const { module, parent, product } = dealProducts;
  return {
    module,
    fields: [
      { apiName: parent, as: PRODUCT_COLUMNS.deal, kind: 'id' },
      { apiName: product, as: PRODUCT_COLUMNS.product, kind: 'id' },
    ],
  };
}

interface Planned {
  /** null = nothing is asked for. */
  readonly request: TableRequest | null;
  readonly leftOut: readonly Problem[];
}

/** What is said of a module that the CRM does not give us: labels go without it. */
const NOT_READABLE = {
  contacts: { code: 'engagement.contactsNotReadable', where: 'mapping.contacts' },
  products: { code: 'recommendations.productsNotReadable', where: 'mapping.products' },
  lines: { code: 'recommendations.linesNotReadable', where: 'mapping.dealProducts' },
} as const;

/** The problem that says so of a module. */
export function notReadable(of: keyof typeof NOT_READABLE, module: string): Problem {
  return { ...NOT_READABLE[of], params: { module } };
}

/** Products as they are mapped cannot be read by any run. */
const NO_PURCHASES = 'recommendations.leftOut';

/** Whether a run says by this code that techniques went without something, or that one was left out. */
export function isLeftOut(code: string): boolean {
  return code === NO_PURCHASES || Object.values(NOT_READABLE).some((each) => each.code === code);
}

/** Whether this was found while a run read it. */
export function isNotReadable(of: keyof typeof NOT_READABLE, { warnings }: Pick<RunCursor, 'warnings'>): boolean {
  return warnings.some(({ code }) => code === NOT_READABLE[of].code);
}

function planContacts({ mapping }: Configuration, fields: Fields): Planned {
  const account = mapping.contacts?.fields['account'];
  if (mapping.contacts === null || account === undefined) return { request: null, leftOut: [] };
  return planRows('contacts', mapping.contacts.module, [{ apiName: account, as: 'account', kind: 'id' }], fields);
}

function planProducts({ mapping }: Configuration, fields: Fields): Planned {
  if (mapping.products === null) return { request: null, leftOut: [] };
  const name = mapping.products.fields['name'];
  const more = name === undefined ? [] : [{ apiName: name, as: PRODUCT_COLUMNS.name, kind: 'text' } as const];
  return planRows('products', mapping.products.module, more, fields);
}

function planRows(of: 'contacts' | 'products', module: string, more: readonly FieldRead[], fields: Fields): Planned {
  if (fields[module] === undefined) return { request: null, leftOut: [notReadable(of, module)] };
  const id = { apiName: 'id', as: RECORD_COLUMN, kind: 'id' } as const;
  return { request: { module, fields: [id, ...more] }, leftOut: [] };
}

function planPurchases(
  source: ProductSource,
  fields: Fields,
): {
  readonly kind: TechniquesPlan['purchases'];
  readonly dealFields: readonly FieldRead[];
  readonly leftOut: readonly Problem[];
} {
  switch (source.kind) {
    case 'lineItems': {
      const { module } = source;
      if (fields[module] !== undefined) return { kind: { kind: 'lines' }, dealFields: [], leftOut: [] };
      return { kind: null, dealFields: [], leftOut: [notReadable('lines', module)] };
    }
    case 'lookup':
    case 'lookups': {
      const kind = source.kind === 'lookup' ? 'id' : 'text';
      return {
        kind: { kind: 'deals' },
        dealFields: [{ apiName: source.field, as: DEAL_PRODUCTS, kind }],
        leftOut: [],
      };
    }
    case 'relatedList':
    case 'none':
      return {
        kind: null,
        dealFields: [],
        // Refused where it is published; what was published before is labelled by the other techniques all the same.
        leftOut: [
          {
            code: NO_PURCHASES,
            params: { source: source.kind },
            where: 'mapping.dealProducts',
          },
        ],
      };
  }
}

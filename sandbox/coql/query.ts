/** A COQL query as parsed; names are not yet known to exist. */
export interface CoqlQuery {
  readonly columns: readonly SelectItem[];
  readonly module: string;
  readonly where: Criterion;
  readonly groupBy: readonly string[];
  readonly orderBy: readonly { readonly item: Expression; readonly descending: boolean }[];
  /** Rows; null = not said. */
  readonly limit: number | null;
  readonly offset: number;
}

export const AGGREGATES = ['SUM', 'MAX', 'MIN', 'AVG', 'COUNT'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** A field, dotted through lookups (`Account_Name.Industry`), or an aggregate of one. */
export interface Expression {
  readonly aggregate: Aggregate | null;
  readonly path: string;
}

export interface SelectItem extends Expression {
  readonly alias: string | null;
}

export type Literal =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean };

export const COMPARISONS = ['=', '!=', '>', '<', '>=', '<='] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type Criterion =
  | { readonly kind: 'and'; readonly left: Criterion; readonly right: Criterion }
  | { readonly kind: 'or'; readonly left: Criterion; readonly right: Criterion }
  | Condition;

export type Condition =
  | { readonly kind: 'compare'; readonly path: string; readonly operator: Comparison; readonly value: Literal }
  | { readonly kind: 'like'; readonly path: string; readonly negated: boolean; readonly value: Literal }
  | { readonly kind: 'in'; readonly path: string; readonly negated: boolean; readonly values: readonly Literal[] }
  | { readonly kind: 'between'; readonly path: string; readonly from: Literal; readonly to: Literal }
  | { readonly kind: 'null'; readonly path: string; readonly negated: boolean };

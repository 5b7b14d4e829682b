/** Data types in domain words; adapters map the vendor's ("picklist", "ownerlookup", ..) to these. */
export type FieldType =
  | 'text'
  | 'longText'
  | 'choice'
  | 'choices'
  | 'integer'
  | 'decimal'
  | 'money'
  | 'percent'
  | 'date'
  | 'instant'
  | 'boolean'
  | 'lookup'
  | 'lookups'
  | 'user'
  | 'email'
  | 'phone'
  | 'website'
  | 'subform'
  | 'other';

/** What a deal's stage means, whatever the org calls it. */
export type StageType = 'open' | 'won' | 'lost';

export interface ChoiceOption {
  readonly id: string | null;
  /** The value stored in records and compared against. */
  readonly actual: string;
  /** The value shown to people. */
  readonly display: string;
  readonly colour: string | null;
  /** Only on the deal stage field. */
  readonly stageType: StageType | null;
}

export interface FieldMetadata {
  readonly apiName: string;
  /** The org's own label. */
  readonly label: string;
  readonly type: FieldType;
  readonly custom: boolean;
  readonly mandatory: boolean;
  readonly readOnly: boolean;
  /** Module api name a lookup points to. */
  readonly lookupModule: string | null;
  /** Module api name that holds a subform's rows. */
  readonly subformModule: string | null;
  readonly options: readonly ChoiceOption[];
}

export interface ModuleMetadata {
  readonly apiName: string;
  readonly singularLabel: string;
  readonly pluralLabel: string;
  readonly custom: boolean;
  readonly viewable: boolean;
  readonly editable: boolean;
}

export interface CurrencyMetadata {
  readonly isoCode: string;
  readonly isHome: boolean;
  readonly active: boolean;
  /** Decimal text, exactly as the CRM states it. */
  readonly exchangeRate: string;
  readonly decimalPlaces: number;
}

export interface OrgMetadata {
  readonly orgId: string;
  readonly name: string;
  readonly homeCurrency: string;
  readonly multiCurrency: boolean;
  readonly currencies: readonly CurrencyMetadata[];
  /** IANA zone; recency is cut in it. */
  readonly timeZone: string;
  /** API credits in 24 hours; null or absent where nobody says. */
  readonly dailyCredits?: number | null;
}

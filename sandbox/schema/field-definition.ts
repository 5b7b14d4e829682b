/** Data types in Zoho's spelling (`data_type` of field metadata). Source: Zoho CRM API v8, REST v8 field metadata. */
export const ZOHO_DATA_TYPES = [
  'text',
  'textarea',
  'picklist',
  'multiselectpicklist',
  'integer',
  'bigint',
  'double',
  'currency',
  'percent',
  'date',
  'datetime',
  'boolean',
  'lookup',
  'ownerlookup',
  'userlookup',
  'email',
  'phone',
  'website',
  'subform',
  'autonumber',
] as const;
export type ZohoDataType = (typeof ZOHO_DATA_TYPES)[number];

/** What a deal stage means, as Zoho states it beside each option of `Stage`. */
export const FORECAST_TYPES = ['Open', 'Closed Won', 'Closed Lost'] as const;
export type ForecastType = (typeof FORECAST_TYPES)[number];

export interface OptionDefinition {
  readonly actual_value: string;
  readonly display_value: string;
  /** `#RRGGBB`, or null where the option has no colour. */
  readonly colour_code: string | null;
  readonly forecast_type?: ForecastType | undefined;
  /** Stages only, percent. */
  readonly probability?: number | undefined;
}

/** A field as it is stored, before the org gives it an id. */
export interface FieldDefinition {
  readonly api_name: string;
  readonly field_label: string;
  readonly data_type: ZohoDataType;
  /** Longest text in characters, digits for numbers. */
  readonly length: number;
  readonly custom_field: boolean;
  readonly system_mandatory: boolean;
  readonly read_only: boolean;
  /** Values may not repeat within the module. */
  readonly unique: boolean;
  readonly decimal_place: number | null;
  /** Module a lookup points to; `ANY_MODULE` for `What_Id` and a note's `Parent_Id`, which point to records of several. */
  readonly lookup: string | null;
  /** Module that holds a subform's rows; its `Parent_Id` points back. */
  readonly subform: string | null;
  readonly options: readonly OptionDefinition[];
}

export const ANY_MODULE = '*';

type FieldExtras = Partial<
  Pick<
    FieldDefinition,
    | 'length'
    | 'custom_field'
    | 'system_mandatory'
    | 'read_only'
    | 'unique'
    | 'decimal_place'
    | 'lookup'
    | 'subform'
    | 'options'
  >
>;

/** Zoho's default lengths per data type. */
const DEFAULT_LENGTH: Readonly<Record<ZohoDataType, number>> = {
  text: 255,
  textarea: 32_000,
  picklist: 120,
  multiselectpicklist: 2_000,
  integer: 9,
  bigint: 18,
  double: 16,
  currency: 16,
  percent: 5,
  date: 20,
  datetime: 120,
  boolean: 5,
  lookup: 50,
  ownerlookup: 120,
  userlookup: 120,
  email: 100,
  phone: 30,
  website: 450,
  subform: 50,
  autonumber: 120,
};

const DEFAULT_DECIMALS: Partial<Record<ZohoDataType, number>> = {
  double: 2,
  currency: 2,
  percent: 2,
};

/** Builds one field; whatever is not named takes Zoho's default for the data type. */
export function field(
  api_name: string,
  field_label: string,
  data_type: ZohoDataType,
  extras: FieldExtras = {},
): FieldDefinition {
  return {
    api_name,
    field_label,
    data_type,
    length: DEFAULT_LENGTH[data_type],
    custom_field: false,
    system_mandatory: false,
    read_only: false,
    unique: false,
    decimal_place: DEFAULT_DECIMALS[data_type] ?? null,
    lookup: null,
    subform: null,
    options: [],
    ...extras,
  };
}

/** Colourless options whose display value is the actual value. */
export function options(...values: readonly string[]): readonly OptionDefinition[] {
  return values.map((value) => ({ actual_value: value, display_value: value, colour_code: null }));
}

/** A stage option with its meaning. */
export function stage(
  value: string,
  forecast_type: ForecastType,
  probability: number,
  colour_code: string,
): OptionDefinition {
  return { actual_value: value, display_value: value, colour_code, forecast_type, probability };
}

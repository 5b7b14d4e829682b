import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import type { FieldMetadata, FieldType, OrgMetadata } from '#core/crm/metadata.ts';
import { formatMinor } from '#core/crm/money.ts';
import { GENERATION_COLUMNS as C } from '#server-functions/score/generation.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';

/**
 * An org of formulas: what the CRM's bulk read gives of a row, and what the published generation says of it, for everybody who
 * makes the same file of thirty columns. One in fifty names needs the escape, one in ten quotes; a third of the accounts have a parent.
 */
export const ORG_KEY = { dc: 'com', orgId: '700010001' } as const;
export const ORG: OrgMetadata = {
  orgId: ORG_KEY.orgId,
  name: 'Bench',
  homeCurrency: 'EUR',
  multiCurrency: false,
  currencies: [],
  timeZone: 'Europe/Madrid',
};
export const EXPORT_ID = 'export-bench';
export const ASKED_AT = '2026-06-30T12:00:00.000Z';

const FIRST_ID = 5_843_104_000_000_100_000n;
const ID_STEP = 7n;
const FIRST_USER = 5_843_104_000_000_000_100n;
const USERS = 40;
const FIRST_DAY = 19_000;
/** One account in so many is somebody's parent. */
const PARENT_EVERY = 10;
const CITIES = ['Zürich', 'Madrid', 'A Coruña', '東京', 'Łódź', 'São Paulo', 'Washington, D.C.', 'Springfield'];
const INDUSTRIES = ['Software', 'Healthcare', 'Retail', 'Food & Drink', 'Steel', 'Banking', 'Energy', '-'];

const RFM_LABELS = presetRfmSettings().labels;
const FIRMOGRAPHICS_LABELS = presetFirmographicsSettings().labels;

export function idOf(row: number): bigint {
  return FIRST_ID + ID_STEP * BigInt(row);
}

export function rowOf(id: string): number {
  return Number((BigInt(id) - FIRST_ID) / ID_STEP);
}

export function nameOf(row: number): string {
  if (row % 50 === 0) return `=Account ${row}`;
  return row % 10 === 0 ? `Account "${row}", Inc.` : `Account ${row}`;
}

export const USER_NAMES: ReadonlyMap<string, string> = new Map(
  Array.from({ length: USERS }, (_, user) => [String(FIRST_USER + BigInt(user)), `Ünal ${user}`] as const),
);

interface CrmField {
  readonly apiName: string;
  readonly type: FieldType;
  /** The cell as bulk read writes it, without quotes; empty = nothing. `rows` is how many there are. */
  readonly cell: (row: number, rows: number) => string;
  readonly lookupModule?: string;
}

const some = (row: number, each: number, text: string): string => (row % each === 0 ? '' : text);
const day = (row: number): string => new Date((FIRST_DAY + ((row * 17) % 900)) * 86_400_000).toISOString().slice(0, 10);

/** Fields of the accounts in the order of the file. Amounts are not negative: peers escape a sign, ours keeps it raw. */
export const CRM_FIELDS: readonly CrmField[] = [
  { apiName: 'Account_Name', type: 'text', cell: nameOf },
  { apiName: 'Owner', type: 'user', cell: (row) => String(FIRST_USER + BigInt(row % USERS)) },
  {
    apiName: 'Parent_Account',
    type: 'lookup',
    lookupModule: 'Accounts',
    cell: (row, rows) =>
      row % 3 === 0 ? String(idOf(((row * 7919) % Math.ceil(rows / PARENT_EVERY)) * PARENT_EVERY)) : '',
  },
  { apiName: 'Website', type: 'website', cell: (row) => some(row, 11, `https://account-${row}.example/`) },
  { apiName: 'Phone', type: 'phone', cell: (row) => some(row, 13, `+34 600 ${row}`) },
  { apiName: 'Billing_Street', type: 'text', cell: (row) => some(row, 17, `${row % 300}, Calle Mayor ${row % 9_000}`) },
  { apiName: 'Billing_City', type: 'text', cell: (row) => `${CITIES[row % CITIES.length] ?? ''} ${row % 50}` },
  { apiName: 'Billing_Country', type: 'text', cell: (row) => `Country ${row % 60}` },
  { apiName: 'Industry', type: 'choice', cell: (row) => some(row, 19, INDUSTRIES[row % INDUSTRIES.length] ?? '') },
  { apiName: 'Rating', type: 'choice', cell: (row) => some(row, 5, ['Hot', 'Warm', 'Cold'][row % 3] ?? '') },
  { apiName: 'Employees', type: 'integer', cell: (row) => some(row, 23, String((row * 31) % 90_000)) },
  { apiName: 'Annual_Revenue', type: 'money', cell: (row) => some(row, 7, String((row * 977) % 10_000_019)) },
  { apiName: 'Discount', type: 'percent', cell: (row) => some(row, 29, String((row % 400) / 4)) },
  { apiName: 'Renewal', type: 'date', cell: (row) => some(row, 6, day(row)) },
  { apiName: 'Key_Account', type: 'boolean', cell: (row) => (row % 9 === 0 ? 'true' : 'false') },
  { apiName: 'Source', type: 'choice', cell: (row) => `Source ${row % 12}` },
  {
    apiName: 'Created_Time',
    type: 'instant',
    cell: (row) => `${day(row)}T${String(row % 24).padStart(2, '0')}:${String(row % 60).padStart(2, '0')}:00+02:00`,
  },
];

export function fieldMetadata(): readonly FieldMetadata[] {
  return CRM_FIELDS.map(({ apiName, type, lookupModule }) => ({
    apiName,
    label: apiName,
    type,
    custom: false,
    mandatory: false,
    readOnly: false,
    lookupModule: lookupModule ?? null,
    subformModule: null,
    options: [],
  }));
}

/** What the generation says of a row, in the order of the file; null = nothing. */
export const COMPUTED = {
  rfmLabel: (row: number) => RFM_LABELS[row % RFM_LABELS.length] ?? null,
  r: (row: number) => (row % 11 === 0 ? null : 1 + (row % 5)),
  f: (row: number) => (row % 11 === 0 ? null : 1 + ((row * 3) % 5)),
  m: (row: number) => (row % 11 === 0 ? null : 1 + ((row * 7) % 5)),
  recencyDays: (row: number) => (row % 11 === 0 ? null : (row * 13) % 1_500),
  frequency: (row: number) => (row % 11 === 0 ? null : 1 + ((row * 5) % 40)),
  monetaryMinor: (row: number) => (row % 11 === 0 ? null : (row * 104_729) % 1_000_000_007),
  rfmSince: (row: number) => (row % 11 === 0 ? null : FIRST_DAY + (row % 700)),
  firmographicsLabel: (row: number) => FIRMOGRAPHICS_LABELS[row % FIRMOGRAPHICS_LABELS.length] ?? null,
  firmographicsSince: (row: number) => FIRST_DAY + (row % 500),
} as const;

export const COMPUTED_FIELDS: readonly string[] = [
  'abm:rfm.label',
  'abm:rfm.r',
  'abm:rfm.f',
  'abm:rfm.m',
  'abm:rfm.recencyDays',
  'abm:rfm.frequency',
  'abm:rfm.monetary',
  'abm:rfm.since',
  'abm:firmographics.label',
  'abm:firmographics.since',
];

/** The accounts of a generation, as a run publishes them. */
export function generationTable(rows: number): ColumnTable {
  const numbers = (of: (row: number) => number | null): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => of(row) ?? Number.NaN);
  const days = (of: (row: number) => number | null): Column => ({
    kind: 'day',
    days: Int32Array.from({ length: rows }, (_, row) => of(row) ?? -2_147_483_648),
  });
  const number = (of: (row: number) => number | null): Column => ({ kind: 'number', values: numbers(of) });
  const label = (ids: readonly string[]): Column => ({
    kind: 'text',
    codes: Int32Array.from({ length: rows }, (_, row) => row % ids.length),
    dictionary: ids,
  });
  const columns = new Map<string, Column>([
    ['id', { kind: 'id', values: BigInt64Array.from({ length: rows }, (_, row) => idOf(row)) }],
    [
      'name',
      {
        kind: 'text',
        codes: Int32Array.from({ length: rows }, (_, row) => row),
        dictionary: Array.from({ length: rows }, (_, row) => nameOf(row)),
      },
    ],
    [C.included, { kind: 'boolean', values: new Uint8Array(rows).fill(1) }],
    ['abm:rfm.label', label(RFM_LABELS.map(({ id }) => id))],
    ['abm:rfm.recencyDays', number(COMPUTED.recencyDays)],
    ['abm:rfm.frequency', number(COMPUTED.frequency)],
    ['abm:rfm.monetary', { kind: 'money', minor: numbers(COMPUTED.monetaryMinor) }],
    ['abm:rfm.r', number(COMPUTED.r)],
    ['abm:rfm.f', number(COMPUTED.f)],
    ['abm:rfm.m', number(COMPUTED.m)],
    ['abm:rfm.since', days(COMPUTED.rfmSince)],
    ['abm:firmographics.label', label(FIRMOGRAPHICS_LABELS.map(({ id }) => id))],
    ['abm:firmographics.since', days(COMPUTED.firmographicsSince)],
    ['abm:deals.won', { kind: 'money', minor: numbers(COMPUTED.monetaryMinor) }],
    ['abm:deals.pipeline', { kind: 'money', minor: numbers(COMPUTED.monetaryMinor) }],
    ['industry', label(INDUSTRIES)],
    ['employees', number((row) => (row * 31) % 90_000)],
  ]);
  return { length: rows, columns };
}

/** The rows as bulk read gives them: a page's CSV in pieces. */
export function* pageCsv(from: number, to: number, rows: number): Generator<Uint8Array, void, void> {
  yield Buffer.from(`${['Id', ...CRM_FIELDS.map(({ apiName }) => apiName)].join(',')}\n`);
  let text = '';
  for (let row = from; row < to; row++) {
    const cells = CRM_FIELDS.map(({ cell }) => quoteWhereNeeded(cell(row, rows)));
    text += `${String(idOf(row))},${cells.join(',')}\n`;
    if (text.length < 256 * 1024) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

function quoteWhereNeeded(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The cells of a row of the file, as a reader of CSV gives them back. */
export function expectedCells(row: number, rows: number): readonly string[] {
  const number = (value: number | null): string => (value === null ? '' : String(value));
  const date = (value: number | null): string => (value === null ? '' : formatIsoDay(value));
  const won = COMPUTED.monetaryMinor(row);
  const cells = [
    String(idOf(row)),
    COMPUTED.rfmLabel(row)?.names.en ?? '',
    ...[COMPUTED.r, COMPUTED.f, COMPUTED.m, COMPUTED.recencyDays, COMPUTED.frequency].map((of) => number(of(row))),
    won === null ? '' : formatMinor(won, 2),
    date(COMPUTED.rfmSince(row)),
    COMPUTED.firmographicsLabel(row)?.names.en ?? '',
    date(COMPUTED.firmographicsSince(row)),
  ];
  for (const { apiName, type, cell } of CRM_FIELDS) {
    const text = cell(row, rows);
    if (apiName === 'Owner') cells.push(USER_NAMES.get(text) ?? text);
    if (apiName === 'Parent_Account') cells.push(text === '' ? '' : safe(nameOf(rowOf(text))));
    cells.push(type === 'money' || type === 'percent' ? text : safe(text));
  }
  return cells;
}

function safe(text: string): string {
  return /^'*[=+\-@]/.test(text) ? `'${text}` : text;
}

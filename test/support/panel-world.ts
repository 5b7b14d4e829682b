import { NULL_CODE, type ColumnTable } from '#core/columns/column-table.ts';
import { EVERYTHING, type Criteria } from '#core/criteria/criteria.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { encodeEvidence } from '#core/labels/evidence.ts';
import { formatPublishedBasis, PUBLISHED_BASIS_FORMAT, type PublishedBasis } from '#core/labels/published-basis.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import { firmographicsEvidenceAt } from '#core/techniques/firmographics/evidence.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { scoreFirmographics } from '#core/techniques/firmographics/score.ts';
import type { FirmographicsSettings } from '#core/techniques/firmographics/settings.ts';
import { rfmEvidenceAt } from '#core/techniques/rfm/evidence.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { scoreRfm } from '#core/techniques/rfm/score.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import { accountFields, dealFields, type ZohoField } from './panel-fields.ts';
import { aggregateDeals, AS_OF_DAY } from './rfm-data.ts';

export type ZohoRecord = Record<string, unknown> & { id: string };
/** An org as the SDK answers about it to one user; tests change it freely before the panel asks. */
export interface PanelWorld {
  accountId: string;
  todayDay: number;
  user: Record<string, unknown>;
  profile: { id: string; name: string; custom: boolean; permissions_details: { name: string; enabled: boolean }[] };
  fields: Record<string, ZohoField[]>;
  records: Record<string, ZohoRecord[]>;
  published: PublishedBasis;
}

export interface PanelDeal {
  readonly name: string;
  readonly daysAgo: number;
  readonly amount: number | null;
  readonly stage?: string;
  readonly currency?: string;
  readonly rate?: number | null;
  readonly more?: Record<string, unknown>;
}

export const ACCOUNT_ID = '5843104000000100001';
const DEAL_ID = 5_843_104_000_000_200_000n;

export const MAPPING: Mapping = {
  accounts: {
    module: 'Accounts',
    fields: {
      name: 'Account_Name',
      owner: 'Owner',
      industry: 'Industry',
      employees: 'Employees',
      annualRevenue: 'Annual_Revenue',
    },
  },
  contacts: null,
  products: null,
  deals: {
    module: 'Deals',
    fields: {
      name: 'Deal_Name',
      amount: 'Amount',
      stage: 'Stage',
      closingDate: 'Closing_Date',
      account: 'Account_Name',
    },
  },
  dealProducts: { kind: 'none' },
};

export const DEALS: readonly PanelDeal[] = [
  { name: 'Crane fleet, phase 3', daysAgo: 19, amount: 48_200 },
  { name: 'Crane fleet, phase 2', daysAgo: 160, amount: 31_500.5 },
  { name: 'Service contract 2025', daysAgo: 240, amount: 12_400 },
  { name: 'Crane fleet, phase 1', daysAgo: 420, amount: 26_000 },
  { name: 'Spare parts', daysAgo: 600, amount: 4_150.25 },
  { name: 'Training days', daysAgo: 610, amount: 1_900 },
  { name: 'Rental, winter', daysAgo: 90, amount: 8_000, stage: 'Closed Lost' },
  { name: 'Crane fleet, phase 4', daysAgo: -40, amount: 52_000, stage: 'Negotiation' },
  { name: 'Telematics', daysAgo: 6, amount: 9_900, stage: 'Negotiation' },
];

export interface WorldOptions {
  readonly deals?: readonly PanelDeal[];
  readonly rfm?: Partial<RfmSettings> | null;
  readonly firmographics?: FirmographicsSettings | null;
  readonly criteria?: Criteria;
  readonly account?: Record<string, unknown>;
  readonly language?: 'en_US' | 'es_ES';
  readonly locale?: string;
  readonly currency?: string;
  readonly minorDigits?: number;
  readonly exchangeRateMeans?: 'foreignPerHome' | 'homePerForeign';
  readonly asOfDay?: number;
  readonly todayDay?: number;
  /** `Module.Field` or a whole `Module`: what the viewer's profile does not show. */
  readonly hidden?: readonly string[];
}

/** A scored org: the run's own code makes basis and evidence, so the panel is held against what really would be published. */
export function createPanelWorld(options: WorldOptions = {}): PanelWorld {
  const { deals = DEALS, criteria = EVERYTHING, currency = 'USD', minorDigits = 2, asOfDay = AS_OF_DAY } = options;
  const { exchangeRateMeans = 'foreignPerHome', todayDay = asOfDay + 1, language = 'en_US' } = options;
  const account: ZohoRecord = {
    id: ACCOUNT_ID,
    Account_Name: 'Harbour & Sons Cranes',
    Owner: { id: '5843104000000050001', name: 'Amelia Burrows', email: 'amelia@zylker.test' },
    Industry: 'Transport',
    Employees: 640,
    Annual_Revenue: 12_000_000,
    Billing_Country: 'Spain',
    Currency: currency,
    Exchange_Rate: 1,
    ...options.account,
  };
  const records = deals.map((deal, index) => toRecord(deal, index, asOfDay, currency));
  const rfm = options.rfm === null ? null : { ...presetRfmSettings(), ...options.rfm };
  const firmographics = options.firmographics === undefined ? presetFirmographicsSettings() : options.firmographics;
  const contributing = rfm?.contributing ?? presetRfmSettings().contributing;

  const counts = contributingDeals(records, contributing, asOfDay);
  const rfmRun =
    rfm === null ? null : runRfm(records, counts, rfm, { asOfDay, minorDigits, exchangeRateMeans, currency });
  const firmographicsRun =
    firmographics === null
      ? null
      : scoreFirmographics({
          table: accountTable(account),
          population: Uint8Array.of(1),
          settings: firmographics,
          asOfDay,
          minorDigits,
        });
  const published: PublishedBasis = {
    format: PUBLISHED_BASIS_FORMAT,
    generation: 'g1',
    publishedAt: `${formatIsoDay(asOfDay + 1)}T01:12:00+01:00`,
    asOfDay,
    currency,
    minorDigits,
    timeZone: 'Europe/Madrid',
    fieldPrefix: '',
    labels: [
      ...(rfm?.labels ?? []).map(({ id, names, colour }) => ({ id, names, colour, technique: 'rfm' as const })),
      ...(firmographics?.labels ?? []).map(({ id, names, colour }) => ({
        id,
        names,
        colour,
        technique: 'firmographics' as const,
      })),
    ],
    mapping: MAPPING,
    criteria,
    deals: {
      contributing,
      recencyField: rfm?.recencyField ?? 'closingDate',
      monetaryField: rfm?.monetaryField ?? 'amount',
      exchangeRateMeans,
    },
    rfm: rfmRun?.scores.basis ?? null,
    firmographics: firmographicsRun?.basis ?? null,
  };
  account['ABM_RFM_Since'] = formatIsoDay(asOfDay - 33);
  account['ABM_Evidence'] = encodeEvidence({
    rfm: rfmRun === null ? null : rfmEvidenceAt(rfmRun, 0),
    firmographics:
      firmographicsRun === null
        ? null
        : firmographicsEvidenceAt({ scores: firmographicsRun, population: Uint8Array.of(1) }, 0),
  });

  const world: PanelWorld = {
    accountId: ACCOUNT_ID,
    todayDay,
    user: {
      id: '5843104000000050002',
      full_name: 'Rosa Rep',
      email: 'rosa@zylker.test',
      language,
      locale: options.locale ?? language,
      time_zone: 'Europe/Madrid',
      profile: { id: '5843104000000026011', name: 'Rep' },
    },
    profile: {
      id: '5843104000000026011',
      name: 'Rep',
      custom: true,
      permissions_details: [{ name: 'Crm_Implied_Manage_ABM', enabled: true }],
    },
    fields: { Accounts: accountFields(), Deals: dealFields(), ABM_Basis: [] },
    records: { Accounts: [account], Deals: records, ABM_Basis: [] },
    published,
  };
  publish(world);
  for (const name of options.hidden ?? []) hide(world, name);
  return world;
}

/** Writes the basis record as the run would; `change` alters what is published. */
export function publish(
  world: PanelWorld,
  change: (published: PublishedBasis) => PublishedBasis = (same) => same,
): void {
  world.published = change(world.published);
  const texts = formatPublishedBasis(world.published);
  if (!texts.ok) throw new Error(`the basis does not fit: ${JSON.stringify(texts.error)}`);
  const { basis, money } = texts.value;
  const others = (world.records['ABM_Basis'] ?? []).filter(({ Name }) => Name !== 'current');
  const current = { id: '5843104000000300001', Name: 'current', Basis: basis, Money_Basis: money };
  world.records['ABM_Basis'] = [current, ...others];
}

/** As a profile hides: from metadata and from every record; a hidden module refuses. */
export function hide(world: PanelWorld, name: string): void {
  const [module = '', field] = name.split('.');
  if (field === undefined) {
    delete world.fields[module];
    return;
  }
  world.fields[module] = (world.fields[module] ?? []).filter(({ api_name }) => api_name !== field);
  for (const record of world.records[module] ?? []) delete record[field];
}

export function dealId(index: number): string {
  return String(DEAL_ID + BigInt(index));
}

function toRecord(deal: PanelDeal, index: number, asOfDay: number, home: string): ZohoRecord {
  return {
    id: dealId(index),
    Deal_Name: deal.name,
    Stage: deal.stage ?? 'Closed Won',
    Closing_Date: formatIsoDay(asOfDay - deal.daysAgo),
    Amount: deal.amount,
    Account_Name: { id: ACCOUNT_ID, name: 'ignored' },
    Currency: deal.currency ?? home,
    Exchange_Rate: deal.rate === undefined ? 1 : deal.rate,
    ...deal.more,
  };
}

function contributingDeals(records: readonly ZohoRecord[], criteria: Criteria, asOfDay: number): Uint8Array {
  const types: Record<string, string> = { 'Closed Won': 'won', 'Closed Lost': 'lost', Negotiation: 'open' };
  const text = (values: readonly string[]) => ({
    kind: 'text' as const,
    codes: Int32Array.from(values, (value, index) => (value === '' ? NULL_CODE : index)),
    dictionary: [...values],
  });
  const columns = new Map([
    ['stageType', text(records.map(({ Stage }) => types[String(Stage)] ?? ''))],
    ['crm:Type', text(records.map(({ Type }) => String(Type ?? '')))],
  ]);
  return compileCriteria(criteria, { asOfDay, minorDigits: 2 }).evaluate({ length: records.length, columns });
}

function runRfm(
  records: readonly ZohoRecord[],
  contributing: Uint8Array,
  settings: RfmSettings,
  org: { asOfDay: number; minorDigits: number; exchangeRateMeans: string; currency: string },
) {
  const { asOfDay, minorDigits } = org;
  const monetary = settings.monetaryField === 'amount' ? 'Amount' : settings.monetaryField.slice('crm:'.length);
  const home = (record: ZohoRecord): number | null => {
    const amount = record[monetary];
    if (typeof amount !== 'number') return null;
    const rate = record['Currency'] === org.currency ? 1 : Number(record['Exchange_Rate']);
    const major = org.exchangeRateMeans === 'foreignPerHome' ? amount / rate : amount * rate;
    return Math.round(Number((major * 10 ** minorDigits).toFixed(4)));
  };
  const own = records.map((record, index) => ({
    id: BigInt(record.id),
    account: 0,
    day: asOfDay - dayDistance(record, asOfDay),
    amountMinor: home(record),
    contributing: contributing[index] === 1,
  }));
  // Sixty others, spread evenly, so that percentiles have something to cut.
  const others = Array.from({ length: 60 }, (_, account) =>
    Array.from({ length: 1 + (account % 9) }, (__, deal) => ({
      id: BigInt(900_000 + account * 20 + deal),
      account: account + 1,
      day: asOfDay - (3 + account * 11 + deal * 29),
      amountMinor: Math.round((900 + account * 137 + deal * 61) * 10 ** minorDigits),
    })),
  ).flat();
  const aggregate = aggregateDeals(61, [...own, ...others], asOfDay);
  const population = new Uint8Array(61).fill(1);
  const scores = scoreRfm({ aggregate, population, settings, asOfDay, minorDigits });
  if (!scores.ok) throw new Error(`refused: ${JSON.stringify(scores.error)}`);
  return { scores: scores.value, aggregate, population };
}

function dayDistance(record: ZohoRecord, asOfDay: number): number {
  return asOfDay - Date.parse(`${String(record['Closing_Date'])}T00:00:00Z`) / 86_400_000;
}

function accountTable(account: ZohoRecord): ColumnTable {
  const number = (value: unknown) => ({
    kind: 'number' as const,
    values: Float64Array.of(typeof value === 'number' ? value : Number.NaN),
  });
  const industry = String(account['Industry'] ?? '');
  return {
    length: 1,
    columns: new Map<string, ColumnTable['columns'] extends ReadonlyMap<string, infer C> ? C : never>([
      ['employees', number(account['Employees'])],
      ['annualRevenue', number(account['Annual_Revenue'])],
      [
        'industry',
        {
          kind: 'text',
          codes: Int32Array.of(industry === '' ? NULL_CODE : 0),
          dictionary: industry === '' ? [] : [industry],
        },
      ],
    ]),
  };
}

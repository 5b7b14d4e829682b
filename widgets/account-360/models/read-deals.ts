import { NULL_DAY } from '#core/columns/column-table.ts';
import { quoteId } from '#core/criteria/coql-literal.ts';
import type { Criteria } from '#core/criteria/criteria.ts';
import type { CrmRecord } from '#core/crm/crm-client.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { PublishedBasis } from '#core/labels/published-basis.ts';
import type { RecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import type { DealView } from './account-view.ts';
import { apiNameOf } from './field-names.ts';
import { dayOf, homeMinor, nameOf, textOf, type ZoneDay } from './record-values.ts';

/** Zoho CRM API v8: COQL answers with at most this many rows. */
export const MAX_DEALS = 2_000;
/** Zoho's own fields of a record in a multi-currency org. */
const CURRENCY = 'Currency';
const RATE = 'Exchange_Rate';

export interface DealsRead {
  readonly deals: readonly DealView[];
  readonly moreDeals: boolean;
  /** What the viewer's profile shows (PER-4): the deals at all, their amount, and the field that RFM adds up. */
  readonly visible: { readonly deals: boolean; readonly amounts: boolean; readonly monetary: boolean };
}

const NOTHING: DealsRead = { deals: [], moreDeals: false, visible: { deals: false, amounts: false, monetary: false } };

interface DealsQuestion {
  readonly crm: RecordReader;
  readonly accountId: string;
  readonly published: PublishedBasis;
  /** Deals that the label rests on: asked for by id where the account has more deals than one answer holds. */
  readonly evidenceIds: readonly string[];
  readonly zoneDay: ZoneDay;
}

/** The account's deals as the viewer may read them, latest first. What the viewer's profile hides is left out of the query. */
export async function readDeals(question: DealsQuestion): Promise<DealsRead> {
  const { crm, published } = question;
  try {
    return await read(question, await crm.fields(published.mapping.deals.module));
  } catch (error) {
    if (error instanceof CrmError && (error.reason === 'noPermission' || error.reason === 'invalidModule'))
      return NOTHING;
    throw error;
  }
}

async function read(question: DealsQuestion, fields: readonly FieldMetadata[]): Promise<DealsRead> {
  const { crm, accountId, published, evidenceIds, zoneDay } = question;
  const { mapping, deals: terms } = published;
  const { module } = mapping.deals;
  const seen = (reference: string): string | undefined => {
    const apiName = apiNameOf(reference, mapping.deals);
    return fields.some((field) => field.apiName === apiName) ? apiName : undefined;
  };
  const account = seen('account');
  if (account === undefined) return NOTHING;
  const names = {
    name: seen('name'),
    stage: seen('stage'),
    amount: seen('amount'),
    closingDate: seen('closingDate'),
    day: seen(terms.recencyField),
    monetary: seen(terms.monetaryField),
  };
  const ofCurrency = [CURRENCY, RATE].filter((apiName) => fields.some((field) => field.apiName === apiName));
  const asked = [
    ...Object.values(names),
    ...terms.contributing.conditions.map(({ field }) => seen(field)),
    ...ofCurrency,
  ];
  const selected = [...new Set(['id', ...asked.filter((apiName) => apiName !== undefined)])].join(', ');
  const order = names.day === undefined ? 'id desc' : `${names.day} desc, id desc`;
  const page = await crm.query(
    `select ${selected} from ${module} where ${account} = ${quoteId(accountId)} order by ${order} limit ${MAX_DEALS}`,
  );
  const records = [...page.records];
  if (page.moreRecords) {
    const missing = evidenceIds.filter((id) => records.every((record) => record.id !== id));
    if (missing.length > 0) {
      const ids = missing.map(quoteId).join(', ');
      records.push(
        ...(await crm.query(`select ${selected} from ${module} where id in (${ids}) limit ${missing.length}`)).records,
      );
    }
  }

  const contributing = await contributingOf(terms.contributing, records, fields, published, zoneDay);
  const money = { home: published.currency, digits: published.minorDigits, means: terms.exchangeRateMeans };
  const valueOf = (record: CrmRecord, apiName: string | undefined): unknown =>
    apiName === undefined ? null : record[apiName];
  const minorOf = (record: CrmRecord, apiName: string | undefined): number | null => {
    // A plain number field has no currency: only the CRM's own money is converted (RFM-1).
    const isMoney = fields.find((field) => field.apiName === apiName)?.type === 'money';
    const currency = isMoney ? nameOf(record[CURRENCY]) : null;
    return homeMinor(valueOf(record, apiName), { currency, rate: record[RATE] }, money);
  };
  const dayIn = (record: CrmRecord, apiName: string | undefined): number | null => {
    const day = dayOf(valueOf(record, apiName), zoneDay);
    return day === NULL_DAY ? null : day;
  };
  const stages = stagesOf(fields, names.stage);
  const toDeal = (record: CrmRecord, index: number): DealView => {
    const stage = textOf(valueOf(record, names.stage));
    const option = stages.get(stage);
    return {
      id: record.id,
      name: textOf(valueOf(record, names.name)),
      stage: option?.display ?? stage,
      stageType: option?.stageType ?? null,
      closingDay: dayIn(record, names.closingDate),
      countedDay: dayIn(record, names.day),
      amountMinor: minorOf(record, names.amount),
      monetaryMinor: minorOf(record, names.monetary),
      contributing: contributing === null ? option?.stageType === 'won' : contributing[index] === 1,
    };
  };
  const visible = { deals: true, amounts: names.amount !== undefined, monetary: names.monetary !== undefined };
  return { deals: records.map(toDeal), moreDeals: page.moreRecords, visible };
}

function stagesOf(fields: readonly FieldMetadata[], stage: string | undefined) {
  const options = fields.find(({ apiName }) => apiName === stage)?.options ?? [];
  return new Map(options.map((option) => [option.actual, option] as const));
}

/**
 * One mark a record; null = the won ones (RFM-1's default), which is also what stands in where the viewer's profile hides a field
 * of the criteria. Few orgs count other deals: the code that judges criteria is fetched for them.
 */
async function contributingOf(
  criteria: Criteria,
  records: readonly CrmRecord[],
  fields: readonly FieldMetadata[],
  published: PublishedBasis,
  zoneDay: ZoneDay,
): Promise<Uint8Array | null> {
  if (isWon(criteria)) return null;
  const { judgeDeals } = await import('./judge-deals.ts');
  return judgeDeals(records, published, fields, zoneDay);
}

function isWon({ conditions }: Criteria): boolean {
  const only = conditions.length === 1 ? conditions[0] : undefined;
  return only?.field === 'stageType' && only.operator === 'is' && 'value' in only && only.value === 'won';
}

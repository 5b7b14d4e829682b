import type { CrmRecord } from '#core/crm/crm-client.ts';
import { NULL_DAY } from '#core/columns/column-table.ts';
import { convertToHomeMinor, parseDecimal } from '#core/crm/money.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import type { RecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import type { DealView } from './account-view.ts';
import { dayOf } from './record-values.ts';

/** facts/crm-api.md: COQL answers with at most this many rows. */
const MAX_DEALS = 2_000;

export interface DealsRead {
  readonly deals: readonly DealView[];
  readonly moreDeals: boolean;
  readonly amountsVisible: boolean;
}

/** The account's deals as the viewer may read them, latest first. Fields the viewer's profile hides are left out of the query. */
export async function readDeals(
  crm: RecordReader,
  accountId: string,
  mapping: Mapping,
  fields: readonly FieldMetadata[],
  minorDigits: number,
): Promise<DealsRead> {
  const { module, fields: mapped } = mapping.deals;
  const visible = (apiName: string | undefined): apiName is string =>
    apiName !== undefined && fields.some((field) => field.apiName === apiName);
  const { name, stage, amount, closingDate, account } = mapped;
  const amountsVisible = visible(amount);
  if (!visible(account)) return { deals: [], moreDeals: false, amountsVisible };
  const rate = fields.some(({ apiName }) => apiName === 'Exchange_Rate') ? 'Exchange_Rate' : undefined;
  const selected = [name, stage, amount, closingDate, rate].filter(visible);
  const order = visible(closingDate) ? `order by ${closingDate} desc, id desc` : 'order by id desc';
  const page = await crm.query(
    `select ${['id', ...selected].join(', ')} from ${module} where ${account} = '${accountId}' ${order} limit ${MAX_DEALS}`,
  );
  const stages = fields.find(({ apiName }) => apiName === stage)?.options ?? [];

  const toDeal = (record: CrmRecord): DealView => {
    const stageValue = textOf(stage === undefined ? null : record[stage]);
    const option = stages.find(({ actual }) => actual === stageValue);
    const closing = closingDate === undefined ? NULL_DAY : dayOf(record[closingDate]);
    return {
      id: record.id,
      name: textOf(name === undefined ? null : record[name]),
      stage: option?.display ?? stageValue,
      stageType: option?.stageType ?? null,
      closingDay: closing === NULL_DAY ? null : closing,
      amountMinor: amountsVisible && amount !== undefined ? homeMinor(record[amount], rate && record[rate], minorDigits) : null,
    };
  };
  return { deals: page.records.map(toDeal), moreDeals: page.moreRecords, amountsVisible };
}

function homeMinor(amount: unknown, rate: unknown, digits: number): number | null {
  const decimal = decimalOf(amount);
  if (decimal === null) return null;
  const home = convertToHomeMinor({ amount: decimal, rate: decimalOf(rate) ?? ONE, means: 'foreignPerHome', digits });
  return home.ok ? home.value : null;
}

const ONE = { unscaled: 1n, scale: 0 };

function decimalOf(value: unknown): ReturnType<typeof parseDecimal> {
  return typeof value === 'number' || typeof value === 'string' ? parseDecimal(String(value)) : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

import { NULL_DAY } from '#core/columns/column-table.ts';
import type { CrmRecord } from '#core/crm/crm-client.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { Message } from '#core/message.ts';
import { dayOf, homeMinor, nameOf, type MoneyTerms, type ZoneDay } from './record-values.ts';

/** A reason is a line; of a longer text nobody reads why. Characters. */
const MAX_TEXT = 60;
/** Where the condition held, the sentence has said the value already. */
const SAYS_THE_VALUE: readonly unknown[] = ['is', 'equals', 'on'];

/** How the record's values become words: `zoneDay` counts days, `money` makes amounts comparable with the condition's. */
interface OwnValueTerms {
  readonly money: MoneyTerms;
  readonly zoneDay: ZoneDay;
}

/**
 * A firmographics reason with the account's present value as a param (`ownNumber`, `ownMinor`, `ownDay` or `ownText`), so that
 * "at least 50" does not leave open how many there are. `field` undefined = hidden from the viewer: then none is said, and none
 * where the account has no value or the sentence names it itself.
 */
export function withOwnValue(
  message: Message,
  record: CrmRecord,
  field: FieldMetadata | undefined,
  terms: OwnValueTerms,
): Message {
  const { code, params } = message;
  const isSaid = code === 'firmographics.reason.held' && SAYS_THE_VALUE.includes(params['operator']);
  const own = field === undefined || isSaid ? null : ownParams(record, field, terms);
  return own === null ? message : { ...message, params: { ...params, ...own } };
}

function ownParams(
  record: CrmRecord,
  { apiName, type }: FieldMetadata,
  { money, zoneDay }: OwnValueTerms,
): Message['params'] | null {
  const value = record[apiName];
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'percent':
      return typeof value === 'number' ? { ownNumber: value } : null;
    case 'money': {
      const terms = { currency: nameOf(record['Currency']), rate: record['Exchange_Rate'] };
      const ownMinor = homeMinor(value, terms, money);
      return ownMinor === null ? null : { ownMinor };
    }
    case 'date':
    case 'instant': {
      const ownDay = dayOf(value, zoneDay);
      return ownDay === NULL_DAY ? null : { ownDay };
    }
    // "Is on" says it.
    case 'boolean':
      return null;
    default: {
      const ownText = Array.isArray(value)
        ? value.filter((entry) => typeof entry === 'string').join(', ')
        : (nameOf(value) ?? '');
      return ownText === '' || ownText.length > MAX_TEXT ? null : { ownText };
    }
  }
}

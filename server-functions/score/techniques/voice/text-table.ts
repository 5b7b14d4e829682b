import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import type { IdIndex } from '#core/columns/key-index.ts';
import type { VoiceMentions, VoiceTexts } from '#core/techniques/voice/aggregate.ts';
import type { JudgedTexts } from '../../../shared/text/judge-texts.ts';
import { columnOf } from '../../column-of.ts';
import { toTexts } from '../labelled-accounts.ts';

/** Columns of the verdicts on texts as a run keeps them, some 45 bytes each: what a text says, and none of its words. */
const T = {
  record: 'id',
  account: 'account',
  day: 'day',
  intent: 'intent',
  sentiment: 'sentiment',
  keywords: 'keywords',
  competitors: 'competitors',
} as const;

/** The texts that were judged; `accounts` are the CRM's ids by ordinal. */
export function toTextTable({ columns, verdicts }: JudgedTexts, accounts: BigInt64Array): ColumnTable {
  const kept = [...verdicts.keys()].filter((text) => verdicts[text] !== null);
  const { id, account, day, intent, sentiment } = columns;
  const mentions = (of: VoiceMentions) => {
    const named = mentionsByText(of);
    return toTexts(kept.map((text) => named.get(text)?.join(' ') ?? ''));
  };
  return {
    length: kept.length,
    columns: new Map<string, Column>([
      [T.record, { kind: 'id', values: BigInt64Array.from(kept, (text) => id[text]!) }],
      [T.account, { kind: 'id', values: BigInt64Array.from(kept, (text) => accounts[account[text]!]!) }],
      [T.day, { kind: 'day', days: Int32Array.from(kept, (text) => day[text]!) }],
      [T.intent, { kind: 'number', values: Float64Array.from(kept, (text) => intent[text]!) }],
      [T.sentiment, { kind: 'number', values: Float64Array.from(kept, (text) => sentiment[text]!) }],
      [T.keywords, mentions(columns.keywords)],
      [T.competitors, mentions(columns.competitors)],
    ]),
  };
}

/** What a sample keeps of them. */
export const SAMPLED_TEXTS = [T.record, T.day, T.intent, T.sentiment, T.keywords, T.competitors];

/** Whose each text is, by ordinal of these accounts; -1 = of none of them. */
export function accountsOfTexts(table: ColumnTable, accounts: IdIndex): Int32Array {
  const account = new Int32Array(table.length);
  accounts.locate(columnOf(table, T.account, 'id').values, table.length, account);
  return account;
}

/** Texts of somebody alone; `account` by row. */
export function fromTextTable(table: ColumnTable, account: Int32Array): VoiceTexts {
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) if (account[row] !== -1) rows.push(row);
  const id = columnOf(table, T.record, 'id').values;
  const { days } = columnOf(table, T.day, 'day');
  const intent = columnOf(table, T.intent, 'number').values;
  const sentiment = columnOf(table, T.sentiment, 'number').values;
  const mentions = (key: string): VoiceMentions => {
    const { codes, dictionary } = columnOf(table, key, 'text');
    const parsed = dictionary.map(parseMentions);
    return toMentions(rows.map((row) => parsed[codes[row]!] ?? []));
  };
  return {
    length: rows.length,
    id: BigInt64Array.from(rows, (row) => id[row]!),
    account: Int32Array.from(rows, (row) => account[row]!),
    day: Int32Array.from(rows, (row) => days[row]!),
    inbound: new Uint8Array(rows.length).fill(1),
    intent: Uint8Array.from(rows, (row) => intent[row]!),
    sentiment: Uint8Array.from(rows, (row) => sentiment[row]!),
    keywords: mentions(T.keywords),
    competitors: mentions(T.competitors),
  };
}

/** `name.times` each: places in the settings' lists, which are frozen with the run. */
function mentionsByText({ length, text, name, times }: VoiceMentions): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (let at = 0; at < length; at++) {
    const known = found.get(text[at]!) ?? [];
    known.push(`${name[at]!}.${times[at]!}`);
    found.set(text[at]!, known);
  }
  return found;
}

interface Mention {
  readonly name: number;
  readonly times: number;
}

function parseMentions(written: string): readonly Mention[] {
  return written.split(' ').map((each) => {
    const [name = '', times = ''] = each.split('.');
    return { name: Number(name), times: Number(times) };
  });
}

function toMentions(byText: readonly (readonly Mention[])[]): VoiceMentions {
  const all = byText.flatMap((mentions, text) => mentions.map((mention) => ({ ...mention, text })));
  return {
    length: all.length,
    text: Int32Array.from(all, ({ text }) => text),
    name: Uint16Array.from(all, ({ name }) => name),
    times: Uint16Array.from(all, ({ times }) => times),
  };
}

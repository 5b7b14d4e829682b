import type { Message } from '#core/message.ts';
import { formatMessage } from './format-message.ts';
import type { MessageKey, ParsedMessages } from './messages.ts';

export type Language = 'en' | 'es';
export type Params = Message['params'];

/** What a viewer's words, numbers and dates depend on. The zone is the org's: all our days are org-local (spec RFM, SET-6). */
export interface ViewerSettings {
  readonly language: Language;
  /** BCP 47, from the CRM user: decides digits, separators and date order even where the language is the fallback. */
  readonly locale: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly currencyDigits: number;
}

export interface Translator {
  readonly viewer: ViewerSettings;
  /** A message by key. Params ending in `Minor` are shown as money, in `Day` as dates, in `Share` as per cent. */
  text(key: MessageKey, params?: Params): string;
  /**
   * A message that core or a server function described, with names for what it carries as ids; unknown codes show as
   * themselves, never as nothing.
   */
  message(message: Message, names?: Params): string;
  number(value: number): string;
  money(minor: number): string;
  /** Without minor units: where a sum is looked at, not added up. */
  wholeMoney(minor: number): string;
  /** Short money for axes: 1.2M. */
  compactMoney(minor: number): string;
  percent(share: number): string;
  day(epochDay: number): string;
  /** An instant, in the org's zone. */
  instant(epochMs: number): string;
  list(items: readonly string[]): string;
}

const MS_PER_DAY = 86_400_000;

/** Formatters are made once: making one costs more than a screen of numbers. Amounts are in minor units of the viewer's currency. */
export function createTranslator(viewer: ViewerSettings, messages: ParsedMessages): Translator {
  const { locale, currency, currencyDigits } = viewer;
  const minorPerMajor = 10 ** currencyDigits;
  const numbers = new Intl.NumberFormat(locale);
  const moneys = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const wholeMoneys = new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 });
  const compactMoneys = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const instants = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: viewer.timeZone,
  });
  const lists = new Intl.ListFormat(viewer.language, { type: 'conjunction' });
  // Plural rules follow the language of the words, numbers the viewer's locale.
  const cardinals = new Intl.PluralRules(viewer.language);
  const ordinals = new Intl.PluralRules(viewer.language, { type: 'ordinal' });
  const words = {
    plural: (value: number, ordinal: boolean) => (ordinal ? ordinals : cardinals).select(value),
    number: (value: number) => numbers.format(value),
    // Only amounts are withheld; any other null is an open end, which messages choose words for by `select`.
    nothing: (name: string) => (name.endsWith('Minor') ? format('shared.amountHidden') : ''),
  };

  function shown(name: string, value: string | number | boolean | null): string | number | null {
    if (value === null) return null;
    if (typeof value === 'boolean') return format(value ? 'shared.yes' : 'shared.no');
    if (typeof value === 'string') return value;
    if (name.endsWith('Minor')) return moneys.format(value / minorPerMajor);
    if (name.endsWith('Day')) return days.format(value * MS_PER_DAY);
    if (name.endsWith('Share')) return percents.format(value);
    return value;
  }

  function format(key: string, params: Params = {}): string {
    const parsed = messages[key];
    if (parsed === undefined) return key;
    if (typeof parsed === 'string') return parsed;
    const values = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, shown(name, value)]));
    return formatMessage(parsed, values, words);
  }

  return {
    viewer,
    text: format,
    message: ({ code, params }, names = {}) => format(code, { ...params, ...names }),
    number: (value) => numbers.format(value),
    money: (minor) => moneys.format(minor / minorPerMajor),
    wholeMoney: (minor) => wholeMoneys.format(minor / minorPerMajor),
    compactMoney: (minor) => compactMoneys.format(minor / minorPerMajor),
    percent: (share) => percents.format(share),
    day: (epochDay) => days.format(epochDay * MS_PER_DAY),
    instant: (epochMs) => instants.format(epochMs),
    list: (items) => lists.format(items),
  };
}

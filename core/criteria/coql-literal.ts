import { parseDecimal } from '#core/crm/money.ts';

/**
 * What stands between single quotes unharmed. Zoho documents doubling for quotes but not for backslashes, and nothing for
 * control characters, so values with any of them are filtered locally rather than trusted to an escape.
 */
const UNQUOTABLE = /['"\\\p{Cc}\p{Surrogate}]/u;
/** Zoho documents no escape for LIKE's wildcards. */
const WILDCARD = /[%_*?]/;

/** Words that SQL keeps for itself; COQL wants a field of such a name quoted, which in a condition reads like a text. */
const RESERVED: ReadonlySet<string> = new Set(
  `add all alter and any as asc between both by case cast check collate column constraint create cross current default
  delete desc distinct drop else end except exists external false fetch for foreign from full grant group having in index
  inner insert intersect into is join key left like limit natural not null of offset on or order outer primary range
  references right row rows select set table then to trailing true union unique update user using values view when where
  with year`.split(/\s+/),
);

/** A quoted text; null when it cannot be quoted safely. */
export function quoteText(text: string): string | null {
  return UNQUOTABLE.test(text) ? null : `'${text}'`;
}

/** The id of a record, quoted as COQL's samples have it. Throws RangeError for what is none: no id comes from a person. */
export function quoteId(id: string): string {
  if (!/^[1-9]\d{0,18}$/.test(id)) throw new RangeError('Not a record id');
  return `'${id}'`;
}

/** What the CRM takes for equal beyond ASCII is not known (accents, widths, composed signs). */
export function isBeyondAscii(text: string): boolean {
  return /\P{ASCII}/u.test(text);
}

/** May the text stand in a LIKE pattern as itself? */
export function hasWildcard(text: string): boolean {
  return WILDCARD.test(text);
}

/** In any case. Such a name cannot stand in a query. */
export function isReservedWord(apiName: string): boolean {
  return RESERVED.has(apiName.toLowerCase());
}

/** A number without exponent, exactly its shortest decimal text; null beyond what a decimal literal sensibly holds. */
export function formatNumberLiteral(number: number): string | null {
  const decimal = parseDecimal(String(number));
  if (decimal === null) return null;
  const digits = String(decimal.unscaled < 0n ? -decimal.unscaled : decimal.unscaled).padStart(decimal.scale + 1, '0');
  const sign = decimal.unscaled < 0n ? '-' : '';
  if (decimal.scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimal.scale)}.${digits.slice(-decimal.scale)}`;
}

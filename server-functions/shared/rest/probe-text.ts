import { hasWildcard, isReservedWord, quoteId, quoteText } from '#core/criteria/coql-literal.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';

type Row = Readonly<Record<string, unknown>>;
type Query = (select: string) => Promise<readonly Row[]>;

/** One credit's worth: enough to meet a value with letters. */
const SAMPLE_ROWS = 200;
const ACCENTED: ReadonlyMap<string, string> = new Map(
  Array.from('aeiouncAEIOUNC', (letter, at) => [letter, Array.from('áéíóúñçÁÉÍÓÚÑÇ')[at] ?? letter]),
);
/** ASCII, no space at either end, short enough to be lengthened. */
const FIT = /^[!-~](?:[ -~]{0,98}[!-~])?$/;

/**
 * How the CRM compares a field's texts, seen on one record: it must be found by its value with upper and lower case exchanged,
 * and not by its value with an accent or with a space behind. Three calls. null = no record has a value to see it on.
 */
export async function probeText(query: Query, module: string, field: FieldMetadata): Promise<boolean | null> {
  const { apiName, type } = field;
  if (isReservedWord(apiName)) return false;
  const rows = await query(`select id, ${apiName} from ${module} where ${apiName} is not null limit ${SAMPLE_ROWS}`);
  const sample = rows.map((row) => ({ id: row['id'], value: row[apiName] })).find(isFit);
  if (sample === undefined) return null;
  const { id, value } = sample;
  const accented = value.replace(/[aeiounc]/i, (letter) => ACCENTED.get(letter) ?? letter);
  // Whether `like` takes picklists is unknown; the conditions on them do without.
  const like = (text: string) => (type === 'choice' ? null : `${apiName} like ${quoted(`${text}%`)}`);
  const equals = (text: string) => `${apiName} = ${quoted(text)}`;
  const finds = async (condition: string) =>
    (await query(`select id from ${module} where (id = ${quoteId(id)} and ${condition}) limit 1`)).length > 0;
  try {
    return (
      (await finds(joined('and', equals(exchangeCase(value)), like(exchangeCase(value))))) &&
      !(await finds(joined('or', joined('or', equals(accented), like(accented)), equals(`${value} `))))
    );
  } catch (error) {
    // A CRM that refuses values unlike those it holds cannot be asked in other letters either.
    if (error instanceof CrmError && (error.reason === 'invalidQuery' || error.reason === 'invalidData')) return false;
    throw error;
  }
}

function joined(joint: 'and' | 'or', left: string, right: string | null): string {
  return right === null ? left : `(${left} ${joint} ${right})`;
}

function isFit(row: { readonly id: unknown; readonly value: unknown }): row is { id: string; value: string } {
  const { id, value } = row;
  return (
    typeof id === 'string' &&
    typeof value === 'string' &&
    FIT.test(value) &&
    /[aeiounc]/i.test(value) &&
    quoteText(value) !== null &&
    !hasWildcard(value)
  );
}

function exchangeCase(text: string): string {
  return text.replaceAll(/[A-Za-z]/g, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}

function quoted(text: string): string {
  const literal = quoteText(text);
  if (literal === null) throw new RangeError('The value was seen to fit between quotes');
  return literal;
}

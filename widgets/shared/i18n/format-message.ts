import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';

/** What the filling of messages takes from a language and a locale. */
export interface MessageWords {
  /** Plural category of a number in the language of the words. */
  readonly plural: (value: number, ordinal: boolean) => string;
  /** A number as the viewer writes it. */
  readonly number: (value: number) => string;
  /** What stands where a param is null, by the param's name. */
  readonly nothing: (param: string) => string;
}

/** The element kinds of ICU that the catalogues use, by the parser's numbers. */
const LITERAL = 0;
const ARGUMENT = 1;
/** Without a style: a number is written as the viewer writes numbers either way. */
const NUMBER = 2;
const SELECT = 5;
const PLURAL = 6;
const POUND = 7;
export const KNOWN_ELEMENTS: readonly number[] = [LITERAL, ARGUMENT, NUMBER, SELECT, PLURAL, POUND];

/**
 * Fills a message that the build parsed (scripts/build/messages-plugin.ts). A null chooses `none` in a `select`; elsewhere
 * `words.nothing` stands for it. A param that is missing shows as `{name}`: a hole in one sentence never takes the page down.
 * Our own, since the general formatter is a tenth of what the account panel may weigh; a test holds it against that one.
 */
export function formatMessage(
  elements: readonly MessageFormatElement[],
  params: Readonly<Record<string, string | number | null>>,
  words: MessageWords,
): string {
  return fill(elements, params, words, '#');
}

function fill(
  elements: readonly MessageFormatElement[],
  params: Readonly<Record<string, string | number | null>>,
  words: MessageWords,
  pound: string,
): string {
  let text = '';
  for (const element of elements) {
    if (element.type === LITERAL) text += element.value;
    else if (element.type === POUND) text += pound;
    else text += fillParam(element, params, words, pound);
  }
  return text;
}

function fillParam(
  element: Exclude<MessageFormatElement, { type: typeof LITERAL | typeof POUND }>,
  params: Readonly<Record<string, string | number | null>>,
  words: MessageWords,
  pound: string,
): string {
  const value = params[element.value];
  if (value === undefined) return `{${element.value}}`;
  if (element.type === SELECT) {
    const chosen = element.options[value ?? 'none'] ?? element.options['other'];
    return chosen === undefined ? '' : fill(chosen.value, params, words, pound);
  }
  if (element.type === PLURAL) {
    const count = typeof value === 'number' ? value : Number(value);
    const { options, offset, pluralType } = element;
    const category = words.plural(count - offset, pluralType === 'ordinal');
    const chosen = options[`=${count}`] ?? options[category] ?? options['other'];
    return chosen === undefined ? '' : fill(chosen.value, params, words, words.number(count - offset));
  }
  if (value === null) return words.nothing(element.value);
  return typeof value === 'number' ? words.number(value) : value;
}

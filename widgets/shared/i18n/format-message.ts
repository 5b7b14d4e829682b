import type { CompiledElement } from './messages.ts';

/** What the filling of messages takes from a language and a locale. */
export interface MessageWords {
  /** Plural category of a number in the language of the words. */
  readonly plural: (value: number, ordinal: boolean) => string;
  /** A number as the viewer writes it. */
  readonly number: (value: number) => string;
  /** What stands where a param is null, by the param's name. */
  readonly nothing: (param: string) => string;
}

/**
 * Fills a message that the build compiled (scripts/build/compile-message.ts). A null chooses `none` in a `select`; elsewhere
 * `words.nothing` stands for it. A param that is missing shows as `{name}`: a hole in one sentence never takes the page down.
 * Our own, since the general formatter is a tenth of what the account panel may weigh; a test holds it against that one.
 */
export function formatMessage(
  elements: readonly CompiledElement[],
  params: Readonly<Record<string, string | number | null>>,
  words: MessageWords,
  pound = '#',
): string {
  return elements
    .map((element) => {
      if (typeof element === 'string') return element;
      if (element === 0) return pound;
      const [name, options, offset, ordinal] = element;
      const value = params[name];
      if (value === undefined) return `{${name}}`;
      if (options === undefined) {
        if (value === null) return words.nothing(name);
        return typeof value === 'number' ? words.number(value) : value;
      }
      const plural = offset === undefined ? null : Number(value) - offset;
      const chosen =
        plural === null
          ? options[value ?? 'none']
          : (options[`=${Number(value)}`] ?? options[words.plural(plural, ordinal === 1)]);
      return formatMessage(
        chosen ?? options['other'] ?? [],
        params,
        words,
        plural === null ? pound : words.number(plural),
      );
    })
    .join('');
}

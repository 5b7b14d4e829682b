import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import type { CompiledElement } from '#widgets/shared/i18n/messages.ts';

/** The element kinds of ICU that the catalogues use. */
export const KNOWN_ELEMENTS: readonly number[] = [
  TYPE.literal,
  TYPE.argument,
  TYPE.number,
  TYPE.select,
  TYPE.plural,
  TYPE.pound,
];

/** A text as the widgets fill it in: short, since a page's words are a tenth of what it loads. Throws where it is no ICU text. */
export function compileMessage(text: string): string | readonly CompiledElement[] {
  const elements = parse(text, { captureLocation: false, ignoreTag: true }).map(compileElement);
  return elements.length === 1 && typeof elements[0] === 'string' ? elements[0] : elements;
}

function compileElement(element: MessageFormatElement): CompiledElement {
  switch (element.type) {
    case TYPE.literal:
      return element.value;
    case TYPE.pound:
      return 0;
    case TYPE.argument:
    case TYPE.number:
      // Without a style: a number is written as the viewer writes numbers either way.
      return [element.value];
    case TYPE.select:
      return [element.value, compileOptions(element.options)];
    case TYPE.plural: {
      const { value, options, offset, pluralType } = element;
      const compiled = compileOptions(options);
      return pluralType === 'ordinal' ? [value, compiled, offset, 1] : [value, compiled, offset];
    }
    default:
      throw new Error(`No words are made of an element of type ${TYPE[element.type]}.`);
  }
}

function compileOptions(
  options: Readonly<Record<string, { readonly value: MessageFormatElement[] }>>,
): Record<string, readonly CompiledElement[]> {
  return Object.fromEntries(Object.entries(options).map(([name, { value }]) => [name, value.map(compileElement)]));
}

import type { Cancellation } from '#core/cancellation.ts';
import type { BasketsFile } from '#core/configuration/parse-baskets.ts';
import type { Baskets } from '#core/techniques/recommendations/histories.ts';
import { createCsvFolder } from '#server-functions/shared/local/csv-folder.ts';
import { InputError } from './input-error.ts';

/** Longer lines are no baskets but another kind of file. Characters. */
const MAX_LINE_CHARS = 100_000;

export interface NamedBaskets {
  readonly baskets: Baskets;
  readonly names: readonly string[];
}

/** Streams a file of baskets; a product twice in one counts once, empty lines are none. Throws `InputError` and `RecipeError`. */
export async function readBaskets(
  folder: string,
  { file, separator }: BasketsFile,
  cancellation: Cancellation,
): Promise<NamedBaskets> {
  const ordinals = new Map<string, number>();
  const start = [0];
  const product: number[] = [];
  let line = 0;
  const refuse = (code: string): InputError => new InputError([{ code, params: {}, where: `${file}:${line}` }]);
  const add = (text: string): void => {
    line++;
    if (text.includes('"')) throw refuse('cli.basketQuoted');
    const basket = new Set<number>();
    for (const cell of text.split(separator)) {
      const name = cell.trim();
      if (name === '') continue;
      const ordinal = ordinals.get(name) ?? ordinals.size;
      ordinals.set(name, ordinal);
      basket.add(ordinal);
    }
    if (basket.size === 0) return;
    for (const ordinal of [...basket].sort((a, b) => a - b)) product.push(ordinal);
    start.push(product.length);
  };

  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    for await (const chunk of createCsvFolder(folder).open(file)) {
      cancellation.throwIfAborted();
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n/);
      rest = lines.pop() ?? '';
      if (rest.length > MAX_LINE_CHARS) throw refuse('cli.basketTooLong');
      for (const each of lines) add(each);
    }
    rest += decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw refuse('cli.notUtf8');
    throw error;
  }
  add(rest.replace(/\r$/, ''));
  if (product.length === 0) throw refuse('cli.noBaskets');
  return {
    baskets: {
      count: start.length - 1,
      productCount: ordinals.size,
      start: Int32Array.from(start),
      product: Int32Array.from(product),
    },
    names: [...ordinals.keys()],
  };
}

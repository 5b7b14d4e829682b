import { basename } from 'node:path';
import { parseBasketsText } from '#core/configuration/parse-baskets.ts';
import { findPairRules, ruleFigures } from '#core/techniques/recommendations/pair-rules.ts';
import { InputError } from './input-error.ts';
import type { RecommendCommand } from './parse-arguments.ts';
import { readBaskets, type NamedBaskets } from './read-baskets.ts';
import { requireFolder } from './read-documents.ts';
import { toCsvLine } from './recommend-rows.ts';
import type { CliPorts } from './run-cli.ts';

const HEADERS = ['product', 'rank', 'with', 'together', 'support', 'confidence', 'lift'] as const;
export type BasketRule = Readonly<Record<(typeof HEADERS)[number], string | number>>;

/** Baskets name nobody: what goes with each product, printed, instead of what each account will buy. Throws `InputError`. */
export async function recommendFromBaskets(
  command: RecommendCommand,
  description: string,
  { print, cancellation }: CliPorts,
): Promise<void> {
  const parsed = parseBasketsText(description, basename(command.recipe ?? ''));
  if (!parsed.ok) throw new InputError(parsed.error);
  const asked = [
    ...(command.leaveLastOut ? ['--leave-last-out'] : []),
    ...(command.asOfDay === null ? [] : ['--as-of']),
  ];
  if (asked.length > 0)
    throw new InputError(asked.map((where) => ({ code: 'cli.basketsNameNobody', params: {}, where })));
  const named = await readBaskets(await requireFolder(command.data, '--data'), parsed.value, cancellation);
  const rules = basketRules(named, command.k);
  if (command.json) {
    const { count, productCount, product } = named.baskets;
    print(JSON.stringify({ baskets: count, products: productCount, lines: product.length, rules }, null, 2));
    return;
  }
  print(toCsvLine(HEADERS));
  for (const rule of rules) print(toCsvLine(HEADERS.map((header) => rule[header])));
}

/** The `k` best partners of each product by cosine: pairs in at least 5 baskets, more often than by chance. */
export function basketRules({ baskets, names }: NamedBaskets, k: number): BasketRule[] {
  const rules = findPairRules(baskets);
  const partners = names.map((): { readonly to: number; readonly pair: number; readonly cosine: number }[] => []);
  for (let pair = 0; pair < rules.first.length; pair++) {
    const [one, other] = [rules.first[pair]!, rules.second[pair]!];
    const { cosine } = ruleFigures(rules, pair, one, other);
    partners[one]?.push({ to: other, pair, cosine });
    partners[other]?.push({ to: one, pair, cosine });
  }
  return partners.flatMap((found, product) =>
    found
      .toSorted((a, b) => b.cosine - a.cosine || a.to - b.to)
      .slice(0, k)
      .map(({ to, pair }, index): BasketRule => {
        const { support, confidence, lift } = ruleFigures(rules, pair, product, to);
        return {
          product: names[product] ?? '',
          rank: index + 1,
          with: names[to] ?? '',
          together: rules.together[pair]!,
          support: rounded(support),
          confidence: rounded(confidence),
          lift: rounded(lift),
        };
      }),
  );
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

import { basename } from 'node:path';
import { parseBasketsText } from '#core/configuration/parse-baskets.ts';
import { findPairRules, ruleFigures } from '#core/techniques/recommendations/pair-rules.ts';
import { InputError } from './input-error.ts';
import { handOut } from './hand-out.ts';
import type { RecommendCommand } from './parse-recommend-command.ts';
import { readBaskets, type NamedBaskets } from './read-baskets.ts';
import { requireFolder } from './read-documents.ts';
import { glanceAtBaskets } from './recommend-glance.ts';
import { toCsvLine } from './recommend-rows.ts';
import type { CliPorts } from './run-cli.ts';

const HEADERS = ['product', 'rank', 'with', 'together', 'support', 'confidence', 'lift'] as const;
export type BasketRule = Readonly<Record<(typeof HEADERS)[number], string | number>>;

/** Baskets name nobody: what goes with each product, handed out, instead of what each account will buy. Throws `InputError`. */
export async function recommendFromBaskets(
  command: RecommendCommand,
  description: string,
  ports: CliPorts,
): Promise<void> {
  const parsed = parseBasketsText(description, basename(command.recipe ?? ''));
  if (!parsed.ok) throw new InputError(parsed.error);
  const asked = [
    ...(command.leaveLastOut ? ['--leave-last-out'] : []),
    ...(command.asOfDay === null ? [] : ['--as-of']),
  ];
  if (asked.length > 0)
    throw new InputError(asked.map((where) => ({ code: 'cli.basketsNameNobody', params: {}, where })));
  const data = await requireFolder(command.data, '--data');
  const named = await readBaskets(data, parsed.value, ports.cancellation);
  const rules = basketRules(named, command.k);
  const place = { out: command.out, data };
  if (command.json) {
    const { count, productCount, product } = named.baskets;
    const told = { baskets: count, products: productCount, lines: product.length, rules };
    return handOut([JSON.stringify(told, null, 2)], '\n', place, ports);
  }
  if (command.out === null && ports.terminal) return handOut(glanceAtBaskets(rules), '\n', place, ports);
  const lines = [toCsvLine(HEADERS), ...rules.map((rule) => toCsvLine(HEADERS.map((header) => rule[header])))];
  return handOut(lines, '\r\n', place, ports);
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

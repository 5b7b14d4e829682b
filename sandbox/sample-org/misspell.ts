import type { Random } from './random.ts';

/** A typing slip: two neighbouring letters swapped, one left out, or one doubled. Never at the first letter. */
export function misspell(random: Random, text: string): string {
  if (text.length < 4) return text;
  const at = random.between(1, text.length - 3);
  switch (random.below(3)) {
    case 0:
      return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
    case 1:
      return text.slice(0, at) + text.slice(at + 1);
    default:
      return text.slice(0, at + 1) + text.slice(at);
  }
}

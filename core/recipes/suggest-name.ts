/** Longer lists are only searched for the same letters and digits: edit distances would cost seconds. Names. */
export const MAX_COMPARED_NAMES = 20_000;
/** A suggestion may differ in this share of its letters, at least one, at most three edits. */
const EDIT_SHARE = 0.2;
const MAX_EDITS = 3;

export interface NameSuggester {
  /** The known name that was probably meant; null when none is near. */
  suggest(unknown: string): string | null;
}

/**
 * "Did you mean": the same letters and digits in another spelling (case, spaces, accents, punctuation: `GTXPro` for `GTX Pro`),
 * else the nearest by edits. Of equally near names the first one. The index is built at the first question.
 */
export function createNameSuggester(names: () => Iterable<string>): NameSuggester {
  let folded: Map<string, string> | null = null;
  return {
    suggest(unknown) {
      folded ??= foldAll(names());
      const wanted = fold(unknown);
      return folded.get(wanted) ?? (folded.size <= MAX_COMPARED_NAMES ? nearest(wanted, folded) : null);
    },
  };
}

function foldAll(names: Iterable<string>): Map<string, string> {
  const folded = new Map<string, string>();
  for (const name of names) {
    const key = fold(name);
    if (!folded.has(key)) folded.set(key, name);
  }
  return folded;
}

function fold(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

function nearest(wanted: string, folded: ReadonlyMap<string, string>): string | null {
  let best: string | null = null;
  let limit = Math.min(MAX_EDITS, Math.max(1, Math.floor(wanted.length * EDIT_SHARE))) + 1;
  for (const [key, name] of folded) {
    if (Math.abs(key.length - wanted.length) >= limit) continue;
    const edits = editDistance(wanted, key, limit);
    if (edits < limit) {
      best = name;
      limit = edits;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment); `limit` when there are as many or more. */
export function editDistance(from: string, to: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        edits = Math.min(edits, (before[column - 2] ?? 0) + 1);
      }
      current.push(edits);
      least = Math.min(least, edits);
    }
    if (least >= limit) return limit;
    before = previous;
    previous = current;
  }
  return Math.min(limit, previous[to.length] ?? limit);
}

/** Ranks of a list of scores: highest first, ties by ordinal, so that no order of records matters. */

/** The `k` best of the eligible, best first; fewer where fewer are eligible. `eligible[i] === 1`. */
export function topOf(scores: Float64Array, eligible: Uint8Array, k: number): number[] {
  const best: number[] = [];
  for (let candidate = 0; candidate < scores.length; candidate++) {
    if (eligible[candidate] !== 1) continue;
    const score = scores[candidate]!;
    if (best.length === k && score <= scores[best[k - 1]!]!) continue;
    let at = best.length;
    while (at > 0 && scores[best[at - 1]!]! < score) at--;
    best.splice(at, 0, candidate);
    if (best.length > k) best.pop();
  }
  return best;
}

/** Highest score of the eligible, among some or (null) all; null = none is. */
export function highestScore(scores: Float64Array, eligible: Uint8Array, among: Int32Array | null): number | null {
  let best: number | null = null;
  const count = among?.length ?? scores.length;
  for (let index = 0; index < count; index++) {
    const candidate = among === null ? index : among[index]!;
    if (eligible[candidate] === 1 && (best === null || scores[candidate]! > best)) best = scores[candidate]!;
  }
  return best;
}

/** Share of the targets among the ranked. NaN without targets. */
export function recallOf(ranked: readonly number[], targets: ReadonlySet<number>): number {
  let hits = 0;
  for (const candidate of ranked) if (targets.has(candidate)) hits++;
  return hits / targets.size;
}

/** Normalised discounted cumulative gain of `k` places; every target is worth the same. NaN without targets. */
export function ndcgOf(ranked: readonly number[], targets: ReadonlySet<number>, k: number): number {
  let gain = 0;
  ranked.forEach((candidate, rank) => {
    if (targets.has(candidate)) gain += 1 / Math.log2(rank + 2);
  });
  let ideal = 0;
  for (let rank = 0; rank < Math.min(k, targets.size); rank++) ideal += 1 / Math.log2(rank + 2);
  return gain / ideal;
}

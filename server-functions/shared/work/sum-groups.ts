/** Largest partial sum before it moves on: adding one more safe integer stays exact below 2^53. */
const SPILL = 2 ** 52;

/** Exact sums of minor units in numbered groups; a sum beyond 2^53 - 1 is null, as in `summariseSegment`. */
export interface GroupSums {
  add(group: number, minor: number): void;
  /** null = too large for an exact number. */
  at(group: number): number | null;
}

/** 0 in every group. Amounts that are `NaN` add nothing. */
export function createGroupSums(groups: number): GroupSums {
  const partial = new Float64Array(groups);
  const spilt = new Map<number, bigint>();
  return {
    add(group, minor) {
      if (Number.isNaN(minor)) return;
      const sum = partial[group]! + minor;
      if (Math.abs(sum) < SPILL && Math.abs(minor) < SPILL) {
        partial[group] = sum;
        return;
      }
      spilt.set(group, (spilt.get(group) ?? 0n) + BigInt(partial[group]!) + BigInt(minor));
      partial[group] = 0;
    },
    at(group) {
      const total = (spilt.get(group) ?? 0n) + BigInt(partial[group] ?? 0);
      const magnitude = total < 0n ? -total : total;
      return magnitude > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(total);
    },
  };
}

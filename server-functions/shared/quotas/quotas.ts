import type { TechniqueId } from '#core/labels/label.ts';

/** What an org may use up in one of its days. */
export interface Quota {
  /** Part of a storage key. */
  readonly name: string;
  /** Units a day of the org. */
  readonly limit: number;
  /** Units that one request gets at most. */
  readonly atOnce: number;
}

/** SET-6: edits of one technique. */
const EDITS_A_DAY = 2;

/** SET-6: publishing changed settings of a technique. */
export function editsOf(technique: TechniqueId): Quota {
  return { name: `edits/${technique}`, limit: EDITS_A_DAY, atOnce: 1 };
}

import type { CriteriaTree } from './criteria.ts';

/**
 * Does the tree hold, given which conditions (1-based) hold? For one record at a time: evidence, panels, explanations.
 * An `and` of nothing holds: no conditions = everything matches.
 */
export function treeHolds(tree: CriteriaTree, held: (condition: number) => boolean): boolean {
  switch (tree.kind) {
    case 'condition':
      return held(tree.condition);
    case 'and':
      return tree.children.every((child) => treeHolds(child, held));
    case 'or':
      return tree.children.some((child) => treeHolds(child, held));
  }
}

/**
 * The same over columns: joins one 1/0 mask a condition (index 0 = condition 1) into a fresh mask of `length` rows.
 * The given masks are left as they are.
 */
export function combineMasks(tree: CriteriaTree, masks: readonly Uint8Array[], length: number): Uint8Array {
  const result = new Uint8Array(length);
  if (tree.kind === 'condition') {
    const mask = masks[tree.condition - 1];
    if (mask === undefined) throw new RangeError(`No mask for condition ${tree.condition}`);
    result.set(mask.subarray(0, length));
    return result;
  }
  if (tree.kind === 'and') result.fill(1);
  for (const child of tree.children) {
    const part = combineMasks(child, masks, length);
    if (tree.kind === 'and') for (let row = 0; row < length; row++) result[row]! &= part[row]!;
    else for (let row = 0; row < length; row++) result[row]! |= part[row]!;
  }
  return result;
}

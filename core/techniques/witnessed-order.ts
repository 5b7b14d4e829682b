/**
 * Labels tried in order over witnesses, one for each kind of account there can be: `takes[label][witness]` is 1 where the label would
 * take it.
 */
type Takes = readonly Uint8Array[];

/** Some witness has this label as its first. */
export function isReached(takes: Takes, index: number): boolean {
  const own = takes[index] ?? new Uint8Array();
  return own.some((taken, row) => taken === 1 && takes.slice(0, index).every((earlier) => earlier[row] !== 1));
}

/** The latest earlier place where the label gets accounts without hiding another; null = there is none. */
export function placeToBeReached(takes: Takes, index: number): number | null {
  const hidden = (order: Takes): number => order.filter((_, at) => !isReached(order, at)).length;
  const own = takes[index];
  if (own === undefined) return null;
  const rest = takes.filter((_, at) => at !== index);
  for (let before = index - 1; before >= 0; before--) {
    const order = [...rest.slice(0, before), own, ...rest.slice(before)];
    if (hidden(order) < hidden(takes)) return before;
  }
  return null;
}

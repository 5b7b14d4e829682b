import type { Label } from '#core/labels/label.ts';
import type { Finding } from './finding.ts';

/**
 * Labels tried in order over witnesses, one for each kind of account there can be: `takes[label][witness]` is 1 where the label would
 * take it.
 */
export type Takes = readonly Uint8Array[];

/** A one-click repair, as data. `label` and `before` are positions in the label list; `before` is the earlier one. */
export type OrderFix =
  | { readonly kind: 'removeLabel'; readonly label: number }
  | { readonly kind: 'moveLabel'; readonly label: number; readonly before: number };

interface Order {
  readonly labels: readonly Pick<Label, 'id'>[];
  readonly takes: Takes;
  /** Setting of a label that says whom it takes: findings point there. */
  readonly part: string;
}

/** So many kinds of account that none was tried. */
export const NOT_EXAMINED: Finding<never> = {
  severity: 'info',
  message: { code: 'lint.notExamined', params: {} },
  where: 'labels',
  fix: null,
};

/** The labels in their new order; those given stay as they are. */
export function applyOrderFix<Each>(labels: readonly Each[], fix: OrderFix): Each[] {
  const rest = labels.filter((_, index) => index !== fix.label);
  const moved = labels[fix.label];
  if (fix.kind === 'removeLabel' || moved === undefined) return rest;
  return [...rest.slice(0, fix.before), moved, ...rest.slice(fix.before)];
}

/** Labels that are no witness's first: hidden by earlier ones, or such as nobody can have. The last `fewest` are not taken away. */
export function unreachedLabels({ labels, takes, part }: Order, fewest: number): Finding<OrderFix>[] {
  return labels.flatMap((label, index): Finding<OrderFix>[] => {
    if (isReached(takes, index)) return [];
    const isHidden = takes[index]?.includes(1) ?? false;
    const before = isHidden ? placeToBeReached(takes, index) : null;
    const removal: OrderFix | null = labels.length > fewest ? { kind: 'removeLabel', label: index } : null;
    return [
      {
        severity: 'warning',
        message: { code: isHidden ? 'lint.shadowedLabel' : 'lint.emptyLabel', params: { label: label.id } },
        where: `labels[${index}].${part}`,
        fix: before === null ? removal : { kind: 'moveLabel', label: index, before },
      },
    ];
  });
}

/** Pairs of labels that take a witness both. By design of "first match wins"; listed so that nobody is surprised. */
export function overlappingLabels({ labels, takes, part }: Order): Finding<never>[] {
  return labels.flatMap((later, index) =>
    labels.slice(0, index).flatMap((earlier, at): Finding<never>[] => {
      if (takes[index]?.some((taken, row) => taken === 1 && takes[at]?.[row] === 1) !== true) return [];
      const message = { code: 'lint.overlap', params: { label: later.id, earlier: earlier.id } };
      return [{ severity: 'info', message, where: `labels[${index}].${part}`, fix: null }];
    }),
  );
}

/** Some witness has this label as its first. */
function isReached(takes: Takes, index: number): boolean {
  const own = takes[index] ?? new Uint8Array();
  return own.some((taken, row) => taken === 1 && takes.slice(0, index).every((earlier) => earlier[row] !== 1));
}

/** The latest earlier place where the label gets accounts without hiding another; null = there is none. */
function placeToBeReached(takes: Takes, index: number): number | null {
  const hidden = (order: Takes): number => order.filter((_, at) => !isReached(order, at)).length;
  for (let before = index - 1; before >= 0; before--)
    if (hidden(applyOrderFix(takes, { kind: 'moveLabel', label: index, before })) < hidden(takes)) return before;
  return null;
}

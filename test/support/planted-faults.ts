import { expect } from 'vitest';
import type { Finding } from '#core/techniques/finding.ts';

/** A label of a test by its place. */
export function namedLabel(index: number) {
  return { id: `l${index}`, names: { en: `L${index}`, es: `E${index}` }, colour: '#1E874B', optionId: null };
}

export type Takes<Account> = (account: Account) => boolean;

/** What is wrong with labels, by trying every account; `isGap` are those that should have a label. */
export function faultsOf<Account>(
  labels: readonly Takes<Account>[],
  accounts: readonly Account[],
  isGap: (account: Account) => boolean = () => true,
): string[] {
  const taken = labels.map((takes) => accounts.map(takes));
  const faults: string[] = [];
  taken.forEach((own, index) => {
    const earlier = taken.slice(0, index);
    if (!own.includes(true)) faults.push(`lint.emptyLabel l${index}`);
    else if (own.every((takes, at) => !takes || earlier.some((before) => before[at] === true)))
      faults.push(`lint.shadowedLabel l${index}`);
    earlier.forEach((before, at) => {
      if (own.some((takes, account) => takes && before[account] === true)) faults.push(`lint.overlap l${index} l${at}`);
    });
  });
  if (accounts.some((account, at) => isGap(account) && taken.every((own) => own[at] !== true))) faults.push('lint.gap');
  return faults.toSorted();
}

/** Findings in the same words. */
export function faultsFound(findings: readonly Finding<unknown>[]): string[] {
  return findings
    .map(({ message: { code, params } }) =>
      [code === 'lint.gapOfTexts' ? 'lint.gap' : code, params['label'], params['earlier']]
        .filter((each) => each !== undefined)
        .join(' '),
    )
    .toSorted();
}

/** Each kind of fault came up: else a property would say little. */
export function expectVariety(
  seen: ReadonlyMap<string, number>,
  kinds = ['lint.emptyLabel', 'lint.shadowedLabel', 'lint.overlap', 'lint.gap'],
): void {
  for (const kind of kinds) expect([kind, (seen.get(kind) ?? 0) > 0]).toEqual([kind, true]);
}

export function countFaults(seen: Map<string, number>, faults: readonly string[]): void {
  for (const fault of faults) {
    const [kind = ''] = fault.split(' ');
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
  }
}

import type { Message } from '../message.ts';

/** From here on labels tell hardly any account from another. A share of the accounts that have a label. */
const MOST_OF_ONE_LABEL = 0.9;
/** Under it nearly all of a few are one or two accounts. */
const LEAST_LABELLED = 20;

/** Accounts per label; null = none. */
type LabelCounts = readonly { readonly labelId: string | null; readonly accounts: number }[];

/** One label on nearly all accounts that have one, where there are others to have. */
export function dominantLabel(technique: string, counts: LabelCounts): Message | null {
  const labels = counts.filter(({ labelId }) => labelId !== null);
  const labelled = labels.reduce((sum, { accounts }) => sum + accounts, 0);
  if (labels.length < 2 || labelled < LEAST_LABELLED) return null;
  const [most] = labels.toSorted((a, b) => b.accounts - a.accounts);
  if (most === undefined || most.accounts <= labelled * MOST_OF_ONE_LABEL) return null;
  return {
    code: 'labels.mostlyOne',
    params: { technique, label: most.labelId, labelledShare: most.accounts / labelled },
  };
}

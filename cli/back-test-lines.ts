import type { LabelOutcome } from '#core/labels/back-test-labels.ts';
import { isBackDated, type BackDatingNote } from '#core/labels/back-dating.ts';
import type { TechniqueId } from '#core/labels/label.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { formatMinor } from '#core/crm/money.ts';
import { formatMessage } from '#server-functions/shared/messages/format-message.ts';
import type { BackTested } from './back-test.ts';
import { CLI_SENTENCES } from './cli-sentences.ts';
import { tableLines } from './table-lines.ts';

export const TECHNIQUE_NAMES: Readonly<Record<TechniqueId, string>> = {
  rfm: 'RFM',
  firmographics: 'Firmographics',
  engagement: 'Engagement',
  recommendations: 'Recommendations',
  voice: 'Voice of the customer',
};

const VERDICTS: Readonly<Record<LabelOutcome['verdict'], string>> = {
  more: 'above average',
  less: 'below average',
  same: 'no difference shown',
  tooFew: 'too few accounts to say',
};

/** `lodestar.backtest/1`. Shares 0 to 1, amounts as decimal text in the home currency. */
export function backTestJson({ asOfDay, untilDay, currency, minorDigits, techniques, notes }: BackTested) {
  return {
    format: 'lodestar.backtest/1',
    asOf: formatIsoDay(asOfDay),
    until: formatIsoDay(untilDay),
    currency,
    techniques: techniques.map(({ technique, labels, result, refusal }) => ({
      technique,
      // Fields of today may know what came later; nobody can tell.
      backDated: isBackDated(notes, technique),
      refusal,
      ...(result === null
        ? {}
        : {
            accounts: result.accounts,
            buyers: result.buyers,
            revenue: formatMinor(result.wonMinor, minorDigits),
            labels: result.outcomes.map(({ labelId, wonMinor, share, recall, lift, ...counts }) => ({
              id: labelId,
              name: labels.find(({ id }) => id === labelId)?.names.en ?? null,
              accounts: counts.accounts,
              share: rounded(share),
              buyers: counts.buyers,
              revenue: formatMinor(wonMinor, minorDigits),
              recall: recall === null ? null : rounded(recall),
              lift:
                lift === null ? null : { value: rounded(lift.value), low: rounded(lift.low), high: rounded(lift.high) },
              verdict: counts.verdict,
            })),
          }),
    })),
    notes: notes.map(({ technique, message }) => ({ technique, ...message })),
  };
}

/** The same for a person. */
export function backTestLines({ asOfDay, untilDay, currency, minorDigits, techniques, notes }: BackTested): string[] {
  const lines = [
    `Labels as of ${formatIsoDay(asOfDay)} against revenue won up to ${formatIsoDay(untilDay)} (${currency}); lift = revenue an account against all accounts, with its 95 % interval`,
  ];
  for (const { technique, labels, result, refusal } of techniques) {
    lines.push('');
    if (result === null) {
      const why = refusal === null ? '' : formatMessage(refusal, CLI_SENTENCES);
      lines.push(`${TECHNIQUE_NAMES[technique]}: ${why}`);
      continue;
    }
    lines.push(
      `${TECHNIQUE_NAMES[technique]}${datingMark(notes, technique)}: ${result.accounts} accounts, ${result.buyers} brought revenue, ${formatMinor(result.wonMinor, minorDigits)} in all`,
      ...tableLines([
        ['label', 'accounts', 'share', 'buyers', 'revenue', 'recall', 'lift', 'verdict'],
        ...result.outcomes.map((outcome) => [
          labels.find(({ id }) => id === outcome.labelId)?.names.en ?? 'no label',
          String(outcome.accounts),
          percent(outcome.share),
          String(outcome.buyers),
          formatMinor(outcome.wonMinor, minorDigits),
          outcome.recall === null ? '' : percent(outcome.recall),
          liftText(outcome.lift),
          VERDICTS[outcome.verdict],
        ]),
      ]),
    );
  }
  return lines;
}

/** Said where labels are shown, not in the notes alone (TEC-3). */
export function datingMark(notes: readonly BackDatingNote[], technique: TechniqueId): string {
  return isBackDated(notes, technique) ? '' : ' (by fields of today, not dated back)';
}

function liftText(lift: LabelOutcome['lift']): string {
  return lift === null ? '' : `${lift.value.toFixed(2)} (${lift.low.toFixed(2)} to ${lift.high.toFixed(2)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function rounded(value: number): number {
  return Math.round(value * 100_000) / 100_000;
}

import type { Message } from '#core/message.ts';
import { formatCountedProblem, formatMessage } from '#server-functions/shared/messages/format-message.ts';
import { CLI_SENTENCES } from './cli-sentences.ts';
import type { Levels } from './derive-levels.ts';

/** Unplaced values named one by one; the file has them all. */
const MAX_NOTES = 12;

/** A run in lines for a person: what was noticed, and what came out. */
export function describeLevels(levels: Levels): {
  readonly notes: readonly string[];
  readonly results: readonly string[];
} {
  const { unplaced, warnings, notDatedBack, deals, accounts, rfm, firmographics, recommendations, engagement, voice } =
    levels;
  const notes = [
    ...unplaced.slice(0, MAX_NOTES).map((problem) => formatCountedProblem(problem)),
    ...describeWarnings(warnings),
    // Deals won later say that the files are of a later day than the labels.
    ...(deals.afterAsOf > 0 ? describeWarnings(notDatedBack) : []),
  ];
  if (unplaced.length > MAX_NOTES)
    notes.push(`${unplaced.length - MAX_NOTES} more kinds of unplaced values are listed in levels.json.`);

  const results = [
    `${accounts.read} accounts read, ${accounts.inside} inside the global criteria`,
    `${deals.read} deals read, ${deals.contributing} contribute by the criteria, ${deals.counted} counted as of ${levels.asOf}`,
  ];
  if (rfm !== null) {
    for (const metric of ['recency', 'frequency', 'monetary'] as const) {
      const { mode, accounts: counts, breaks } = rfm[metric];
      results.push(
        `${metric}: accounts per score 1..${counts.length} = ${counts.join(' ')} (${mode}, breaks ${breaks.join(' ')})`,
      );
    }
  }
  if (engagement !== null) {
    const { touchPoints, half, halfFrom } = engagement;
    results.push(
      `${touchPoints.read} touch points read, ${touchPoints.counted} counted${beforeWindow(touchPoints)}; ${half} points score 50 (${halfFrom})`,
    );
  }
  if (voice !== null)
    results.push(`${voice.texts.read} texts read, ${voice.texts.counted} counted${beforeWindow(voice.texts)}`);
  for (const [technique, labels] of [
    ['RFM', rfm?.labels],
    ['Firmographics', firmographics?.labels],
    ['Recommendations', recommendations?.labels],
    ['Engagement', engagement?.labels],
    ['Voice of the customer', voice?.labels],
  ] as const) {
    if (labels === undefined) continue;
    results.push(
      `${technique}: ${labels.map(({ name, accounts: count }) => `${name ?? 'no label'} ${count}`).join(', ')}`,
    );
  }
  return { notes, results };
}

/** The others that do not count have a note each; these are no news, and still the sum is to add up. */
function beforeWindow({ older }: { readonly older: number }): string {
  return older === 0 ? '' : `, ${older} before the window`;
}

function describeWarnings(warnings: readonly Message[]): readonly string[] {
  return warnings.map((warning) => `note: ${formatMessage(warning, CLI_SENTENCES)}`);
}

import type { Cancellation } from '#core/cancellation.ts';
import { NULL_CODE, NULL_ID, type NumberColumn, type TextColumn } from '#core/columns/column-table.ts';
import type { Message } from '#core/message.ts';
import { addTouchPoints, createEngagementAggregate } from '#core/techniques/engagement/aggregate.ts';
import type { EngagementBasis } from '#core/techniques/engagement/basis.ts';
import { shownScore } from '#core/techniques/engagement/explain.ts';
import { addReachTimes, bestTimeOf, createReachTimes, type BestTime } from '#core/techniques/engagement/reach-times.ts';
import { scoreEngagement } from '#core/techniques/engagement/score.ts';
import { pointsByTouch, type EngagementSettings } from '#core/techniques/engagement/settings.ts';
import type { TouchPointColumns } from '#core/techniques/engagement/touch-points.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { weakestTouch, type WeakestTouch } from '#core/techniques/engagement/weakest-touch.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import type { Generation, LabelCount } from '#server-functions/score/generation.ts';
import { countLabels } from '#server-functions/score/score-columns.ts';
import type { OpenedInput } from './open-input.ts';
import { readTouchPoints } from './read-touch-points.ts';
import type { PlacedCounts } from './placed-counts.ts';
import { readTouchPeople } from './touch-people.ts';

/** Keys of the columns in a generation's table. */
export const ENGAGEMENT_LABEL = 'abm:engagement.label';
export const ENGAGEMENT_SCORE = 'abm:engagement.score';

/** What engagement adds to a scored generation. */
export interface EngagementGeneration {
  readonly basis: EngagementBasis;
  readonly labelCounts: readonly LabelCount[];
  readonly warnings: readonly Message[];
  readonly touchPoints: PlacedCounts;
  /** Label ids by the generation's rows. */
  readonly label: TextColumn;
  /** Cut to hundredths, as people see it; `NaN` outside the population. */
  readonly score: NumberColumn;
  /** In the order of their file; null = the recipe has none. */
  readonly contacts: readonly EngagedContact[] | null;
}

/** ENG-3. */
export interface EngagedContact {
  readonly id: bigint;
  readonly name: string;
  readonly account: bigint;
  readonly weakest: WeakestTouch | null;
  readonly bestTime: BestTime | null;
}

/**
 * ENG-1 to ENG-3 as of the generation's day, for the accounts inside its criteria. `cut` says which touch points there are; all unless
 * given. Throws what reading the files throws.
 */
export async function labelEngagement(
  input: OpenedInput,
  { table, population, asOfDay, minorDigits }: Pick<Generation, 'table' | 'population' | 'asOfDay' | 'minorDigits'>,
  settings: EngagementSettings,
  cancellation: Cancellation,
  cut: (all: TouchPointColumns) => TouchPointColumns = (all) => all,
): Promise<EngagementGeneration> {
  const accountIds = columnOf(table, 'id', 'id').values.subarray(0, table.length);
  const people = await readTouchPeople(input, accountIds, columnOf(table, 'name', 'text'), cancellation);
  const { contacts, subjects, references } = people;
  const { accountOfContact } = subjects;
  const context = { asOfDay, counting: settings };
  const sums = createEngagementAggregate(table.length, context);
  const ofContacts = createEngagementAggregate(accountOfContact.length, { ...context, by: 'contact' });
  const times = createReachTimes(accountOfContact.length, { asOfDay, windowDays: settings.windowDays });
  const read = await readTouchPoints(
    input,
    settings.sources,
    {
      subjects,
      references,
      context: { asOfDay, minorDigits },
      take: (all) => {
        const points = cut(all);
        addTouchPoints(sums, points);
        addTouchPoints(ofContacts, points);
        addReachTimes(times, points);
      },
    },
    cancellation,
  );
  const scores = scoreEngagement({ totals: engagementTotals(sums), population, settings, asOfDay });
  const touchPoints = read.counts.reduce((sum, each) => sum + each.touchPoints, 0);
  const undated = read.counts.reduce((sum, each) => sum + each.undated, 0);
  const { withoutSubject, afterAsOf, beforeWindow, counted } = sums.counts;
  const contactTotals = engagementTotals(ofContacts);
  const points = pointsByTouch(settings);
  return {
    basis: scores.basis,
    labelCounts: countLabels(scores.label, population, settings.labels),
    warnings: [
      ...read.warnings,
      ...(contacts === null ? [{ code: 'cli.noContacts', params: {} }] : []),
      ...(touchPoints === 0 ? [{ code: 'engagement.noTouchPoints', params: {} }] : []),
      ...(undated === 0 ? [] : [{ code: 'cli.undatedRecords', params: { count: undated } }]),
      ...(withoutSubject === 0 ? [] : [{ code: 'engagement.withoutAccount', params: { count: withoutSubject } }]),
      ...(afterAsOf === 0 ? [] : [{ code: 'engagement.afterAsOf', params: { count: afterAsOf } }]),
      ...scores.warnings,
    ],
    touchPoints: {
      read: touchPoints,
      counted,
      withoutAccount: withoutSubject,
      later: afterAsOf,
      older: beforeWindow,
      undated,
    },
    label: {
      kind: 'text',
      codes: Int32Array.from(scores.label, (index) => (index < 0 ? NULL_CODE : index)),
      dictionary: settings.labels.map(({ id }) => id),
    },
    score: { kind: 'number', values: scores.score.map(shownScore) },
    contacts:
      contacts === null
        ? null
        : [...contacts.ids].map((id, contact) => ({
            id,
            name: contacts.names[contact] ?? '',
            account: contacts.accounts[contact] ?? NULL_ID,
            weakest: weakestTouch(contactTotals, contact, points, (channel) => settings.channels[channel]?.on === true),
            bestTime: bestTimeOf(times, contact),
          })),
  };
}

/** The generation with the columns of engagement beside those of the other techniques. */
export function withEngagement(generation: Generation, labelled: EngagementGeneration | null): Generation {
  if (labelled === null) return generation;
  const { length, columns } = generation.table;
  const more = [
    [ENGAGEMENT_LABEL, labelled.label],
    [ENGAGEMENT_SCORE, labelled.score],
  ] as const;
  return { ...generation, table: { length, columns: new Map([...columns, ...more]) } };
}

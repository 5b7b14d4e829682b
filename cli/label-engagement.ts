import type { Cancellation } from '#core/cancellation.ts';
import { NULL_CODE, NULL_ID, textAt, type NumberColumn, type TextColumn } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import type { FieldRead } from '#core/crm/crm-batch.ts';
import type { Message } from '#core/message.ts';
import { NAME_FIELDS } from '#core/recipes/recipe-columns.ts';
import { RECIPE_MODULES } from '#core/recipes/recipe-metadata.ts';
import { addTouchPoints, createEngagementAggregate } from '#core/techniques/engagement/aggregate.ts';
import type { EngagementBasis } from '#core/techniques/engagement/basis.ts';
import { shownScore } from '#core/techniques/engagement/explain.ts';
import { addReachTimes, bestTimeOf, createReachTimes, type BestTime } from '#core/techniques/engagement/reach-times.ts';
import { scoreEngagement } from '#core/techniques/engagement/score.ts';
import { pointsByTouch, type EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { NOBODY } from '#core/techniques/engagement/touch-points.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { weakestTouch, type WeakestTouch } from '#core/techniques/engagement/weakest-touch.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import type { Generation, LabelCount } from '#server-functions/score/generation.ts';
import { countLabels } from '#server-functions/score/score-columns.ts';
import type { OpenedInput } from './open-input.ts';
import { readTouchPoints, type TouchReferences } from './read-touch-points.ts';

/** Keys of the columns in a generation's table. */
export const ENGAGEMENT_LABEL = 'abm:engagement.label';
export const ENGAGEMENT_SCORE = 'abm:engagement.score';

/** What engagement adds to a scored generation. */
export interface EngagementGeneration {
  readonly basis: EngagementBasis;
  readonly labelCounts: readonly LabelCount[];
  readonly warnings: readonly Message[];
  readonly touchPoints: { readonly read: number; readonly counted: number };
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

interface Contacts {
  readonly ids: BigInt64Array;
  readonly names: readonly string[];
  readonly accounts: BigInt64Array;
}

/** ENG-1 to ENG-3 as of the generation's day, for the accounts inside its criteria. Throws what reading the files throws. */
export async function labelEngagement(
  input: OpenedInput,
  { table, population, asOfDay, minorDigits }: Pick<Generation, 'table' | 'population' | 'asOfDay' | 'minorDigits'>,
  settings: EngagementSettings,
  cancellation: Cancellation,
): Promise<EngagementGeneration> {
  const accountIds = columnOf(table, 'id', 'id').values.subarray(0, table.length);
  const accounts = createIdIndex(accountIds);
  const contacts = await readContacts(input, cancellation);
  const accountOfContact = new Int32Array(contacts?.ids.length ?? 0).fill(NOBODY);
  if (contacts !== null) accounts.locate(contacts.accounts, contacts.ids.length, accountOfContact);

  const context = { asOfDay, counting: settings };
  const sums = createEngagementAggregate(table.length, context);
  const ofContacts = createEngagementAggregate(accountOfContact.length, { ...context, by: 'contact' });
  const times = createReachTimes(accountOfContact.length, { asOfDay, windowDays: settings.windowDays });
  const read = await readTouchPoints(
    input,
    settings.sources,
    {
      subjects: { accounts, contacts: contacts === null ? null : createIdIndex(contacts.ids), accountOfContact },
      references: referencesOf(input, accountIds, columnOf(table, 'name', 'text'), contacts),
      context: { asOfDay, minorDigits },
      take: (points) => {
        addTouchPoints(sums, points);
        addTouchPoints(ofContacts, points);
        addReachTimes(times, points);
      },
    },
    cancellation,
  );
  const scores = scoreEngagement({ totals: engagementTotals(sums), population, settings, asOfDay });
  const touchPoints = read.counts.reduce((sum, each) => sum + each.touchPoints, 0);
  const { withoutSubject, afterAsOf, counted } = sums.counts;
  const contactTotals = engagementTotals(ofContacts);
  const points = pointsByTouch(settings);
  return {
    basis: scores.basis,
    labelCounts: countLabels(scores.label, population, settings.labels),
    warnings: [
      ...read.warnings,
      ...(touchPoints === 0 ? [{ code: 'engagement.noTouchPoints', params: {} }] : []),
      ...(withoutSubject === 0 ? [] : [{ code: 'engagement.withoutAccount', params: { count: withoutSubject } }]),
      ...(afterAsOf === 0 ? [] : [{ code: 'engagement.afterAsOf', params: { count: afterAsOf } }]),
      ...scores.warnings,
    ],
    touchPoints: { read: touchPoints, counted },
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

/** null = the recipe has no contacts, or they name no account. */
async function readContacts({ crm, known }: OpenedInput, cancellation: Cancellation): Promise<Contacts | null> {
  const module = RECIPE_MODULES.contacts.apiName;
  const account = known
    .fieldsOf(module)
    .find(({ lookupModule }) => lookupModule === RECIPE_MODULES.accounts.apiName)?.apiName;
  if (account === undefined) return null;
  const fields: readonly FieldRead[] = [
    { apiName: 'id', as: 'id', kind: 'id' },
    { apiName: NAME_FIELDS.contacts, as: 'name', kind: 'text' },
    { apiName: account, as: 'account', kind: 'id' },
  ];
  const ids: bigint[] = [];
  const names: string[] = [];
  const accounts: bigint[] = [];
  for await (const batch of crm.readTable({ module, fields }, cancellation).batches) {
    const name = columnOf(batch, 'name', 'text');
    for (let row = 0; row < batch.length; row++) {
      ids.push(columnOf(batch, 'id', 'id').values[row] ?? NULL_ID);
      accounts.push(columnOf(batch, 'account', 'id').values[row] ?? NULL_ID);
      names.push(textAt(name, row) ?? '');
    }
  }
  return { ids: BigInt64Array.from(ids), names, accounts: BigInt64Array.from(accounts) };
}

/** By the files' own ids, else by name; of several with one name the first. */
function referencesOf(
  { sourceIdOf }: OpenedInput,
  accountIds: BigInt64Array,
  accountNames: TextColumn,
  contacts: Contacts | null,
): TouchReferences {
  const index = (
    role: 'accounts' | 'contacts',
    ids: BigInt64Array,
    nameOf: (row: number) => string | undefined,
  ): ReadonlyMap<string, bigint> => {
    const found = new Map<string, bigint>();
    ids.forEach((id, row) => {
      const name = nameOf(row);
      if (name !== undefined && name !== '' && !found.has(name)) found.set(name, id);
    });
    for (const id of ids) {
      const own = sourceIdOf(role, id);
      if (own !== null) found.set(own, id);
    }
    return found;
  };
  const accounts = index('accounts', accountIds, (row) => textAt(accountNames, row) ?? undefined);
  const people = index('contacts', contacts?.ids ?? new BigInt64Array(0), (row) => contacts?.names[row]);
  return { contact: (text) => people.get(text) ?? null, account: (text) => accounts.get(text) ?? null };
}

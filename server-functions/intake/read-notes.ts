import { createIdIndex, type IdIndex } from '#core/columns/key-index.ts';
import type { ListedNote } from '#core/crm/correspondence.ts';
import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import { idColumn, idsOf, locate } from '#core/intake/contact-shards.ts';
import { TOUCH_WINDOW_DAYS } from '#core/intake/intake-rows.ts';
import { htmlToText } from './html-to-text.ts';
import { moveOn, type IntakeContext, type IntakeInputs, type IntakeUnit } from './intake-context.ts';
import type { IntakeRow } from './intake-row.ts';
import { idTable, noteTable, type PlacedNote } from './intake-tables.ts';
import { publishedAccounts } from './published-accounts.ts';

/** Pages of one unit: five thousand notes, and the deals that they hang on. */
const PAGES_AT_ONCE = 25;
const DAY_MS = 86_400_000;
/** Notes change while they are listed, and two servers' clocks differ. Milliseconds. */
const OVERLAP_MS = 10 * 60_000;
/** What an org may refuse of its notes alone. */
const REFUSALS: ReadonlySet<CrmErrorReason> = new Set(['invalidModule', 'noPermission', 'notFound', 'scopeMissing']);

/**
 * Notes that were written or changed since the last intake, oldest change first: where credits end, the next intake goes on from the last
 * one seen. Those that were deleted are asked for once: where they are too many to be listed, all notes are read again instead, and where
 * the org does not say, the next intake asks from the same instant. An org that shows nobody its notes has none.
 */
export const readNotes: IntakeUnit = async (context, row) => {
  const inputs = await context.inputs(row);
  let before = row.job.cursor.notes;
  const notes: ListedNote[] = [];
  let next = before.next;
  let isOver = false;
  try {
    if (before.next === null && before.parts.length === 0 && inputs.standing !== null)
      before = { ...before, ...(await askForGone(context, inputs, before)) };
    for (let pages = 0; pages < PAGES_AT_ONCE && !isOver; pages++) {
      await context.control.checkpoint();
      const page = await inputs.crm.notesSince(before.since, next);
      notes.push(...page.notes);
      next = page.next;
      isOver = next === null;
    }
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    if (!REFUSALS.has(error.reason) && !isOutOfCredits(error) && error.reason !== 'limitExceeded') throw error;
    isOver = true;
  }
  const placed = await placeNotes(context, inputs, row, notes).catch((error: unknown) => {
    if (isOutOfCredits(error)) return null;
    throw error;
  });
  // Notes that cannot be placed now are asked for again.
  if (placed === null) return moveOn('plan', { notes: before });
  const newest = Math.max(before.newest, ...notes.map(({ changedAt }) => changedAt));
  const name =
    placed.length === 0
      ? null
      : await context.parts.writeTable(
          noteTable(placed, inputs.time, ({ title, text }) => htmlToText(`${title}\n${text}`)),
        );
  const parts = name === null ? before.parts : [...before.parts, name];
  return moveOn(isOver ? 'plan' : 'notes', { notes: { ...before, next, newest, parts } }, (present) => ({
    notes: present.notes + placed.length,
  }));
};

export function isOutOfCredits(error: unknown): boolean {
  return error instanceof CrmError && (error.reason === 'budgetReached' || error.reason === 'creditsExhausted');
}

/** From where the next intake asks. */
export function nextSince({ newest, since }: { readonly newest: number; readonly since: number }): number {
  return Math.max(since, newest - OVERLAP_MS);
}

type NotesPlace = IntakeRow['job']['cursor']['notes'];

/** Ids of deleted notes as a part, or how reading goes on without them. */
async function askForGone(
  context: IntakeContext,
  { crm, frozen }: IntakeInputs,
  { since, goneSince }: NotesPlace,
): Promise<Partial<NotesPlace>> {
  const asked = goneSince ?? since;
  try {
    const ids = await crm.readDeleted({ module: 'Notes', since: asked }, context.control);
    return { gone: ids.length === 0 ? null : await context.parts.writeTable(idTable([...ids])), goneSince: null };
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    if (REFUSALS.has(error.reason)) return { gone: null, goneSince: asked };
    if (error.reason !== 'limitExceeded') throw error;
    const from = frozen.now - TOUCH_WINDOW_DAYS * DAY_MS;
    return { gone: null, goneSince: null, since: from, newest: from, anew: true };
  }
}

/** Whom notes are about: a contact and its account, an account, or what the deal says that they hang on. null = accounts cannot be read now. */
async function placeNotes(
  context: IntakeContext,
  { crm, frozen }: IntakeInputs,
  row: IntakeRow,
  notes: readonly ListedNote[],
): Promise<readonly PlacedNote[] | null> {
  if (notes.length === 0) return [];
  const listed = await context.listed(row);
  const accountOf = idColumn(listed, 'account').values;
  const contacts = createIdIndex(idsOf(listed));
  const accounts = await accountIndex(context);
  if (accounts === null) return null;
  const parents = BigInt64Array.from(notes, ({ parentId }) => parentId ?? 0n);
  const contactAt = locate(contacts, parents, parents.length);
  const accountAt = locate(accounts, parents, parents.length);
  const others = new Set<bigint>();
  notes.forEach((_, index) => {
    if (contactAt[index]! < 0 && accountAt[index]! < 0 && parents[index] !== 0n) others.add(parents[index]!);
  });
  const deals = await dealsOf(crm, frozen, others);
  return notes.map((note, index) => {
    const parent = parents[index] ?? 0n;
    const contact = contactAt[index] ?? -1;
    if (contact >= 0) return { note, contact: parent, account: accountOf[contact] ?? 0n };
    if ((accountAt[index] ?? -1) >= 0) return { note, contact: 0n, account: parent };
    return { note, ...(deals.get(parent) ?? { contact: 0n, account: 0n }) };
  });
}

async function accountIndex({ ports, org }: IntakeContext): Promise<IdIndex | null> {
  const accounts = await publishedAccounts(ports, org, ['id']);
  if (accounts === 'gone') return null;
  return createIdIndex(accounts === 'none' ? new BigInt64Array() : idsOf(accounts));
}

async function dealsOf(
  crm: IntakeInputs['crm'],
  { deals }: IntakeInputs['frozen'],
  ids: ReadonlySet<bigint>,
): Promise<ReadonlyMap<bigint, Pick<PlacedNote, 'contact' | 'account'>>> {
  if (ids.size === 0) return new Map();
  const fields = [
    { apiName: 'id', as: 'id', kind: 'id' } as const,
    { apiName: deals.account, as: 'account', kind: 'id' } as const,
    ...(deals.contact === null ? [] : [{ apiName: deals.contact, as: 'contact', kind: 'id' } as const]),
  ];
  const table = await crm.readRows({ module: deals.module, fields }, BigInt64Array.from(ids).sort());
  if (table.length === 0) return new Map();
  const accounts = idColumn(table, 'account').values;
  const contacts = deals.contact === null ? null : idColumn(table, 'contact').values;
  return new Map(
    [...idsOf(table)].map((id, row) => [id, { account: accounts[row] ?? 0n, contact: contacts?.[row] ?? 0n }] as const),
  );
}

import { CONTACT_COLUMNS, idsOf, numbersOf } from '#core/intake/contact-shards.ts';
import { TEXT_WINDOW_DAYS, TOUCH_WINDOW_DAYS } from '#core/intake/intake-rows.ts';
import { afterChunk, nextChunk, type IntakeChunk, type IntakePlan } from '#core/intake/plan-intake.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { moveOn, type IntakeContext, type IntakeInputs, type IntakeUnit } from './intake-context.ts';
import type { IntakeRow } from './intake-row.ts';
import { textTable, touchTable, visitTable, type VisitedContact } from './intake-tables.ts';
import { isOutOfCredits } from './read-notes.ts';
import { loadPlan } from './plan-day.ts';
import { visitContact, type MessageTexts } from './visit-contact.ts';

const DAY_MS = 86_400_000;
/** A chunk in which nobody wrote to anybody may be a gateway that says nothing to everything. Contacts. */
const SUSPICIOUS_SILENCE = 10;

/** A list and some bodies. Credits. */
const CREDITS_A_CONTACT = 4;

interface LoadedPlan extends IntakePlan {
  readonly contacts: ColumnTable;
}
/** Read once a delivery. */
const loaded = new WeakMap<IntakeContext, Promise<LoadedPlan>>();

/** The next contacts of the day, as many as credits allow; the end of it where they allow none. */
export const readChunk: IntakeUnit = async (context, row) => {
  const plan = await planOf(context, row);
  const inputs = await context.inputs(row);
  const { place, chunks } = row.job.cursor;
  const chunk = nextChunk(plan, place, chunkSize(context));
  if (chunk === null) return moveOn('merge', {}, () => ({ stopped: 'everybodyRead' }));
  if (chunks.length >= context.limits.chunks) return moveOn('merge', {}, () => ({ stopped: 'ceiling' }));
  const visited = await visitAll(context, inputs, plan.contacts, chunk);
  if (visited.length === 0) return moveOn('merge', {}, () => ({ stopped: 'ceiling' }));
  const emails = visited.reduce((sum, { visit }) => sum + visit.emails.length, 0);
  // Where it says nothing at all it has to say at least when contacts changed last.
  if (emails === 0 && visited.length >= SUSPICIOUS_SILENCE && context.purse.take()) {
    await inputs.crm.latestChange(inputs.frozen.contacts.module).finally(() => context.purse.done());
  }
  const { parts, purse, ports } = context;
  const touches = touchTable(visited, inputs.time);
  const texts = textTable(visited, inputs.time);
  const names = {
    visits: await parts.writeTable(visitTable(visited, ports.clock.now())),
    touches: touches.length === 0 ? null : await parts.writeTable(touches),
    texts: texts.length === 0 ? null : await parts.writeTable(texts),
  };
  const cursor = { chunks: [...chunks, names], place: afterChunk(place, chunk, visited.length, purse.spent) };
  return moveOn('read', cursor, (present) => ({
    visited: present.visited + visited.length,
    emails: present.emails + emails,
    texts: present.texts + texts.length,
  }));
};

function planOf(context: IntakeContext, row: IntakeRow): Promise<LoadedPlan> {
  const known = loaded.get(context) ?? loadPlan(context.parts, row);
  loaded.set(context, known);
  return known;
}

/** Of what a chunk may spend a contact takes some credits on average; who takes none of them leaves room for the next chunk. */
function chunkSize({ limits, purse }: IntakeContext): number {
  return Math.max(limits.chunkContacts, Math.floor(purse.most / CREDITS_A_CONTACT));
}

/** Contacts of a chunk from its beginning on, some at a time; who comes first is asked first, so that those read are the first ones. */
async function visitAll(
  { control, purse, limits }: IntakeContext,
  { crm, frozen }: IntakeInputs,
  contacts: ColumnTable,
  chunk: IntakeChunk,
): Promise<readonly VisitedContact[]> {
  const ids = idsOf(contacts);
  const newest = numbersOf(contacts, CONTACT_COLUMNS.newest);
  const window = {
    touchesFrom: frozen.now - TOUCH_WINDOW_DAYS * DAY_MS,
    textsFrom: frozen.now - TEXT_WINDOW_DAYS * DAY_MS,
  };
  const visited: (VisitedContact | undefined)[] = [];
  // Who has the same message in their list was active with it, and mostly comes in the same chunk: its body is paid once.
  const texts: MessageTexts = new Map();
  let at = 0;
  let isOver = false;
  const work = async (): Promise<void> => {
    while (at < chunk.contacts.length && !isOver) {
      const place = at++;
      const contact = chunk.contacts[place] ?? 0;
      const id = ids[contact] ?? 0n;
      await control.checkpoint();
      if (isOver) return;
      const known = { ...window, newest: newest[contact] ?? Number.NaN };
      const visit = await visitContact(crm, { module: frozen.contacts.module, id }, known, purse, texts).catch(
        (error: unknown) => {
          // The CRM's own last credit, or the org's budget: what was read so far is kept.
          if (isOutOfCredits(error)) return null;
          throw error;
        },
      );
      if (visit === null) isOver = true;
      else visited[place] = { id, visit };
    }
  };
  const workers = Array.from({ length: limits.inFlight }, work);
  // All of them end before anything is made of what they found.
  const ended = await Promise.allSettled(workers);
  const broken = ended.find(({ status }) => status === 'rejected');
  if (broken?.status === 'rejected') throw broken.reason;
  const firstMissing = Array.from({ length: visited.length }, (_, index) => visited[index]).indexOf(undefined);
  const whole = firstMissing === -1 ? visited : visited.slice(0, firstMissing);
  return whole.filter((each) => each !== undefined);
}

import { collectTable } from '#core/columns/collect-table.ts';
import { textAt, type ColumnTable } from '#core/columns/column-table.ts';
import type { FieldRead } from '#core/crm/crm-batch.ts';
import { TOUCH_WINDOW_DAYS } from '#core/intake/intake-rows.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { columnOf } from '../score/column-of.ts';
import { utcDay } from '../shared/credits/credit-book.ts';
import { formatOrgKey } from '#core/crm/org-key.ts';
import { dayCeiling } from './day-ceiling.ts';
import type { FrozenIntake } from './frozen-intake.ts';
import { moveOn, notInstalled, orgTime, type IntakeUnit } from './intake-context.ts';
import { readCurrentIntake, readManifest } from './intake-manifest.ts';
import { StoppedError } from '../shared/runs/stopped-error.ts';
import { numbers, tableOf } from './intake-tables.ts';
import { countContacts, listingCredits } from './least-ceiling.ts';
import { spentByIntakes } from './start-intake.ts';

const DAY_MS = 86_400_000;
/** Zoho's own field of contacts. Source: Zoho CRM, fields of the Contacts module. */
const ACTIVITY_FIELD = 'Last_Activity_Time';
/** Rows of one object of the list of contacts. */
const PIECE_ROWS = 200_000;

/** Freezes what the intake works under: zone, fields, day, what is published. */
export const beginIntake: IntakeUnit = async ({ ports, org, parts, objects }) => {
  const configuration = await readConfiguration(ports.store, org);
  const contacts = configuration?.mapping.contacts ?? null;
  const account = contacts?.fields['account'];
  if (configuration === null || contacts === null || account === undefined) throw new StoppedError('contactsNotMapped');
  const crm = ports.crmFor(org);
  if (crm === null) throw notInstalled();
  const crmOrg = await crm.org();
  const { deals } = configuration.mapping;
  const fields = {
    [contacts.module]: await crm.fields(contacts.module),
    [deals.module]: await crm.fields(deals.module),
  };
  const has = (module: string, name: string | undefined): string | null =>
    fields[module]?.some(({ apiName }) => apiName === name) === true ? (name ?? null) : null;
  const standing = await readCurrentIntake(ports, org);
  const now = ports.clock.now();
  const frozen: FrozenIntake = {
    now,
    today: orgTime(crmOrg.timeZone).dayOf(now),
    org: crmOrg,
    fields: {
      [contacts.module]: [...(fields[contacts.module] ?? [])],
      [deals.module]: [...(fields[deals.module] ?? [])],
    },
    contacts: {
      module: contacts.module,
      account,
      email: has(contacts.module, contacts.fields['email']),
      activity: has(contacts.module, ACTIVITY_FIELD),
    },
    deals: {
      module: deals.module,
      account: deals.fields['account'] ?? 'Account_Name',
      contact: has(deals.module, deals.fields['contact']),
    },
    standing: standing === null ? null : { manifest: standing.value.manifest, revision: standing.revision },
  };
  const known = standing === null ? null : await readManifest(objects, standing.value.manifest, formatOrgKey(org));
  const since = known?.notesSince ?? now - TOUCH_WINDOW_DAYS * DAY_MS;
  const name = await parts.write(Buffer.from(JSON.stringify(frozen)));
  const goneSince = known?.goneSince ?? null;
  const notes = { since, newest: since, next: null, parts: [], gone: null, goneSince, anew: false };
  return moveOn('contacts', { frozen: name, notes });
};

/**
 * One part of the contacts: a bulk page, or a small module whole. Where the day's credits would end before all are listed, none is:
 * the next day begins anew, and would spend as many on the same.
 */
export const listContacts: IntakeUnit = async (context, row) => {
  const { frozen, crm } = await context.inputs(row);
  const { module, account, email, activity } = frozen.contacts;
  const before = row.job.cursor.contacts;
  if (before.parts.length === 0 && before.next === null) {
    const { ports, org } = context;
    const contacts = (await countContacts(ports, org))?.contacts ?? null;
    const ceiling = await dayCeiling(ports, org, frozen.org.dailyCredits ?? null);
    const listing = contacts === null ? 0 : listingCredits(contacts);
    if (listing > ceiling) throw new StoppedError('ceilingTooLow');
    // Another one of this day, which broke, has spent what this one lacks.
    const today = utcDay(ports.clock.now());
    const others = await spentByIntakes(ports, org, today, row.id);
    if (listing > ceiling - others - (row.spent[today] ?? 0)) throw new StoppedError('budgetReached');
  }
  const fields: FieldRead[] = [
    { apiName: 'id', as: 'id', kind: 'id' },
    { apiName: account, as: 'account', kind: 'id' },
    ...(email === null ? [] : [{ apiName: email, as: 'email', kind: 'text' } as const]),
    ...(activity === null ? [] : [{ apiName: activity, as: 'activity', kind: 'text' } as const]),
  ];
  const part = crm.readPart({ module, fields, passing: true }, before.next, context.control);
  const names: string[] = [];
  let waiting: ColumnTable[] = [];
  let rows = 0;
  const keep = async (): Promise<void> => {
    if (rows > 0) names.push(await context.parts.writeTable(await collectTable(waiting, rows)));
    waiting = [];
    rows = 0;
  };
  for await (const batch of part.batches) {
    waiting.push(toListed(batch));
    rows += batch.length;
    if (rows >= PIECE_ROWS) await keep();
  }
  await keep();
  const { next } = await part.end;
  return moveOn(next === null ? 'notes' : 'contacts', { contacts: { parts: [...before.parts, ...names], next } });
};

/** What intake needs of a batch, in arrays of its own: the batch's are filled again. */
function toListed(batch: ColumnTable): ColumnTable {
  const { length } = batch;
  const email = batch.columns.get('email');
  const activity = batch.columns.get('activity');
  const hasAddress = new Uint8Array(length).fill(1);
  const lastActivity = new Float64Array(length).fill(Number.NaN);
  for (let row = 0; row < length; row++) {
    if (email?.kind === 'text') hasAddress[row] = textAt(email, row) === null ? 0 : 1;
    if (activity?.kind === 'text') lastActivity[row] = Date.parse(textAt(activity, row) ?? '');
  }
  return tableOf(length, {
    id: { kind: 'id', values: columnOf(batch, 'id', 'id').values.slice(0, length) },
    account: { kind: 'id', values: columnOf(batch, 'account', 'id').values.slice(0, length) },
    hasAddress: { kind: 'boolean', values: hasAddress },
    lastActivity: numbers(lastActivity),
  });
}

import type { NewRow } from '../store/sql-value.ts';
import { drawText } from './correspondence.ts';
import { DAY_MS, type ZylkerAccount } from './generate-account.ts';
import type { ZylkerContact } from './generate-contacts.ts';
import type { ZylkerDeal } from './generate-deals.ts';
import type { Random } from './random.ts';
import type { ZylkerModule, ZylkerWorld } from './zylker-world.ts';

export type TouchPointModule = Extract<ZylkerModule, 'Calls' | 'Events' | 'Tasks' | 'Notes' | 'Emails'>;
export type TouchPointRows = Readonly<Record<TouchPointModule, NewRow[]>>;

/** Mean number a deal, at `touchPoints` 1. */
const PER_DEAL: Readonly<Record<TouchPointModule, number>> = {
  Calls: 0.35,
  Events: 0.17,
  Tasks: 0.25,
  Notes: 0.24,
  Emails: 0.45,
};
const CALL_RESULTS = [
  'Interested',
  'Requested more info',
  'No response/Busy',
  'Requested call back',
  'Not interested',
] as const;
const PURPOSES = ['Prospecting', 'Negotiation', 'Demo', 'Administrative'] as const;
const SELLER = 'sales@zylker.example';

/** What the team and the customer did about one deal, between its creation and its closing day, nothing after today. */
export function addTouchPoints(
  world: ZylkerWorld,
  account: ZylkerAccount,
  deal: ZylkerDeal,
  random: Random,
  rows: TouchPointRows,
): void {
  const from = deal.plan.createdDay;
  const to = Math.max(from, Math.min(deal.plan.closingDay, world.today - 1));
  const day = () => from + random.below(to - from + 1);
  const about = { Who_Id: deal.contact?.id ?? null, What_Id: deal.id, Owner: account.owner };
  const count = (module: TouchPointModule) => Math.floor(PER_DEAL[module] * world.touchPoints + random.next());
  const id = (module: TouchPointModule) => world.id(module, world.nextOrdinal(module));

  for (let n = count('Calls'); n > 0; n--) {
    const at = officeTime(random, day());
    const draw = random.next();
    const missed = draw >= 0.86;
    rows.Calls.push({
      id: id('Calls'),
      Subject: `Call about ${deal.product}`,
      Call_Type: missed ? 'Missed' : draw < 0.62 ? 'Outbound' : 'Inbound',
      Call_Start_Time: at,
      Call_Duration: missed
        ? null
        : `${String(random.between(1, 34)).padStart(2, '0')}:${String(random.below(60)).padStart(2, '0')}`,
      Call_Purpose: random.pick(PURPOSES),
      Call_Result: missed ? null : random.pick(CALL_RESULTS),
      ...about,
      Created_Time: at,
      Modified_Time: at,
    });
  }
  for (let n = count('Events'); n > 0; n--) {
    const at = officeTime(random, day());
    rows.Events.push({
      id: id('Events'),
      Event_Title: `${random.pick(['Demo of', 'Review of', 'Site visit for'])} ${deal.product}`,
      Start_DateTime: at,
      End_DateTime: at + random.pick([30, 45, 60, 90]) * 60_000,
      Venue: random.pick(['Online', account.city]),
      ...about,
      Created_Time: at - DAY_MS,
      Modified_Time: at,
    });
  }
  for (let n = count('Tasks'); n > 0; n--) addTask(world, deal, day(), about, id('Tasks'), random, rows);
  for (let n = count('Notes'); n > 0; n--) {
    const at = officeTime(random, day());
    const text = drawText(random, account.market.language, 'notes', deal.product);
    rows.Notes.push({
      id: id('Notes'),
      Note_Title: text.subject,
      Note_Content: text.content,
      Parent_Id: random.chance(0.7) ? deal.id : account.id,
      Owner: account.owner,
      Created_Time: at,
      Modified_Time: at,
    });
  }
  const contact = deal.contact;
  if (contact === null || contact.email === null) return;
  for (let n = count('Emails'); n > 0; n--)
    addEmails(world, account, deal, contact, contact.email, day(), random, rows);
}

function addTask(
  world: ZylkerWorld,
  deal: ZylkerDeal,
  day: number,
  about: NewRow,
  id: bigint,
  random: Random,
  rows: TouchPointRows,
): void {
  const at = officeTime(random, day);
  const open = deal.plan.state === 'open' && random.chance(0.6);
  const due = open ? world.today + random.between(-6, 21) : day + random.below(5);
  rows.Tasks.push({
    id,
    Subject: random.pick(['Send quote', 'Follow up', 'Prepare contract', 'Check delivery date', 'Ask for reference']),
    Due_Date: world.iso(due),
    Status: open ? random.pick(['Not Started', 'In Progress', 'Waiting for input']) : 'Completed',
    Priority: random.pick(['Normal', 'Normal', 'High', 'Low']),
    Closed_Time: open ? null : at + 3_600_000,
    ...about,
    Created_Time: at,
    Modified_Time: at,
  });
}

/** An e-mail from Zylker and, from warm contacts, the answer within two days. */
function addEmails(
  world: ZylkerWorld,
  account: ZylkerAccount,
  deal: ZylkerDeal,
  contact: ZylkerContact,
  email: string,
  day: number,
  random: Random,
  rows: TouchPointRows,
): void {
  const at = officeTime(random, day);
  const draw = random.next();
  const replied = draw < 0.34 * contact.warmth;
  const status = replied
    ? 'replied'
    : draw > 0.97
      ? 'bounced'
      : draw < 0.5 * contact.warmth
        ? 'clicked'
        : draw < 0.35 + 0.4 * contact.warmth
          ? 'opened'
          : 'sent';
  const language = account.market.language;
  const push = (time: number, sent: boolean, state: string) => {
    const text = drawText(random, language, sent ? 'outbound' : 'inbound', deal.product);
    rows.Emails.push({
      id: world.id('Emails', world.nextOrdinal('Emails')),
      subject: text.subject,
      from_name: sent ? 'Zylker Health' : contact.fullName,
      from_email: sent ? SELLER : email,
      to_name: sent ? contact.fullName : 'Zylker Health',
      to_email: sent ? email : SELLER,
      time,
      sent,
      status: state,
      content: text.content,
      Who_Id: contact.id,
      What_Id: account.id,
      Owner: account.owner,
      Created_Time: time,
      Modified_Time: time,
    });
  };
  push(at, true, status);
  const answered = at + random.between(1, 46) * 3_600_000;
  if (replied && answered < world.today * DAY_MS) push(answered, false, 'received');
}

function officeTime(random: Random, day: number): number {
  return day * DAY_MS + random.between(8 * 3_600, 18 * 3_600) * 1_000;
}

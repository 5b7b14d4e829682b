import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import type { EmailPage, ListedEmail } from '#core/crm/correspondence.ts';
import type { FieldRead } from '#core/crm/crm-batch.ts';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import type { CreditAccount } from '#server-functions/shared/credits/run-account.ts';
import type { CallPrice } from '#server-functions/shared/credits/price-of-call.ts';
import { field } from '#test/support/crm-metadata.ts';
import { createMemoryCrmBatch } from '#test/support/memory-crm.ts';
import type { MemoryOrg } from '#test/support/memory-crm-data.ts';

const DAY_MS = 86_400_000;
/** E-mails lie in the year before the first day, and go on at the same pace. Days. */
const PAST_DAYS = 365;
const EMAILS_PER_PAGE = 10;
const ROWS_PER_PART = 200_000;
const ROWS_PER_BATCH = 10_000;
/** A call takes so long by the simulated clock. Milliseconds. */
const CALL_MS = 150;
/** Ids as Zoho gives them. */
export const FIRST_CONTACT = 5_843_104_000_001_000_000n;
export const FIRST_ACCOUNT = 5_843_104_000_000_000_000n;

/** How much contacts write and are written to, a year, and which part of them does: a third never, one in fifty each week. */
const PACES: readonly (readonly [upTo: number, perYear: number])[] = [
  [0.34, 0],
  [0.66, 2],
  [0.9, 6],
  [0.98, 18],
  [1, 52],
];
const WITH_ADDRESS = 0.92;
const SENT_SHARE = 0.62;
const BODIES = [
  'Thank you, the offer arrived. Could you send us the contract as well?',
  'The device has failed twice this week and nobody has called us back.',
  'We are very happy with the service, setup was quick.',
  '<div>El precio es más alto de lo que esperábamos. ¿Hay descuento?</div><blockquote>what was written before</blockquote>',
] as const;

export interface SimulatedCrm {
  readonly timeZone: string;
  /** The CRM's own count of credits, by day of UTC. */
  readonly spent: ReadonlyMap<string, number>;
  connect(account: CreditAccount | undefined): SlicedCrmBatch;
  /** E-mails of a contact up to an instant, newest first. */
  emailsOf(contact: number, now: number): readonly ListedEmail[];
  hasAddress(contact: number): boolean;
}

/**
 * A CRM of so many contacts whose e-mails are computed when they are asked for: the same for the same seed, whoever asks how often. Prices
 * are those of the price list, a credit a call and 50 a bulk job.
 */
export function createSimulatedCrm(
  memory: MemoryOrg,
  { contacts, accounts, seed, firstDay }: { contacts: number; accounts: number; seed: number; firstDay: number },
  clock: { ms: number },
): SimulatedCrm {
  const plain = createMemoryCrmBatch(memory);
  const spent = new Map<string, number>();
  const draw = (contact: number, what: number): number => hash(seed, contact, what) / 2 ** 32;
  const hasAddress = (contact: number): boolean => draw(contact, 1) < WITH_ADDRESS;
  const emailsOf = (contact: number, now: number): readonly ListedEmail[] => {
    const pace = draw(contact, 0);
    const perYear = PACES.find(([upTo]) => pace < upTo)?.[1] ?? 0;
    const spanDays = PAST_DAYS * 2;
    const emails: ListedEmail[] = [];
    for (let index = 0; index < perYear * 2; index++) {
      const at = firstDay - PAST_DAYS * DAY_MS + Math.floor(draw(contact, 10 + index) * spanDays * 86_400) * 1_000;
      if (at > now) continue;
      const isSent = draw(contact, 10_000 + index) < SENT_SHARE;
      const isOpened = isSent && draw(contact, 20_000 + index) < 0.4 && at + DAY_MS <= now;
      emails.push({
        id: `m${contact}x${index}`,
        at,
        isSent,
        subject: `Matter ${index}`,
        thread: null,
        ownerId: null,
        responses: isOpened ? [{ response: 'opened', at: at + DAY_MS }] : [],
      });
    }
    return emails.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  };

  const connect = (account: CreditAccount | undefined): SlicedCrmBatch => {
    const pay = (kind: CallPrice['kind'], credits: number): void => {
      const release = account?.hold(credits);
      clock.ms += CALL_MS;
      const day = new Date(clock.ms).toISOString().slice(0, 10);
      spent.set(day, (spent.get(day) ?? 0) + credits);
      account?.note({ kind, credits });
      release?.();
    };
    return {
      ...plain,
      org: async () => {
        pay('other', 2);
        return memory.org;
      },
      fields: async (module) => {
        pay('other', 1);
        return module === 'Contacts' ? CONTACT_FIELDS : plain.fields(module);
      },
      readPart(request, from) {
        const first = Number(from ?? 0);
        const last = Math.min(contacts, first + ROWS_PER_PART);
        pay('bulkRead', 50);
        // Polls and the download.
        pay('other', 4);
        async function* batches() {
          for (let at = first; at < last; at += ROWS_PER_BATCH)
            yield tableOf(request.fields, at, Math.min(last, at + ROWS_PER_BATCH));
        }
        const end = Promise.resolve({
          report: { rows: last - first, problems: [] },
          next: last < contacts ? String(last) : null,
        });
        return { batches: batches(), end };
      },
      async emailsOf({ id }, from): Promise<EmailPage> {
        pay('other', 1);
        const offset = Number(from ?? 0);
        const all = emailsOf(Number(id - FIRST_CONTACT), clock.ms);
        const next = offset + EMAILS_PER_PAGE;
        return { emails: all.slice(offset, next), next: next < all.length ? String(next) : null };
      },
      async emailBody(_subject, { id }) {
        pay('other', 1);
        return BODIES[hash(seed, id.length, Number.parseInt(id.slice(1), 10)) % BODIES.length] ?? '';
      },
      async notesSince() {
        pay('other', 1);
        return { notes: [], next: null };
      },
      async readDeleted() {
        pay('other', 2);
        return new BigInt64Array();
      },
      async latestChange() {
        pay('other', 1);
        return clock.ms;
      },
    };
  };

  function tableOf(fields: readonly FieldRead[], from: number, to: number): ColumnTable {
    const rows = Array.from({ length: to - from }, (_, index) => from + index);
    const texts = (of: (contact: number) => string | null) => {
      const found = rows.map(of);
      const codes = Int32Array.from(found, (text, row) => (text === null ? -1 : row));
      return { kind: 'text', codes, dictionary: found.map((text) => text ?? '') } as const;
    };
    const columns = fields.map(({ apiName, as }) => {
      switch (apiName) {
        case 'id':
          return [as, { kind: 'id', values: BigInt64Array.from(rows, (row) => FIRST_CONTACT + BigInt(row)) }] as const;
        case 'Account_Name':
          return [
            as,
            { kind: 'id', values: BigInt64Array.from(rows, (row) => FIRST_ACCOUNT + BigInt(row % accounts)) },
          ] as const;
        case 'Email':
          return [as, texts((contact) => (hasAddress(contact) ? `c${contact}@example.com` : null))] as const;
        default:
          return [as, texts((contact) => lastActivity(contact))] as const;
      }
    });
    return { length: rows.length, columns: new Map<string, Column>(columns) };
  }
  function lastActivity(contact: number): string | null {
    const [latest] = emailsOf(contact, clock.ms);
    return latest === undefined ? null : new Date(latest.at).toISOString();
  }
  return { timeZone: memory.org.timeZone, spent, connect, emailsOf, hasAddress };
}

const CONTACT_FIELDS = [
  field('Full_Name', 'text'),
  field('Account_Name', 'lookup', { lookupModule: 'Accounts' }),
  field('Email', 'email'),
  field('Last_Activity_Time', 'instant', { readOnly: true }),
];

/** MurmurHash3's finalizer over three numbers: 32 bits. */
function hash(seed: number, contact: number, what: number): number {
  let value =
    Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(contact + 1, 0xc2b2_ae35) ^ Math.imul(what + 7, 0x27d4_eb2f);
  for (let round = 0; round < 2; round++) {
    value = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
    value = Math.imul(value ^ (value >>> 13), 0xc2b2_ae35);
    value ^= value >>> 16;
  }
  return value >>> 0;
}

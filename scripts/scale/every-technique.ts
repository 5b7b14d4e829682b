import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { configurationSchema, type Configuration } from '#core/configuration/configuration.ts';
import { EMAIL_RESPONSES, type ListedEmail } from '#core/crm/correspondence.ts';
import { formatOrgKey } from '#core/crm/org-key.ts';
import { SHARD_CONTACTS } from '#core/intake/contact-shards.ts';
import { NO_COVERAGE } from '#core/intake/coverage.ts';
import { TEXT_WINDOW_DAYS, TOUCH_WINDOW_DAYS } from '#core/intake/intake-rows.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { orgTime } from '#server-functions/intake/intake-context.ts';
import {
  currentIntakeKey,
  intakeObjects,
  NOTE_BUCKETS,
  writeManifest,
  type IntakeManifest,
} from '#server-functions/intake/intake-manifest.ts';
import {
  ids,
  noteTable,
  tableOf,
  textTable,
  touchTable,
  type PlacedNote,
  type VisitedContact,
} from '#server-functions/intake/intake-tables.ts';
import { blobFolder } from '#server-functions/shared/local/create-work-ports.ts';
import { createFolderBlob } from '#server-functions/shared/stores/folder-blob.ts';
import { createJson } from '#server-functions/shared/stores/json-items.ts';
import { createSqliteStore } from '#server-functions/shared/stores/sqlite-store.ts';
import { shippedRecipe, shippedTexts } from '#test/support/techniques-org.ts';
import type { ScaleSystem } from './scale-org.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };
const DAY_MS = 86_400_000;

/** A proposed configuration with all five techniques, over everything that the sample org has for them. */
export function withEveryTechnique(proposed: unknown): Configuration {
  const configuration = configurationSchema.parse(proposed);
  const { competitors: _none, ...voice } = presetVoiceSettings();
  return {
    ...configuration,
    techniques: {
      ...configuration.techniques,
      engagement: presetEngagementSettings(['calls', 'meetings', 'tasks', 'notes', 'emails'].map(shippedRecipe)),
      recommendations: presetRecommendationsSettings(),
      voice: {
        ...voice,
        competitors: ['Northgate Medical'],
        keywords: ['discount', 'renewal', 'contrato'],
        sources: ['emails', 'notes'].map(shippedTexts),
      },
    },
  };
}

export interface LeftIntake {
  readonly emails: number;
  readonly notes: number;
  /** In the days that voice looks at. */
  readonly texts: number;
}

/** Messages of one contact and their words. */
interface Correspondent {
  readonly emails: ListedEmail[];
  readonly texts: { readonly email: ListedEmail; readonly text: string }[];
}

const contactRow = z.object({ id: z.bigint(), account: z.bigint().nullable() });
const emailRow = z.object({
  id: z.bigint(),
  contact: z.bigint(),
  sent: z.bigint(),
  at: z.bigint(),
  status: z.string(),
  subject: z.string(),
  content: z.string(),
});
const noteRow = z.object({
  id: z.bigint(),
  at: z.bigint(),
  title: z.string(),
  text: z.string(),
  account: z.bigint(),
});

/**
 * What an intake would have left had it read every contact of the sample org: its e-mails and notes, brought into the days that are kept,
 * with so many texts among them that count. Reading them would take days under any ceiling, and is measured by `verify:intake`.
 */
export async function leaveIntake({ database, folder }: ScaleSystem, now: number, texts: number): Promise<LeftIntake> {
  const db = new DatabaseSync(database, { readOnly: true, readBigInts: true });
  const objects = intakeObjects({ blob: createFolderBlob(blobFolder({ folder })) }, ORG);
  const time = orgTime(ZYLKER.timeZone);
  const left = { emails: 0, notes: 0, texts: 0 };
  const contacts = read(db, 'SELECT id, Account_Name AS account FROM Contacts ORDER BY id', contactRow);
  const shards: IntakeManifest['shards'] = [];
  for (let from = 0; from < contacts.length; from += SHARD_CONTACTS) {
    const own = contacts.slice(from, from + SHARD_CONTACTS);
    const correspondents = readEmails(db, own, now);
    const visited = [...correspondents].map(([id, said]): VisitedContact => ({
      id,
      visit: { ...said, newest: now, isOwed: false, isCut: false },
    }));
    const [touches, words] = [touchTable(visited, time), textTable(visited, time)];
    left.emails += touches.length;
    left.texts += words.length;
    shards.push({
      from: from === 0 ? '0' : String(own[0]?.id ?? 0n),
      contacts: await objects.writeTable(
        tableOf(own.length, {
          id: ids(own.map(({ id }) => id)),
          account: ids(own.map(({ account }) => account ?? 0n)),
        }),
      ),
      touches: touches.length === 0 ? null : await objects.writeTable(touches),
      texts: words.length === 0 ? null : await objects.writeTable(words),
    });
  }
  const notes: (string | null)[] = [];
  for (let bucket = 0; bucket < NOTE_BUCKETS; bucket++) {
    const placed = readNotes(db, bucket).map(({ id, account, at, title, text }): PlacedNote => {
      const isYoung = left.texts < texts;
      if (isYoung) left.texts++;
      const days = isYoung ? TEXT_WINDOW_DAYS : TOUCH_WINDOW_DAYS - TEXT_WINDOW_DAYS;
      const createdAt = within(at, isYoung ? now : now - TEXT_WINDOW_DAYS * DAY_MS, days);
      const note = { id, createdAt, changedAt: createdAt, parentModule: 'Accounts', parentId: account, title, text };
      return { note, contact: 0n, account };
    });
    left.notes += placed.length;
    const toText = ({ title, text }: PlacedNote['note']): string => `${title}\n${text}`;
    notes.push(placed.length === 0 ? null : await objects.writeTable(noteTable(placed, time, toText)));
  }
  db.close();
  const manifest = await writeManifest(objects, {
    format: 'lodestar.intake/1',
    org: formatOrgKey(ORG),
    shards,
    notes,
    notesSince: now,
  });
  const store = createSqliteStore(join(folder, 'store.db'), { now: () => now });
  const coverage = { ...NO_COVERAGE, contacts: contacts.length, withAddress: contacts.length, read: contacts.length };
  await createJson(store, ORG, currentIntakeKey(), {
    runId: 'intake-as-left',
    publishedAt: new Date(now).toISOString(),
    manifest,
    former: null,
    coverage,
    days: [],
  });
  store.close();
  return left;
}

/** Of these contacts, who ascend; newest first. */
function readEmails(
  db: DatabaseSync,
  contacts: readonly { readonly id: bigint }[],
  now: number,
): ReadonlyMap<bigint, Correspondent> {
  const [first, last] = [contacts[0]?.id ?? 0n, contacts.at(-1)?.id ?? 0n];
  const rows = read(
    db,
    `SELECT id, Who_Id AS contact, sent, time AS at, status, subject, content FROM Emails
     WHERE Who_Id BETWEEN ${first} AND ${last} ORDER BY Who_Id, time DESC`,
    emailRow,
  );
  const found = new Map<bigint, Correspondent>();
  for (const { id, contact, sent, at, status, subject, content } of rows) {
    const isSent = sent === 1n;
    const response = EMAIL_RESPONSES.find((each) => each === status);
    const email: ListedEmail = {
      id: String(id),
      at: within(at, now, isSent ? TOUCH_WINDOW_DAYS : TEXT_WINDOW_DAYS),
      isSent,
      subject,
      thread: null,
      ownerId: null,
      responses: response === undefined ? [] : [{ response, at: null }],
    };
    const known = found.get(contact) ?? { emails: [], texts: [] };
    known.emails.push(email);
    if (!isSent) known.texts.push({ email, text: content });
    found.set(contact, known);
  }
  return found;
}

function readNotes(db: DatabaseSync, bucket: number): readonly z.infer<typeof noteRow>[] {
  return read(
    db,
    `SELECT n.id, n.Created_Time AS at, n.Note_Title AS title, n.Note_Content AS text,
       coalesce(d.Account_Name, n.Parent_Id) AS account
     FROM Notes n LEFT JOIN Deals d ON d.id = n.Parent_Id WHERE n.id % ${NOTE_BUCKETS} = ${bucket}`,
    noteRow,
  );
}

/** An instant of the CRM's seconds among the last so many days before `now`. Milliseconds. */
function within(at: bigint, now: number, days: number): number {
  const age = Math.abs(now - Number(at) * 1_000);
  return now - (age % (days * DAY_MS));
}

function read<T>(db: DatabaseSync, sql: string, schema: z.ZodType<T>): readonly T[] {
  return db
    .prepare(sql)
    .all()
    .map((row) => schema.parse(row));
}

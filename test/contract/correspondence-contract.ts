import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CorrespondenceSource, ListedEmail, ListedNote } from '#core/crm/correspondence.ts';
import { CONTRACT_EMAILS } from './correspondence-emails.ts';

export interface CorrespondenceHarness {
  readonly source: CorrespondenceSource;
  readonly other: CorrespondenceSource;
  readonly module: string;
  /** A contact whose e-mails are these, one without any, and one that was deleted. */
  readonly contact: bigint;
  readonly silent: bigint;
  readonly gone: bigint;
  /** A record that notes hang on. */
  readonly account: bigint;
  /** The CRM's clock. */
  now(): number;
  write(title: string, parent: bigint): Promise<void>;
  pass(ms: number): void;
  dispose(): Promise<void> | void;
}

const HOUR_MS = 3_600_000;

/** What every `CorrespondenceSource` must tell. */
export function correspondenceContract(adapter: string, open: () => Promise<CorrespondenceHarness>): void {
  describe(`${adapter} tells who wrote to whom`, () => {
    let harness: CorrespondenceHarness;
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(async () => {
      await harness.dispose();
    });

    test('e-mails of a contact in pages of ten, newest first, none of them twice', async () => {
      const emails = await allEmails(harness.source, harness.contact);
      expect(emails.pages).toEqual([10, 10, 3]);
      expect(emails.list.map(({ at, isSent, subject }) => ({ at, isSent, subject }))).toEqual(
        CONTRACT_EMAILS.map(({ at, isSent, subject }) => ({ at, isSent, subject })),
      );
      expect(emails.list.map(({ responses }) => responses.map(({ response }) => response).join())).toEqual(
        CONTRACT_EMAILS.map(({ status }) => (status === 'received' ? '' : status)),
      );
      expect(new Set(emails.list.map(({ id }) => id)).size).toBe(CONTRACT_EMAILS.length);
    });

    test('nothing of a contact without e-mails, nor of one that is gone', async () => {
      expect((await allEmails(harness.source, harness.silent)).list).toEqual([]);
      expect((await allEmails(harness.source, harness.gone)).list).toEqual([]);
    });

    test('a body, one by one, with whatever marks it holds', async () => {
      const { module, contact: id } = harness;
      const { list } = await allEmails(harness.source, id);
      const [newest, second] = list;
      if (newest === undefined || second === undefined) throw new Error('there are e-mails');
      const body = await harness.source.emailBody({ module, id }, newest);
      expect(body?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')).toContain(
        'Text <0> & more',
      );
      expect(await harness.source.emailBody({ module, id }, { ...second, id: '404' })).toBeNull();
      expect(await harness.source.emailBody({ module, id }, { ...second, id: '../x' })).toBeNull();
      expect(await harness.source.emailBody({ module, id: harness.silent }, newest)).toBeNull();
    });

    test('notes since an instant, oldest change first, in pages', async () => {
      harness.pass(HOUR_MS);
      await harness.write('before', harness.account);
      harness.pass(HOUR_MS);
      const since = harness.now();
      for (let index = 0; index < 6; index++) {
        await harness.write(`note ${index}`, index === 5 ? harness.contact : harness.account);
        harness.pass(1_000);
      }
      const notes = await notesSince(harness.source, since);
      expect(notes.map(({ title }) => title)).toEqual(Array.from({ length: 6 }, (_, index) => `note ${index}`));
      expect(notes.map(({ parentId }) => parentId)).toEqual([
        ...Array.from({ length: 5 }, () => harness.account),
        harness.contact,
      ]);
      expect(notes[0]).toMatchObject({ text: 'Text of note 0', createdAt: Math.floor(since / 1_000) * 1_000 });
      expect(await notesSince(harness.source, harness.now() + HOUR_MS)).toEqual([]);
    });

    test("an org's letters are its own", async () => {
      expect((await allEmails(harness.other, harness.contact)).list).toEqual([]);
      await harness.write('ours', harness.account);
      expect((await notesSince(harness.other, 0)).map(({ title }) => title)).not.toContain('ours');
    });

    async function allEmails(source: CorrespondenceSource, id: bigint) {
      const list: ListedEmail[] = [];
      const pages: number[] = [];
      for (let from: string | null = null; ;) {
        const page = await source.emailsOf({ module: harness.module, id }, from);
        list.push(...page.emails);
        pages.push(page.emails.length);
        if (page.next === null) return { list, pages };
        from = page.next;
      }
    }

    async function notesSince(source: CorrespondenceSource, since: number): Promise<readonly ListedNote[]> {
      const list: ListedNote[] = [];
      for (let from: string | null = null; ;) {
        const page = await source.notesSince(since, from);
        list.push(...page.notes);
        if (page.next === null) return list;
        from = page.next;
      }
    }
  });
}

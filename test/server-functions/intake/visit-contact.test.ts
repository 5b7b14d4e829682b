import fc from 'fast-check';
import { expect, test } from 'vitest';
import { htmlToText, MAX_TEXT_CHARS } from '#server-functions/intake/html-to-text.ts';
import {
  MAX_PAGES,
  visitContact,
  type MessageTexts,
  type VisitWindow,
} from '#server-functions/intake/visit-contact.ts';
import { createMemoryCorrespondence } from '#test/support/memory-correspondence.ts';
import type { MemoryEmail } from '#test/support/memory-crm-data.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';

const WHO = { module: 'Contacts', id: 1n } as const;
const EVERYTHING: VisitWindow = { newest: Number.NaN, touchesFrom: 0, textsFrom: 0 };

/** At 1, 2, 3, ..; every second one is the contact's. */
function emails(count: number): MemoryEmail[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `m${index + 1}`,
    at: index + 1,
    isSent: index % 2 === 0,
    subject: 'Matter',
    thread: null,
    ownerId: null,
    responses: [],
    body: `<p>Text ${index + 1}</p>`,
  }));
}

function visit(all: MemoryEmail[], window: VisitWindow, credits: number) {
  const source = createMemoryCorrespondence({ emails: new Map([[1n, all]]), notes: [] });
  const purse = { left: credits };
  return visitContact(source, WHO, window, {
    take: () => purse.left-- > 0,
    done: () => undefined,
  }).then((found) => ({ found, spent: credits - Math.max(0, purse.left) }));
}

test('a visit lists pages up to what is known and asks for the bodies of what the contact wrote since', async () => {
  const first = await visit(emails(12), EVERYTHING, 100);
  expect(first.found).toMatchObject({ newest: 12, isOwed: false, isCut: false });
  expect(first.found?.emails.length).toBe(12);
  expect(first.found?.texts.map(({ text }) => text)).toEqual([2, 4, 6, 8, 10, 12].map((at) => `Text ${at}`));
  expect(first.spent).toBe(2 + 6);
  const second = await visit(emails(14), { ...EVERYTHING, newest: 12 }, 100);
  expect(second.found?.texts.map(({ text }) => text)).toEqual(['Text 14']);
  // One page of ten says what became of the latest ones.
  expect([second.found?.emails.length, second.spent]).toEqual([10, 2]);
});

test('what lies before the window is neither kept nor asked for', async () => {
  const { found, spent } = await visit(emails(40), { newest: Number.NaN, touchesFrom: 31, textsFrom: 38 }, 100);
  expect(found?.emails.map(({ at }) => at)).toEqual([40, 39, 38, 37, 36, 35, 34, 33, 32, 31]);
  expect(found?.texts.map(({ text }) => text)).toEqual(['Text 38', 'Text 40']);
  expect(spent).toBe(2 + 2);
});

test('without a credit there is no visit, and visits without enough of them go on where they stood until all is read', () => {
  return fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 8, max: 20 }), async (count, credits) => {
      const all = emails(count);
      const texts = new Set<string>();
      let newest = Number.NaN;
      for (let visits = 0; ; visits++) {
        const { found, spent } = await visit(all, { ...EVERYTHING, newest }, credits);
        expect(spent).toBeLessThanOrEqual(credits);
        if (found === null) throw new Error('there was a credit');
        for (const { text } of found.texts) texts.add(text);
        newest = found.newest;
        if (!found.isOwed) break;
        expect(visits).toBeLessThan(60);
      }
      expect(texts.size).toBe(Math.floor(count / 2));
    }),
    { numRuns: propertyRuns(40), seed: propertySeed() },
  );
});

test('the body of a message that two contacts have in their lists is asked for and paid once', async () => {
  const all = emails(4);
  const source = createMemoryCorrespondence({
    emails: new Map([
      [1n, all],
      [2n, all],
    ]),
    notes: [],
  });
  const texts: MessageTexts = new Map();
  let spent = 0;
  const purse = { take: () => ++spent > 0, done: () => undefined };
  const [ada, ben] = await Promise.all(
    [1n, 2n].map((id) => visitContact(source, { ...WHO, id }, EVERYTHING, purse, texts)),
  );
  expect(ada?.texts.map(({ text }) => text)).toEqual(['Text 2', 'Text 4']);
  expect(ben).toEqual(ada);
  expect(spent).toBe(2 + 2);
});

test('nobody is worth more pages than anybody else may have, and mail that its owner shares with nobody has no text', async () => {
  expect((await visit(emails(4), EVERYTHING, 0)).found).toBeNull();
  const many = await visit(emails(300), EVERYTHING, 1_000);
  expect([many.found?.isCut, many.found?.emails.length]).toEqual([true, MAX_PAGES * 10]);
  const [mine] = emails(1);
  if (mine === undefined) throw new Error('one');
  const hidden = await visit([{ ...mine, isSent: false, body: null }], EVERYTHING, 10);
  expect(hidden.found).toMatchObject({ texts: [], newest: 1, isOwed: false });
});

test('a body is its words: no markup, no hidden part, nothing that it quotes', () => {
  const html = `<html><head><title>x</title><style>p { color: red }</style></head><body><p>Hello&nbsp;you &amp; me,</p>
    <script>alert(1)</script><div>caf&eacute; &#8364;5 &lt;b&gt; 3 < 4</div><br><!-- no > this -->bye
    <blockquote>old <blockquote>older</blockquote> words</blockquote>P.S.</body></html>`;
  expect(htmlToText(html)).toBe('Hello you & me,\n\ncafé €5 <b> 3 < 4\n\nbye\nP.S.');
  expect(htmlToText('plain text,\nwith two lines')).toBe('plain text,\nwith two lines');
  expect(htmlToText('<p')).toBe('');
  expect(htmlToText('&#0;&#xD800;&unknown;')).toBe('&unknown;');
  expect(htmlToText('x'.repeat(MAX_TEXT_CHARS + 1)).length).toBe(MAX_TEXT_CHARS);
});

test('whatever is sent to it becomes text without tags, in one pass', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('<', '>', '<style', '</', '<!--', '-->', '&', 'a', ' ', '<p>', '<blockquote>')),
      (parts) => {
        expect(htmlToText(parts.join(''))).not.toMatch(/<\/?(?:p|style|blockquote)[ >]/);
      },
    ),
    { numRuns: propertyRuns(60), seed: propertySeed() },
  );
  expect(htmlToText('<style'.repeat(30_000))).toBe('');
});

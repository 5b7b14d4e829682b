import type { CorrespondenceSource, EmailPage, EmailSubject, ListedEmail } from '#core/crm/correspondence.ts';
import { htmlToText } from './html-to-text.ts';
import type { Purse } from './purse.ts';

/** E-mails of one contact are read up to so many pages of ten: nobody's are worth a day of everybody else's. Pages. */
export const MAX_PAGES = 20;

/** Epoch milliseconds. */
export interface VisitWindow {
  /** Newest e-mail that is known with all before it; NaN = none. */
  readonly newest: number;
  readonly touchesFrom: number;
  readonly textsFrom: number;
}

export interface Visit {
  /** Newest first, none from before the window. */
  readonly emails: readonly ListedEmail[];
  readonly texts: readonly { readonly email: ListedEmail; readonly text: string }[];
  /** Up to here everything is read; the next visit goes on from it. */
  readonly newest: number;
  /** Credits ended before everything was read. */
  readonly isOwed: boolean;
  /** There is more than is read of anybody. */
  readonly isCut: boolean;
}

/** Words of messages by their id, as they are asked for; null = there was no credit. */
export type MessageTexts = Map<string, Promise<{ readonly text: string } | null>>;

/**
 * What a contact and the org wrote to each other since the last visit; the first page is always listed, since what became of the latest
 * e-mails may have changed. Bodies are asked for of what the contact wrote, the oldest first, so that a visit that runs out of
 * credits has a place to go on from; what `known` has is asked for and paid no more. null = there was no credit for the first call.
 * Throws `CrmError`.
 */
export async function visitContact(
  source: CorrespondenceSource,
  subject: EmailSubject,
  { newest, touchesFrom, textsFrom }: VisitWindow,
  purse: Pick<Purse, 'take' | 'done'>,
  known: MessageTexts = new Map(),
): Promise<Visit | null> {
  const paid = async <T>(call: () => Promise<T>): Promise<T | null> => {
    if (!purse.take()) return null;
    try {
      return await call();
    } finally {
      purse.done();
    }
  };
  const textOf = (email: ListedEmail): Promise<{ readonly text: string } | null> => {
    const asked =
      known.get(email.id) ??
      paid(async () => {
        const html = await source.emailBody(subject, email);
        return { text: html === null ? '' : htmlToText(html) };
      });
    known.set(email.id, asked);
    return asked;
  };
  const emails: ListedEmail[] = [];
  let from: string | null = null;
  let isOwed = false;
  let isCut = false;
  for (let pages = 0; ; pages++) {
    if (pages === MAX_PAGES) {
      isCut = true;
      break;
    }
    const place: string | null = from;
    const page: EmailPage | null = await paid(() => source.emailsOf(subject, place));
    if (page === null) {
      if (pages === 0) return null;
      isOwed = true;
      break;
    }
    const young = page.emails.filter(({ at }) => at >= touchesFrom);
    emails.push(...young);
    const oldest = page.emails.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
    if (page.next === null || young.length < page.emails.length || oldest <= newest) break;
    from = page.next;
  }
  const latest = Math.max(...emails.map(({ at }) => at), Number.isNaN(newest) ? Number.NEGATIVE_INFINITY : newest);
  const unread = emails.filter(({ at, isSent }) => !isSent && at >= textsFrom && !(at <= newest)).toReversed();
  const texts: { readonly email: ListedEmail; readonly text: string }[] = [];
  let upTo = isOwed ? newest : latest;
  for (const email of unread) {
    const read = await textOf(email);
    if (read === null) {
      // Everything before this one is read, unless a page is missing as well.
      upTo = isOwed ? newest : Math.min(upTo, email.at - 1);
      isOwed = true;
      break;
    }
    if (read.text !== '') texts.push({ email, text: read.text });
  }
  return { emails, texts, newest: Number.isFinite(upTo) ? upTo : Number.NaN, isOwed, isCut };
}

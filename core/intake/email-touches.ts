import type { ListedEmail } from '#core/crm/correspondence.ts';
import { touchNumber } from '#core/techniques/engagement/touches.ts';

/** One thing that happened, of the e-mail `email` of the list it was made from. */
export interface EmailTouch {
  readonly email: ListedEmail;
  /** Place in `TOUCHES`. */
  readonly touch: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What mail programs put before an answer's subject. */
const ANSWER_PREFIX = /^\s*(?:re|aw|rv|fw|fwd|rif|sv)\s*(?:\[\d+\])?\s*:\s*/i;
const MAX_PREFIXES = 10;

/**
 * ENG-1: touch points of one contact's e-mails, listed newest first: what the org sent, and what came back. Who clicked has opened.
 * What the CRM does not date counts on the day it was sent. A message of the contact that answers one of the listed, by thread or
 * by subject, is that one's reply, whether or not the CRM says so too; any other is no touch point.
 */
export function emailTouches(emails: readonly ListedEmail[]): readonly EmailTouch[] {
  const touches: EmailTouch[] = [];
  const replied = new Set<ListedEmail>();
  const add = (email: ListedEmail, response: string, at: number): void => {
    touches.push({ email, touch: touchNumber('email', response), at });
  };
  for (const email of emails) {
    if (!email.isSent) continue;
    add(email, 'sent', email.at);
    const known = new Map(email.responses.map(({ response, at }) => [response, at ?? email.at] as const));
    const clicked = known.get('clicked');
    if (clicked !== undefined && !known.has('opened')) known.set('opened', clicked);
    for (const [response, at] of known) {
      if (response === 'replied') replied.add(email);
      add(email, response, at);
    }
  }
  for (const answer of emails) {
    if (answer.isSent) continue;
    const asked = emails.find((email) => email.isSent && email.at <= answer.at && belongTogether(email, answer));
    if (asked === undefined || replied.has(asked)) continue;
    replied.add(asked);
    add(asked, 'replied', answer.at);
  }
  return touches;
}

function belongTogether(sent: ListedEmail, answer: ListedEmail): boolean {
  if (sent.thread !== null && answer.thread !== null) return sent.thread === answer.thread;
  const [subject, isAnswer] = bare(answer.subject);
  return isAnswer && subject !== '' && subject === bare(sent.subject)[0];
}

function bare(subject: string): readonly [subject: string, isAnswer: boolean] {
  let text = subject;
  let prefixes = 0;
  for (let shorter = text.replace(ANSWER_PREFIX, ''); shorter !== text && prefixes < MAX_PREFIXES; prefixes++) {
    text = shorter;
    shorter = text.replace(ANSWER_PREFIX, '');
  }
  return [text.trim().toLowerCase(), prefixes > 0];
}

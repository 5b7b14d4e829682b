import type { Cancellation } from '#core/cancellation.ts';

/** What became of an e-mail that the org sent, as far as the CRM says it. */
export const EMAIL_RESPONSES = ['opened', 'clicked', 'bounced', 'replied', 'unsubscribed'] as const;
export type EmailResponse = (typeof EMAIL_RESPONSES)[number];

/** An e-mail as a record's list shows it: without its body, which is asked for one by one. */
export interface ListedEmail {
  /** The CRM's own name of the message: opaque, and no number. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** true = the org wrote it. */
  readonly isSent: boolean;
  readonly subject: string;
  /** null = the CRM does not say which messages belong together. */
  readonly thread: string | null;
  /** The user whose mail it is; null = not said. */
  readonly ownerId: string | null;
  /** `at` null = the CRM does not say when. */
  readonly responses: readonly { readonly response: EmailResponse; readonly at: number | null }[];
}

export interface EmailPage {
  /** Newest first. */
  readonly emails: readonly ListedEmail[];
  /** Goes on after this page; null = that was all. */
  readonly next: string | null;
}

/** Whose e-mails: a contact or an account. */
export interface EmailSubject {
  /** Module api name. */
  readonly module: string;
  readonly id: bigint;
}

export interface ListedNote {
  readonly id: bigint;
  /** Epoch milliseconds: when it was written, and when it was last changed. */
  readonly createdAt: number;
  readonly changedAt: number;
  /** The record that it hangs on; the module is null where the CRM does not say it. */
  readonly parentModule: string | null;
  readonly parentId: bigint | null;
  readonly title: string;
  readonly text: string;
}

export interface NotePage {
  /** Oldest change first. */
  readonly notes: readonly ListedNote[];
  readonly next: string | null;
}

/**
 * What people wrote to each other. The CRM gives none of it in bulk: e-mails by record, ten a call and each body in a call of
 * its own, notes two hundred a call. Methods throw `CrmError`.
 */
export interface CorrespondenceSource {
  /** One call. `from` is a former page's `next`. A record that is gone has no e-mails. */
  emailsOf(subject: EmailSubject, from: string | null, cancellation?: Cancellation): Promise<EmailPage>;
  /** One call. The body as the CRM keeps it, HTML more often than not; null = it is gone, or its owner shares it with nobody. */
  emailBody(subject: EmailSubject, email: Pick<ListedEmail, 'id' | 'ownerId'>): Promise<string | null>;
  /** One call. Notes that were written or changed at or after an instant of the CRM's clock. */
  notesSince(since: number, from: string | null): Promise<NotePage>;
}

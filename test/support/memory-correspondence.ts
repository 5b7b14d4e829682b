import type { CorrespondenceSource } from '#core/crm/correspondence.ts';
import type { MemoryOrg } from './memory-crm-data.ts';

/** As the CRM pages them. */
const EMAILS_PER_PAGE = 10;
/** Small, so that tests of a few notes see several pages. */
const NOTES_PER_PAGE = 4;

/** The e-mails and notes of an org in memory. */
export function createMemoryCorrespondence({
  emails,
  notes,
}: Pick<MemoryOrg, 'emails' | 'notes'>): CorrespondenceSource {
  return {
    async emailsOf({ id }, from, cancellation) {
      cancellation?.throwIfAborted();
      const first = Number(from ?? 0);
      const all = (emails.get(id) ?? []).toSorted((a, b) => b.at - a.at);
      const page = all.slice(first, first + EMAILS_PER_PAGE).map(({ body: _body, ...email }) => email);
      return { emails: page, next: first + EMAILS_PER_PAGE < all.length ? String(first + EMAILS_PER_PAGE) : null };
    },
    emailBody: async (subject, email) =>
      (emails.get(subject.id) ?? []).find((each) => each.id === email.id)?.body ?? null,
    async notesSince(since, from) {
      const first = Number(from ?? 0);
      const changed = notes
        .filter(({ changedAt }) => changedAt >= Math.floor(since / 1_000) * 1_000)
        .toSorted((a, b) => a.changedAt - b.changedAt);
      const next = first + NOTES_PER_PAGE < changed.length ? String(first + NOTES_PER_PAGE) : null;
      return { notes: changed.slice(first, first + NOTES_PER_PAGE), next };
    },
  };
}

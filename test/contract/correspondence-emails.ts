/** An e-mail as both kinds of harness can make it. */
export interface ContractEmail {
  readonly at: number;
  readonly isSent: boolean;
  readonly subject: string;
  readonly status: 'sent' | 'opened' | 'clicked' | 'bounced' | 'replied' | 'received';
  readonly body: string;
}

const START = Date.UTC(2026, 0, 5, 8);
const HOUR_MS = 3_600_000;

/** More than a page, with an answer among them; the newest first, as they are asked back. */
export const CONTRACT_EMAILS: readonly ContractEmail[] = Array.from({ length: 23 }, (_, index) => ({
  at: START - index * HOUR_MS,
  isSent: index % 3 !== 0,
  subject: `Offer ${index}`,
  status: index % 3 === 0 ? 'received' : index === 4 ? 'bounced' : index === 5 ? 'replied' : 'opened',
  body: `Text <${index}> & more`,
}));

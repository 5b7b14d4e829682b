import * as z from 'zod';
import type {
  CorrespondenceSource,
  EmailResponse,
  EmailSubject,
  ListedEmail,
  ListedNote,
} from '#core/crm/correspondence.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { MODIFIED_FIELD, toInstantText } from './query-changes.ts';
import { requireAnAnswer } from './read-deleted.ts';
import { parseAnswer, type RestSender } from './send-rest.ts';

/** Zoho CRM API v8, get records. */
const NOTES_PER_PAGE = 200;
const NOTE_FIELDS = `Note_Title,Note_Content,Parent_Id,Created_Time,${MODIFIED_FIELD}`;
/** Message ids reach paths; Zoho's are hexadecimal. */
const MESSAGE_ID = /^[A-Za-z0-9_-]{1,200}$/;
const MODULE = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;

const words = z.string().nullish().catch(null);
const status = z.object({ type: words, first_open: words, bounced_time: words });
const emailAnswer = z.object({
  message_id: z.string(),
  subject: words,
  sent: z.boolean().nullish().catch(null),
  time: words,
  sent_time: words,
  thread_id: words,
  owner: z.object({ id: z.string() }).nullish().catch(null),
  status: z.array(status).nullish().catch(null),
  content: words,
});
const emailsAnswer = z.object({
  Emails: z.array(emailAnswer),
  info: z
    .object({ next_index: words, more_records: z.boolean().nullish().catch(null) })
    .partial()
    .catch({}),
});

const noteAnswer = z.object({
  id: z.string(),
  Note_Title: words,
  Note_Content: words,
  Created_Time: words,
  Modified_Time: words,
  Parent_Id: z
    .object({ id: z.string(), module: z.object({ api_name: z.string() }).nullish().catch(null) })
    .nullish()
    .catch(null),
  $se_module: words,
});
const notesAnswer = z.object({
  data: z.array(noteAnswer),
  info: z
    .object({ next_page_token: words, more_records: z.boolean().catch(false) })
    .partial()
    .catch({}),
});

/** `CorrespondenceSource` over REST v8: /{module}/{id}/Emails, /{module}/{id}/Emails/{message}, /Notes. */
export function readCorrespondence(rest: RestSender): CorrespondenceSource {
  return {
    async emailsOf(subject, from, cancellation) {
      cancellation?.throwIfAborted();
      const path = pathOf(subject);
      const query = from === null ? {} : { index: from };
      const answer = await orGone(() => rest.read({ method: 'GET', path, query }, emailsAnswer));
      const { Emails = [], info } = answer ?? {};
      const next = info?.more_records === false ? null : (info?.next_index ?? null);
      return { emails: Emails.flatMap(toEmail), next: Emails.length === 0 ? null : next };
    },
    async emailBody(subject, { id, ownerId }) {
      if (!MESSAGE_ID.test(id)) return null;
      const query = ownerId === null ? {} : { user_id: ownerId };
      const request = { method: 'GET', path: `${pathOf(subject)}/${id}`, query } as const;
      const answer = await orGone(() => rest.read(request, emailsAnswer));
      return answer?.Emails[0]?.content ?? null;
    },
    notesSince: (since, from) => readNotes(rest, since, from),
  };
}

function pathOf({ module, id }: EmailSubject): string {
  if (!MODULE.test(module)) throw new CrmError('invalidData', 'not a name of the CRM');
  return `/crm/v8/${module}/${id}/Emails`;
}

/**
 * The record, or the message, is gone, or its owner shares it with nobody: the CRM says all of it by a refusal that concerns this
 * one alone. Whatever concerns all of them, a missing scope above all, is thrown.
 */
async function orGone<T>(ask: () => Promise<T | null>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    const { reason, details } = error;
    // A module without e-mails, or a page that nobody knows, is our mistake.
    const isOurs = details['code'] === 'INVALID_URL_PATTERN' || details['param_name'] !== undefined;
    const isOfOne = reason === 'invalidData' || reason === 'notFound' || isRefusedToUs(error);
    if (isOfOne && !isOurs) return null;
    throw error;
  }
}

/** Zoho refuses a colleague's mail as 400; a right that the installer lacks altogether is 403. */
function isRefusedToUs({ reason, details }: CrmError): boolean {
  return reason === 'noPermission' && details['status'] === 400;
}

function toEmail(answer: z.infer<typeof emailAnswer>): readonly ListedEmail[] {
  const at = instantOf(answer.time) ?? instantOf(answer.sent_time);
  // Drafts and what is still to be sent have no time.
  if (at === null) return [];
  const responses = (answer.status ?? []).flatMap(({ type, first_open: opened, bounced_time: bounced }) => {
    const response = responseOf(type ?? '');
    if (response === null) return [];
    return [{ response, at: instantOf(response === 'bounced' ? bounced : response === 'opened' ? opened : null) }];
  });
  return [
    {
      id: answer.message_id,
      at,
      isSent: answer.sent === true,
      subject: answer.subject ?? '',
      thread: answer.thread_id ?? null,
      ownerId: answer.owner?.id ?? null,
      responses,
    },
  ];
}

/** No list of the types is documented; these beginnings are. */
function responseOf(type: string): EmailResponse | null {
  const word = type.toLowerCase();
  if (word.startsWith('open')) return 'opened';
  if (word.startsWith('click')) return 'clicked';
  if (word.startsWith('bounce')) return 'bounced';
  if (word.startsWith('repl')) return 'replied';
  return word.startsWith('unsubscribe') ? 'unsubscribed' : null;
}

function instantOf(text: string | null | undefined): number | null {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? null : ms;
}

async function readNotes(
  rest: RestSender,
  since: number,
  from: string | null,
): Promise<Awaited<ReturnType<CorrespondenceSource['notesSince']>>> {
  const path = '/crm/v8/Notes';
  const query = {
    fields: NOTE_FIELDS,
    sort_by: MODIFIED_FIELD,
    sort_order: 'asc',
    per_page: String(NOTES_PER_PAGE),
    ...(from === null ? {} : { page_token: from }),
  };
  const headers = { 'If-Modified-Since': toInstantText(Math.floor(since / 1_000)) };
  const request = { method: 'GET', path, query, headers, accept: [304] } as const;
  // No content is how the CRM says "nothing", and what a failing gateway says to everything.
  for (let asked = 0; asked < 2; asked++) {
    const { status: code, body } = await rest.send(request);
    if (code === 304) return { notes: [], next: null };
    if (body === null) continue;
    const { data, info } = parseAnswer(notesAnswer, body, path);
    const next = info.more_records === true ? (info.next_page_token ?? null) : null;
    return { notes: data.flatMap(toNote), next };
  }
  await requireAnAnswer(rest);
  return { notes: [], next: null };
}

function toNote(answer: z.infer<typeof noteAnswer>): readonly ListedNote[] {
  const changedAt = instantOf(answer.Modified_Time) ?? instantOf(answer.Created_Time);
  if (changedAt === null) return [];
  const parent = answer.Parent_Id ?? null;
  return [
    {
      id: BigInt(answer.id),
      createdAt: instantOf(answer.Created_Time) ?? changedAt,
      changedAt,
      parentModule: parent?.module?.api_name ?? answer.$se_module ?? null,
      parentId: parent === null ? null : BigInt(parent.id),
      title: answer.Note_Title ?? '',
      text: answer.Note_Content ?? '',
    },
  ];
}

import * as z from 'zod';
import { quoteIdentifier } from '../../store/quote-identifier.ts';
import { isIdText } from '../../store/record-id.ts';
import type { StoredModule } from '../../store/stored-metadata.ts';
import { readRecords, selectFields } from '../read-records.ts';
import type { ApiApp, ApiContext } from '../request-context.ts';
import { invalidData, invalidUrl, type JsonObject } from '../zoho-error.ts';
import { viewable } from './record-routes.ts';
import { requireParent } from './related-routes.ts';

/** E-mails come in smaller pages than records. Source: Zoho CRM API v8. */
const EMAILS_PER_PAGE = 10;
/** The lookup of a stored e-mail through which each module's records list it. */
export const EMAIL_LOOKUPS: Readonly<Record<string, string>> = { Contacts: 'Who_Id', Accounts: 'What_Id' };
/** Seconds and id of the last e-mail shown: what is written meanwhile shifts no page. */
const indexSchema = z.tuple([z.number(), z.string()]);

/** `/{module}/{id}/Emails`, a list without bodies, and `/{module}/{id}/Emails/{message_id}`, one with its body. */
export function addEmailRoutes(app: ApiApp): void {
  app.get('/crm/v8/:module/:id/Emails', (c) => {
    const { lookup, emails, parent } = subjectOf(c);
    const after = readIndex(c.req.query('index'));
    const found = readRecords(c.env.context, {
      module: emails,
      fields: selectFields(c.env.context, emails, null),
      tail: `WHERE t0.${quoteIdentifier(lookup)} = ? AND (t0.time, t0.id) < (?, ?) ORDER BY t0.time DESC, t0.id DESC LIMIT ?`,
      parameters: [parent, after.time, after.id, EMAILS_PER_PAGE + 1],
    });
    const shown = found.slice(0, EMAILS_PER_PAGE);
    if (shown.length === 0) return c.body(null, 204);
    const more = found.length > EMAILS_PER_PAGE;
    return c.json({
      Emails: shown.map(formatEmail),
      info: {
        per_page: EMAILS_PER_PAGE,
        count: shown.length,
        more_records: more,
        prev_index: null,
        next_index: more ? writeIndex(shown.at(-1)) : null,
      },
    });
  });

  app.get('/crm/v8/:module/:id/Emails/:message', (c) => {
    const { lookup, emails, parent } = subjectOf(c);
    const message = c.req.param('message');
    const [found] = isIdText(message)
      ? readRecords(c.env.context, {
          module: emails,
          fields: selectFields(c.env.context, emails, null),
          tail: `WHERE t0.id = ? AND t0.${quoteIdentifier(lookup)} = ?`,
          parameters: [BigInt(message), parent],
        })
      : [];
    if (found === undefined) throw invalidData('the related id given seems to be invalid', { resource_path_index: 3 });
    const content = found['content'];
    const email = {
      ...formatEmail(found),
      content: typeof content === 'string' ? toHtml(content) : '',
      mail_format: 'html',
      attachments: [],
    };
    return c.json({
      Emails: [email],
      info: { per_page: 1, count: 1, more_records: false, prev_index: null, next_index: null },
    });
  });
}

/** Whose e-mails, with scope and rights checked. */
function subjectOf(c: ApiContext): { readonly lookup: string; readonly emails: StoredModule; readonly parent: bigint } {
  const module = viewable(c);
  const lookup = EMAIL_LOOKUPS[module.api_name];
  const emails = c.env.context.store().modules.get('Emails');
  if (lookup === undefined || emails === undefined) throw invalidUrl();
  return { lookup, emails, parent: requireParent(c, module) };
}

function readIndex(text: string | undefined): { readonly time: number; readonly id: bigint } {
  if (text === undefined) return { time: Number.MAX_SAFE_INTEGER, id: 0n };
  try {
    const [time, id] = indexSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return { time, id: BigInt(id) };
  } catch {
    throw invalidData('invalid data', { param_name: 'index' });
  }
}

function writeIndex(last: JsonObject | undefined): string {
  const { time, id } = last ?? {};
  const seconds = typeof time === 'string' ? Math.floor(Date.parse(time) / 1_000) : 0;
  return Buffer.from(JSON.stringify([seconds, typeof id === 'string' ? id : '0'])).toString('base64url');
}

/** As the documented list has it: the body is not in it, nor a summary that nobody wrote. */
function formatEmail(record: JsonObject): JsonObject {
  const value = (name: string) => record[name] ?? null;
  return {
    message_id: value('id'),
    subject: value('subject'),
    from: { user_name: value('from_name'), email: value('from_email') },
    to: [{ user_name: value('to_name'), email: value('to_email') }],
    cc: null,
    time: value('time'),
    sent: value('sent'),
    read: true,
    owner: value('Owner'),
    summary: null,
    source: 'crm',
    intent: null,
    emotion: null,
    sentiment_info: null,
    activity_info: null,
    linked_record: null,
    has_attachment: false,
    has_thread_attachment: false,
    status: value('status') === null ? [] : [formatStatus(record)],
  };
}

/** The sandbox keeps one status and not when it came: opened and bounced within the second. */
function formatStatus(record: JsonObject): JsonObject {
  const time = record['time'] ?? null;
  const type = record['status'] ?? null;
  const isOpened = type === 'opened';
  const isBounced = type === 'bounced';
  return {
    type,
    bounced_time: isBounced ? time : null,
    bounced_reason: isBounced ? 'hardbounce' : null,
    ...(isOpened ? { first_open: time, last_open: time, count: '1' } : {}),
  };
}

function toHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<div>${escaped.replaceAll('\n', '<br>')}</div>`;
}

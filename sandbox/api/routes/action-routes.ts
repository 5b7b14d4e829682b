import * as z from 'zod';
import { insertRows } from '../../store/insert-rows.ts';
import { nextId } from '../../store/org-store.ts';
import { requireModuleAccess, requirePermissions } from '../access.ts';
import { answerRows, attemptRows, successEnvelope } from '../answer-rows.ts';
import { readJsonBody, readRows } from '../read-parameters.ts';
import { visibleTable } from '../record-sharing.ts';
import type { ApiApp } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData, invalidUrl } from '../zoho-error.ts';
import { insertRecord } from '../write-record.ts';
import { parseBody } from './bulk-read-routes.ts';
import { viewable } from './record-routes.ts';
import { MAX_RECORDS, writerOf } from './record-write-routes.ts';
import { EMAIL_LOOKUPS } from './email-routes.ts';
import { requireParent } from './related-routes.ts';

/** Rows of a mail call, and characters of a subject. Zoho CRM API v8, "Send Mail". */
const MAX_MAILS = 1;
const MAX_SUBJECT_CHARACTERS = 500;

const person = z.object({ user_name: z.string().optional(), email: z.email() });
const mailSchema = z.object({
  from: person,
  to: z.array(person).min(1),
  subject: z.string().min(1).max(MAX_SUBJECT_CHARACTERS),
  content: z.string(),
  mail_format: z.enum(['html', 'text']).default('html'),
});

/** What is done with records beyond reading and writing them: count a module, send a mail, add a note. */
export function addActionRoutes(app: ApiApp): void {
  app.get('/crm/v8/:module/actions/count', (c) => {
    const module = viewable(c);
    const { context } = c.env;
    const table = visibleTable(context.store(), context.access, module);
    const row = context.store().database.prepare(`SELECT count(*) AS n FROM ${table}`).get();
    return c.json({ count: Number(row?.['n'] ?? 0) });
  });

  app.post('/crm/v8/:module/:id/actions/send_mail', async (c) => {
    const name = c.req.param('module');
    requireScope(c, 'send_mail', name, 'CREATE');
    const { context } = c.env;
    requirePermissions(context.access, 'Crm_Implied_Send_Email');
    const module = requireModuleAccess(context.store(), context.access, name, 'View');
    const lookup = EMAIL_LOOKUPS[module.api_name];
    const emails = context.store().modules.get('Emails');
    if (lookup === undefined || emails === undefined) throw invalidUrl();
    const record = requireParent(c, module);
    const rows = readRows(await readJsonBody(c), 'data', MAX_MAILS);
    const outcomes = attemptRows(c, rows, (row, index) => {
      const mail = parseBody(mailSchema, row, `$.data[${index}]`);
      const sender = context.store().org.users.find(({ email }) => email === mail.from.email);
      if (sender === undefined)
        throw invalidData('the sender is no address of the org', {
          api_name: 'from',
          json_path: `$.data[${index}].from.email`,
        });
      const id = nextId(context.store(), emails.number);
      const [to] = mail.to;
      insertRows(
        context.store(),
        'Emails',
        [
          {
            id: BigInt(id),
            subject: mail.subject,
            content: mail.content,
            from_name: `${sender.first_name} ${sender.last_name}`,
            from_email: sender.email,
            to_name: to?.user_name ?? null,
            to_email: to?.email ?? null,
            time: context.now,
            sent: true,
            status: 'sent',
            Owner: context.access.userId,
            [lookup]: record,
          },
        ],
        context.now,
      );
      return successEnvelope('Your mail has been sent successfully.', { message_id: id });
    });
    return answerRows(c, 'data', outcomes, 200);
  });

  app.post('/crm/v8/:module/:id/Notes', async (c) => {
    const { context } = c.env;
    requireScope(c, 'modules', 'notes', 'CREATE');
    const parent = requireParent(c, viewable(c));
    const notes = requireModuleAccess(context.store(), context.access, 'Notes', 'Create');
    const rows = readRows(await readJsonBody(c), 'data', MAX_RECORDS);
    const outcomes = attemptRows(c, rows, (row, index) => {
      const path = `$.data[${index}]`;
      const input = typeof row === 'object' && row !== null ? { ...row, Parent_Id: parent.toString() } : row;
      const id = insertRecord(writerOf(context), notes, input, path);
      return successEnvelope('record added', { id: id.toString() });
    });
    return answerRows(c, 'data', outcomes, 201);
  });
}

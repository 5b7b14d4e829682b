import { isIdText } from '../../store/record-id.ts';
import type { StoredModule } from '../../store/stored-metadata.ts';
import { requireModuleAccess } from '../access.ts';
import { deleteRecord } from '../delete-record.ts';
import { answerRows, attemptRows, successEnvelope } from '../answer-rows.ts';
import { userReferences } from '../format-value.ts';
import { MAX_PER_PAGE, readChoice, readCount, readInstantHeader } from '../read-parameters.ts';
import { nowSeconds, type ApiApp, type ApiContext } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData, invalidModule, requiredParameter } from '../zoho-error.ts';
import { viewable } from './record-routes.ts';

const MAX_IDS = 100;

/** `DELETE /{module}?ids=`, `DELETE /{module}/{id}` and `GET /{module}/deleted`. */
export function addDeleteRoutes(app: ApiApp): void {
  app.get('/crm/v8/:module/deleted', (c) => listDeleted(c, viewable(c)));

  app.delete('/crm/v8/:module/:id?', (c) => {
    const name = c.req.param('module');
    requireScope(c, 'modules', name, 'DELETE');
    const { context } = c.env;
    const module = requireModuleAccess(context.store(), context.access, name, 'Delete');
    const given = c.req.param('id') ?? c.req.query('ids');
    if (given === undefined) throw requiredParameter('ids');
    const ids = given.split(',').map((id) => id.trim());
    if (ids.length > MAX_IDS) throw invalidData('invalid data', { param_name: 'ids', maximum_length: MAX_IDS });
    const outcomes = attemptRows(c, ids, (id) => {
      const { detachedRecords: detached } = context.switches;
      const stamp = { by: context.access.userId, now: nowSeconds(context), detached };
      if (!isIdText(id) || !deleteRecord(context.store(), module, BigInt(id), stamp)) {
        throw invalidData('the id given seems to be invalid', { id });
      }
      return successEnvelope('record deleted', { id });
    });
    return answerRows(c, 'data', outcomes, 200);
  });
}

/** Everything deleted is in the recycle bin; nothing has been purged. */
function listDeleted(c: ApiContext, module: StoredModule): Response {
  const { context } = c.env;
  // Rows of a subform go with their record, or with an edit of it: no list of their own is documented.
  if (module.generated_type === 'subform') throw invalidModule();
  const type = readChoice(c, 'type', ['all', 'recycle', 'permanent'], 'all');
  const page = readCount(c, 'page', 1, 1_000_000);
  const perPage = readCount(c, 'per_page', MAX_PER_PAGE, MAX_PER_PAGE);
  const since = readInstantHeader(c, 'If-Modified-Since');
  const rows =
    type === 'permanent'
      ? []
      : context
          .store()
          .database.prepare(
            `SELECT CAST(id AS TEXT) AS id, display_name, CAST(deleted_by AS TEXT) AS deleted_by,
               CAST(created_by AS TEXT) AS created_by, deleted_time
             FROM deleted_records WHERE module = ? AND deleted_time >= ? ORDER BY deleted_time DESC, id DESC LIMIT ? OFFSET ?`,
          )
          .all(module.api_name, since ?? 0, perPage + 1, (page - 1) * perPage);
  const users = userReferences(context.store().org);
  const data = rows.slice(0, perPage).map((row) => ({
    id: String(row['id']),
    display_name: row['display_name'] === null ? null : String(row['display_name']),
    type: 'recycle',
    deleted_by: users.get(String(row['deleted_by'])) ?? null,
    created_by: users.get(String(row['created_by'])) ?? null,
    deleted_time: context.formatInstant(Number(row['deleted_time'])),
  }));
  const silent = since === null || context.switches.nothingDeleted === 'noContent';
  if (data.length === 0) return c.body(null, silent ? 204 : 304);
  return c.json({ data, info: { per_page: perPage, count: data.length, page, more_records: rows.length > perPage } });
}

import { quoteIdentifier } from '../../store/quote-identifier.ts';
import { isIdText } from '../../store/record-id.ts';
import type { OrgStore } from '../../store/org-store.ts';
import type { StoredModule } from '../../store/stored-metadata.ts';
import { requireModuleAccess } from '../access.ts';
import { answerRows, attemptRows, successEnvelope } from '../answer-rows.ts';
import { userReferences } from '../format-value.ts';
import { MAX_PER_PAGE, readChoice, readCount, readInstantHeader } from '../read-parameters.ts';
import { nowSeconds, type ApiApp, type ApiContext } from '../request-context.ts';
import { resolveNames } from '../resolve-names.ts';
import { requireScope } from '../scopes.ts';
import { invalidData, requiredParameter } from '../zoho-error.ts';
import { viewable } from './record-routes.ts';

const MAX_IDS = 100;

/** `DELETE /{module}?ids=`, `DELETE /{module}/{id}` and `GET /{module}/deleted`. */
export function addDeleteRoutes(app: ApiApp): void {
  app.get('/crm/v8/:module/deleted', (c) => listDeleted(c, viewable(c)));

  app.delete('/crm/v8/:module/:id?', (c) => {
    const name = c.req.param('module');
    requireScope(c, 'modules', name, 'DELETE');
    const module = requireModuleAccess(c.env.context.store(), c.env.context.access, name, 'Delete');
    const given = c.req.param('id') ?? c.req.query('ids');
    if (given === undefined) throw requiredParameter('ids');
    const ids = given.split(',').map((id) => id.trim());
    if (ids.length > MAX_IDS) throw invalidData('invalid data', { param_name: 'ids', maximum_length: MAX_IDS });
    const outcomes = attemptRows(c, ids, (id) => {
      if (!isIdText(id) || !removeRecord(c, module, BigInt(id))) {
        throw invalidData('the id given seems to be invalid', { id });
      }
      return successEnvelope('record deleted', { id });
    });
    return answerRows(c, 'data', outcomes, 200);
  });
}

/** Deletes a record with its subform rows, empties the lookups that point to it, and remembers it among the deleted. */
function removeRecord(c: ApiContext, module: StoredModule, id: bigint): boolean {
  const { context } = c.env;
  const store = context.store();
  const hasOwner = module.fields.some((field) => field.api_name === 'Created_By');
  const statement = store.database.prepare(
    `SELECT ${hasOwner ? 'Created_By' : 'NULL'} AS creator FROM ${quoteIdentifier(module.api_name)} WHERE id = ?`,
  );
  statement.setReadBigInts(true);
  const row = statement.get(id);
  if (row === undefined) return false;
  const name = resolveNames(store, [id.toString()]).get(id.toString()) ?? null;
  store.database
    .prepare('INSERT OR REPLACE INTO deleted_records VALUES (?, ?, ?, ?, ?, ?)')
    .run(id, module.api_name, name, context.access.userId, row['creator'] ?? null, nowSeconds(context));
  store.database.prepare(`DELETE FROM ${quoteIdentifier(module.api_name)} WHERE id = ?`).run(id);
  detach(store, module, id);
  return true;
}

function detach(store: OrgStore, deleted: StoredModule, id: bigint): void {
  const subforms = new Set(deleted.fields.map((field) => field.subform));
  for (const module of store.modules.values()) {
    const table = quoteIdentifier(module.api_name);
    for (const field of module.fields) {
      if (field.lookup !== deleted.api_name && field.lookup !== '*') continue;
      const column = quoteIdentifier(field.api_name);
      const owned = subforms.has(module.api_name) && field.api_name === 'Parent_Id';
      store.database
        .prepare(
          owned
            ? `DELETE FROM ${table} WHERE ${column} = ?`
            : `UPDATE ${table} SET ${column} = NULL WHERE ${column} = ?`,
        )
        .run(id);
    }
  }
}

/** Everything deleted is in the recycle bin; nothing has been purged. */
function listDeleted(c: ApiContext, module: StoredModule): Response {
  const { context } = c.env;
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
  if (data.length === 0) return c.body(null, since === null ? 204 : 304);
  return c.json({ data, info: { per_page: perPage, count: data.length, page, more_records: rows.length > perPage } });
}

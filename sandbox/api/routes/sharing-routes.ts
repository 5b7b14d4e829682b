import * as z from 'zod';
import { ID_SPACE, isIdText, recordId } from '../../store/record-id.ts';
import type { StoredModule } from '../../store/stored-metadata.ts';
import { requireModuleAccess, requirePermissions } from '../access.ts';
import { answerRows, attemptRows, successEnvelope } from '../answer-rows.ts';
import { userReferences } from '../format-value.ts';
import { readJsonBody, readRows } from '../read-parameters.ts';
import { SHARE_PERMISSIONS, SHARE_TYPES, shareTypeOf } from '../record-sharing.ts';
import { nowSeconds, type ApiApp, type ApiContext } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData, limitExceeded, ZohoError } from '../zoho-error.ts';
import { parseBody } from './bulk-read-routes.ts';
import { requireParent } from './related-routes.ts';

/** Users that one record may be shared with. Zoho CRM API v8, "Share Records". */
const MAX_SHARES = 10;

const shareSchema = z.object({
  user: z.object({ id: z.string() }),
  permission: z.enum(SHARE_PERMISSIONS),
});
const settingSchema = z.object({ module: z.object({ api_name: z.string() }), share_type: z.enum(SHARE_TYPES) });

/** `/settings/data_sharing` and `/{module}/{id}/actions/share`: who sees whose records. */
export function addSharingRoutes(app: ApiApp): void {
  app.get('/crm/v8/settings/data_sharing', (c) => {
    requireScope(c, 'settings', 'data_sharing', 'READ');
    const store = c.env.context.store();
    const owned = [...store.modules.values()].filter(
      (module) => module.api_supported && module.fields.some((field) => field.api_name === 'Owner'),
    );
    return c.json({
      data_sharing: owned.map((module) => ({
        module: { api_name: module.api_name, id: module.id },
        share_type: shareTypeOf(store, module.api_name),
      })),
    });
  });

  app.put('/crm/v8/settings/data_sharing', async (c) => {
    requireScope(c, 'settings', 'data_sharing', 'UPDATE');
    requirePermissions(c.env.context.access, 'Crm_Implied_Customize_Zoho_CRM');
    const { context } = c.env;
    const rows = readRows(await readJsonBody(c), 'data_sharing', 100);
    const outcomes = attemptRows(c, rows, (row, index) => {
      const path = `$.data_sharing[${index}]`;
      const { module, share_type: type } = parseBody(settingSchema, row, path);
      if (!context.store().modules.has(module.api_name))
        throw invalidData('invalid data', { json_path: `${path}.module.api_name` });
      context
        .store()
        .database.prepare('INSERT OR REPLACE INTO sharing_settings VALUES (?, ?)')
        .run(module.api_name, type);
      return successEnvelope('data sharing updated', { module: module.api_name });
    });
    return answerRows(c, 'data_sharing', outcomes, 200);
  });

  app.get('/crm/v8/:module/:id/actions/share', (c) => {
    const { module, id } = sharedRecord(c, 'READ');
    const { context } = c.env;
    const users = userReferences(context.store().org);
    const rows = context
      .store()
      .database.prepare(
        `SELECT CAST(user_id AS TEXT) AS user, permission, CAST(shared_by AS TEXT) AS sharer, shared_time FROM record_shares
         WHERE module = ? AND record_id = ? ORDER BY user_id`,
      )
      .all(module.api_name, id);
    if (rows.length === 0) return c.body(null, 204);
    return c.json({
      share: rows.map((row) => ({
        user: users.get(String(row['user'])) ?? null,
        permission: String(row['permission']),
        shared_by: users.get(String(row['sharer'])) ?? null,
        shared_time: context.formatInstant(Number(row['shared_time'])),
        shared_through: null,
      })),
    });
  });

  app.post('/crm/v8/:module/:id/actions/share', async (c) => {
    const { module, id } = sharedRecord(c, 'CREATE');
    const { context } = c.env;
    const rows = readRows(await readJsonBody(c), 'share', MAX_SHARES);
    const outcomes = attemptRows(c, rows, (row, index) => {
      const path = `$.share[${index}]`;
      const { user, permission } = parseBody(shareSchema, row, path);
      const known = context
        .store()
        .org.users.some(
          (_, at) => recordId(context.store().org.idPrefix, ID_SPACE.users, at + 1).toString() === user.id,
        );
      if (!isIdText(user.id) || !known)
        throw invalidData('the id given seems to be invalid', { json_path: `${path}.user.id` });
      const { database } = context.store();
      const count = database.prepare('SELECT count(*) AS n FROM record_shares WHERE record_id = ?').get(id)?.['n'];
      if (Number(count) >= MAX_SHARES) throw limitExceeded('too many shares', { limit: MAX_SHARES, json_path: path });
      database
        .prepare(
          'INSERT INTO record_shares VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET permission = excluded.permission',
        )
        .run(id, BigInt(user.id), module.api_name, permission, context.access.userId, nowSeconds(context));
      return successEnvelope('record will be shared successfully', {});
    });
    return answerRows(c, 'share', outcomes, 200);
  });

  app.delete('/crm/v8/:module/:id/actions/share', (c) => {
    const { module, id } = sharedRecord(c, 'DELETE');
    const { database } = c.env.context.store();
    database.prepare('DELETE FROM record_shares WHERE module = ? AND record_id = ?').run(module.api_name, id);
    return c.json({ share: successEnvelope('record sharing revoked', {}) });
  });
}

/** Only who owns a record, or an administrator, says with whom it is shared. */
function sharedRecord(
  c: ApiContext,
  operation: 'READ' | 'CREATE' | 'DELETE',
): { readonly module: StoredModule; readonly id: bigint } {
  const name = c.req.param('module') ?? '';
  requireScope(c, 'share', name, operation);
  const { context } = c.env;
  const module = requireModuleAccess(context.store(), context.access, name, operation === 'READ' ? 'View' : 'Edit');
  const id = requireParent(c, module);
  if (operation === 'READ' || context.access.profile.administrator) return { module, id };
  const sql = `SELECT 1 FROM "${module.api_name}" WHERE id = ? AND Owner = ?`;
  if (context.store().database.prepare(sql).get(id, context.access.userId) === undefined)
    throw new ZohoError(403, 'NO_PERMISSION', 'permission denied to share the record', { permissions: [] });
  return { module, id };
}

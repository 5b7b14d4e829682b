import { deleteRecord } from '../delete-record.ts';
import { quoteIdentifier } from '../../store/quote-identifier.ts';
import { insertRows } from '../../store/insert-rows.ts';
import { nextId, requireModule } from '../../store/org-store.ts';
import { updateRow } from '../../store/update-row.ts';
import type { StoredModule } from '../../store/stored-metadata.ts';
import { requireModuleAccess } from '../access.ts';
import { answerRows, attemptRows, successEnvelope } from '../answer-rows.ts';
import { readJsonBody, readRows } from '../read-parameters.ts';
import type { ApiApp, ApiContext } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { requireRecord, updateRecord } from '../write-record.ts';
import { invalidData } from '../zoho-error.ts';
import { writerOf } from './record-write-routes.ts';
import { requireParent } from './related-routes.ts';

type RelatedList = StoredModule['related_lists'][number];

/** `PUT` and `DELETE /{module}/{id}/{related_list}/{related_id}`: relate a record, change it, and take it out of the list. */
export function addRelatedWriteRoutes(app: ApiApp): void {
  app.put('/crm/v8/:module/:id/:list/:related', async (c) => {
    const { list, parent, shown } = locate(c, 'UPDATE', 'Edit');
    const { context } = c.env;
    const rows = readRows(await readJsonBody(c), 'data', 1);
    const outcomes = attemptRows(c, rows, (row) => {
      const writer = writerOf(context);
      const related = updateRecord(writer, shown, c.req.param('related') ?? null, row, '$.data[0]');
      relate(c, list, parent, related);
      return successEnvelope('relation updated', { id: related.toString() });
    });
    return answerRows(c, 'data', outcomes, 200);
  });

  app.delete('/crm/v8/:module/:id/:list/:related', (c) => {
    const { list, parent, shown } = locate(c, 'DELETE', 'Edit');
    const { context } = c.env;
    const outcomes = attemptRows(c, [c.req.param('related') ?? null], (id) => {
      const related = requireRecord(writerOf(context), shown, id, '$.data[0]');
      const link = linkOf(c, list, parent, related);
      if (link === null) throw invalidData('the related id given seems to be invalid', { resource_path_index: 3 });
      const { target } = list;
      if (target === undefined) {
        updateRow(context.store(), shown, related, new Map([[list.through, null]]), context.now);
      } else {
        const by = { by: context.access.userId, now: Math.floor(context.now / 1_000) };
        deleteRecord(context.store(), requireModule(context.store(), list.module), link, by);
      }
      return successEnvelope('relation removed', { id: related.toString() });
    });
    return answerRows(c, 'data', outcomes, 200);
  });
}

function locate(
  c: ApiContext,
  operation: 'UPDATE' | 'DELETE',
  verb: 'Edit',
): { readonly list: RelatedList; readonly parent: bigint; readonly shown: StoredModule } {
  const { context } = c.env;
  const name = c.req.param('module') ?? '';
  requireScope(c, 'modules', name, operation);
  const module = requireModuleAccess(context.store(), context.access, name, 'View');
  const list = module.related_lists.find((each) => each.api_name === c.req.param('list'));
  if (list === undefined) throw invalidData('the relation name given seems to be invalid', { resource_path_index: 2 });
  const shown = requireModuleAccess(context.store(), context.access, list.target?.module ?? list.module, verb);
  return { list, parent: requireParent(c, module), shown };
}

/** The record that holds the relation: the related one itself, or the one that links both; null = they are not related. */
function linkOf(c: ApiContext, list: RelatedList, parent: bigint, related: bigint): bigint | null {
  const { database } = c.env.context.store();
  const other = list.target === undefined ? 'id' : quoteIdentifier(list.target.field);
  const statement = database.prepare(
    `SELECT id FROM ${quoteIdentifier(list.module)} WHERE ${quoteIdentifier(list.through)} = ? AND ${other} = ?`,
  );
  statement.setReadBigInts(true);
  const id = statement.get(parent, related)?.['id'];
  return typeof id === 'bigint' ? id : null;
}

function relate(c: ApiContext, list: RelatedList, parent: bigint, related: bigint): void {
  if (linkOf(c, list, parent, related) !== null) return;
  const { context } = c.env;
  const store = context.store();
  const holder = requireModule(store, list.module);
  if (list.target === undefined) {
    updateRow(store, holder, related, new Map([[list.through, parent]]), context.now);
    return;
  }
  const id = BigInt(nextId(store, holder.number));
  insertRows(store, list.module, [{ id, [list.through]: parent, [list.target.field]: related }], context.now);
}

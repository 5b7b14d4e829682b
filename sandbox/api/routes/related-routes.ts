import { columnType } from '../../store/column-type.ts';
import { quoteIdentifier } from '../../store/quote-identifier.ts';
import { isIdText } from '../../store/record-id.ts';
import type { StoredModule } from '../../store/stored-metadata.ts';
import { requireModuleAccess } from '../access.ts';
import { MAX_PER_PAGE, readCount, readFieldNames } from '../read-parameters.ts';
import { readRecords, selectFields } from '../read-records.ts';
import { visibleTable } from '../record-sharing.ts';
import type { ApiApp, ApiContext } from '../request-context.ts';
import { invalidData } from '../zoho-error.ts';
import { viewable } from './record-routes.ts';

/** `/{module}/{id}/{related_list}`; e-mails have routes of their own, which come before. */
export function addRelatedRoutes(app: ApiApp): void {
  app.get('/crm/v8/:module/:id/:list', (c) => {
    const module = viewable(c);
    const list = module.related_lists.find((each) => each.api_name === c.req.param('list'));
    if (list === undefined)
      throw invalidData('the relation name given seems to be invalid', { resource_path_index: 2 });
    const parent = requireParent(c, module);
    const through = `${quoteIdentifier(list.through)} = ?`;
    const { target } = list;
    return listRelated(c, target?.module ?? list.module, {
      where:
        target === undefined
          ? `t0.${through}`
          : `t0.id IN (SELECT ${quoteIdentifier(target.field)} FROM ${quoteIdentifier(list.module)} WHERE ${through})`,
      parent,
    });
  });
}

/** The id of the path's record, which the caller sees. */
export function requireParent(c: ApiContext, module: StoredModule): bigint {
  const id = c.req.param('id') ?? '';
  const found =
    isIdText(id) &&
    c.env.context
      .store()
      .database.prepare(
        `SELECT 1 FROM ${visibleTable(c.env.context.store(), c.env.context.access, module)} WHERE id = ?`,
      )
      .get(BigInt(id));
  if (found === false || found === undefined) {
    throw invalidData('the related id given seems to be invalid', { resource_path_index: 1 });
  }
  return BigInt(id);
}

function listRelated(
  c: ApiContext,
  name: string,
  { where, parent }: { readonly where: string; readonly parent: bigint },
): Response {
  const { context } = c.env;
  const module = requireModuleAccess(context.store(), context.access, name, 'View');
  const fields = selectFields(context, module, readFieldNames(c, true));
  const page = readCount(c, 'page', 1, 1_000_000);
  const perPage = readCount(c, 'per_page', MAX_PER_PAGE, MAX_PER_PAGE);
  const records = readRecords(context, {
    module,
    fields: fields.filter((field) => columnType(field.data_type) !== null),
    tail: `WHERE ${where} ORDER BY t0.id DESC LIMIT ? OFFSET ?`,
    parameters: [parent, perPage + 1, (page - 1) * perPage],
  });
  const data = records.slice(0, perPage);
  if (data.length === 0) return c.body(null, 204);
  return c.json({
    data,
    info: { per_page: perPage, count: data.length, page, more_records: records.length > perPage },
  });
}

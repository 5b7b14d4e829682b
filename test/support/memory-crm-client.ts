import type { CrmClient, CrmPage, CrmRecord, CrmUser } from '#core/crm/crm-client.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { assertField, moduleOf } from './memory-crm.ts';
import type { MemoryModule, MemoryOrg, MemoryValue } from './memory-crm-data.ts';

/** As Zoho pages related records. */
const PAGE_RECORDS = 200;
/** `select a, b from M where f = 'x' and g = 'y' limit n`: what tests of panels need, not a query language. */
const SELECT = /^select ([\w, ]+) from (\w+) where (.+?)(?: limit (\d+))?$/i;
const EQUALS = /^(\w+) = '((?:[^'\\]|\\.)*)'$/;

/** `CrmClient` over an org in memory, as one of its users; fields and modules in `hidden` do not exist for the user's profile. */
export function createMemoryCrmClient(memory: MemoryOrg, user: CrmUser): CrmClient {
  const hidden = memory.hidden.get(user.profileId) ?? new Set<string>();

  const visibleModule = (apiName: string): MemoryModule => {
    const module = moduleOf(memory, apiName);
    if (hidden.has(apiName)) {
      throw new CrmError('noPermission', 'permission denied', { permissions: [`Crm_Implied_View_${apiName}`] });
    }
    return { ...module, fields: module.fields.filter((field) => !hidden.has(`${apiName}.${field.apiName}`)) };
  };
  const page = (
    apiName: string,
    rows: readonly Record<string, MemoryValue>[],
    fields: readonly string[],
    from: number,
    size: number,
  ): CrmPage => {
    const module = visibleModule(apiName);
    // Zoho leaves out what the user may not see; it does not refuse the record.
    const shown = fields.filter((field) => field === 'id' || module.fields.some(({ apiName: name }) => name === field));
    const records = rows.slice(from, from + size).map((row) => toRecord(memory, module, row, shown));
    return { records, moreRecords: rows.length > from + size };
  };

  return {
    currentUser: async () => user,
    org: async () => memory.org,
    async profile(id) {
      const profile = memory.profiles.find((candidate) => candidate.id === id);
      if (profile === undefined) throw new CrmError('notFound', 'There is no such profile');
      return profile;
    },
    modules: async () =>
      [...memory.modules].map(([apiName, { label }]) => ({
        apiName,
        singularLabel: label,
        pluralLabel: `${label}s`,
        custom: false,
        viewable: !hidden.has(apiName),
        editable: !hidden.has(apiName),
      })),
    fields: async (module) => visibleModule(module).fields,
    async record(module, id, fields) {
      const row = visibleModule(module).rows.get(id);
      return row === undefined ? null : (page(module, [row], fields, 0, 1).records[0] ?? null);
    },
    async relatedRecords(module, id, relatedList, fields, pageNumber) {
      const relation = visibleModule(module).relatedLists[relatedList];
      if (relation === undefined) throw new CrmError('invalidData', `There is no related list ${relatedList}`);
      // Zoho refuses a parent that is not there; it does not answer with an empty list.
      if (!visibleModule(module).rows.has(id)) throw new CrmError('invalidData', 'There is no such record');
      const rows = [...visibleModule(relation.module).rows.values()].filter((row) => row[relation.lookup] === id);
      return page(relation.module, rows, fields, (pageNumber - 1) * PAGE_RECORDS, PAGE_RECORDS);
    },
    async query(selectQuery) {
      const [, columns = '', from = '', where = '', limit] = SELECT.exec(selectQuery.trim()) ?? [];
      if (from === '') throw new CrmError('invalidQuery', 'Not a query', { code: 'SYNTAX_ERROR' });
      const module = visibleModule(from);
      const fields = columns.split(',').map((field) => field.trim());
      for (const field of fields) assertField(module, field);
      const conditions = where.split(/ and /i).map((condition) => {
        const [, field, quoted = ''] = EQUALS.exec(condition.trim()) ?? [];
        if (field === undefined) throw new CrmError('invalidQuery', 'Not a condition', { code: 'SYNTAX_ERROR' });
        assertField(module, field);
        return { field, value: quoted.replaceAll(/\\(.)/g, '$1') };
      });
      const rows = [...module.rows.values()].filter((row) =>
        conditions.every(({ field, value }) => row[field] !== null && String(row[field]) === value),
      );
      return page(from, rows, fields, 0, limit === undefined ? PAGE_RECORDS : Number(limit));
    },
  };
}

/** Values as Zoho gives them: a lookup as `{id, name}`, an amount as a number. */
function toRecord(
  memory: MemoryOrg,
  module: MemoryModule,
  row: Readonly<Record<string, MemoryValue>>,
  fields: readonly string[],
): CrmRecord {
  const values = fields.map((apiName): [string, unknown] => {
    const value = row[apiName] ?? null;
    const field = module.fields.find((candidate) => candidate.apiName === apiName);
    if (value === null || field === undefined) return [apiName, value];
    if (field.type === 'money') return [apiName, Number(value)];
    if (field.lookupModule === null) return [apiName, value];
    const target = moduleOf(memory, field.lookupModule);
    return [apiName, { id: String(value), name: target.rows.get(String(value))?.[target.nameField] ?? null }];
  });
  return { ...Object.fromEntries(values), id: String(row['id']) };
}

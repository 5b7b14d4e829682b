import { requireModuleAccess, type Access } from '../api/access.ts';
import { visibleTable } from '../api/record-sharing.ts';
import { ANY_MODULE } from '../schema/field-definition.ts';
import { columnType } from '../store/column-type.ts';
import type { OrgStore } from '../store/org-store.ts';
import { quoteIdentifier } from '../store/quote-identifier.ts';
import type { StoredField, StoredModule } from '../store/stored-metadata.ts';
import { invalidQuery, queryLimitExceeded } from './coql-error.ts';
import { MAX_RELATIONS } from './coql-limits.ts';

/** A path found in metadata. `field` null = the record's own id. */
export interface ResolvedField {
  readonly path: string;
  readonly module: StoredModule;
  readonly field: StoredField | null;
  /** SQL for the column, identifiers quoted. */
  readonly sql: string;
}

export interface FieldScope {
  resolve(path: string): ResolvedField;
  /** FROM with the joins that resolving has asked for. */
  from(): string;
}

/**
 * Resolves dotted paths from a module over its lookups. Throws INVALID_QUERY for a name that does not exist or that the
 * profile hides, NO_PERMISSION for a joined module without View, LIMIT_EXCEEDED beyond `maxJoins` or two lookups in a row.
 */
export function createFieldScope(store: OrgStore, access: Access, base: StoredModule, maxJoins: number): FieldScope {
  const joins = new Map<string, { readonly alias: string; readonly module: StoredModule; readonly sql: string }>();

  function enter(prefix: string, from: StoredModule, alias: string, name: string) {
    const known = joins.get(prefix);
    if (known !== undefined) return known;
    const lookup = requireField(access, from, name, prefix);
    if (lookup.lookup === null || lookup.lookup === ANY_MODULE) {
      throw invalidQuery('column is no lookup to one module', { column_name: prefix });
    }
    if (joins.size === maxJoins) throw queryLimitExceeded('join', maxJoins);
    const module = requireModuleAccess(store, access, lookup.lookup, 'View');
    const joined = `t${joins.size + 1}`;
    const sql = `LEFT JOIN ${visibleTable(store, access, module)} ${joined} ON ${joined}.id = ${alias}.${quoteIdentifier(name)}`;
    const join = { alias: joined, module, sql };
    joins.set(prefix, join);
    return join;
  }

  return {
    resolve(path) {
      const parts = path.split('.');
      const last = parts.pop() ?? '';
      if (parts.length > MAX_RELATIONS) throw queryLimitExceeded('join', MAX_RELATIONS);
      let alias = 't0';
      let module = base;
      for (let depth = 0; depth < parts.length; depth++) {
        ({ alias, module } = enter(parts.slice(0, depth + 1).join('.'), module, alias, parts[depth] ?? ''));
      }
      if (last === 'id') return { path, module, field: null, sql: `${alias}.id` };
      const field = requireField(access, module, last, path);
      if (columnType(field.data_type) === null) throw invalidQuery('column cannot be queried', { column_name: path });
      return { path, module, field, sql: `${alias}.${quoteIdentifier(last)}` };
    },
    from: () => [`${visibleTable(store, access, base)} t0`, ...[...joins.values()].map((join) => join.sql)].join(' '),
  };
}

function requireField(access: Access, module: StoredModule, name: string, path: string): StoredField {
  const field = module.fields.find((each) => each.api_name === name);
  // A hidden field answers like one that does not exist: its existence is nothing the profile may learn.
  if (field === undefined || access.fieldRight(module.api_name, name) === 'hidden') {
    throw invalidQuery('invalid column name', { column_name: path });
  }
  return field;
}

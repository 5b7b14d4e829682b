import type { OrgStore } from '../store/org-store.ts';
import { quoteIdentifier } from '../store/quote-identifier.ts';
import type { StoredModule } from '../store/stored-metadata.ts';
import type { Access } from './access.ts';

/** What a module's records are to users who neither own them nor have them shared. */
export const SHARE_TYPES = ['private', 'public_read_only', 'public_read_write_delete'] as const;
export type ShareType = (typeof SHARE_TYPES)[number];
export const SHARE_PERMISSIONS = ['read_only', 'read_write', 'full_access'] as const;

const UNRESTRICTED: ShareType = 'public_read_write_delete';

export function shareTypeOf(store: OrgStore, module: string): ShareType {
  const row = store.database.prepare('SELECT share_type FROM sharing_settings WHERE module = ?').get(module);
  return SHARE_TYPES.find((each) => each === row?.['share_type']) ?? UNRESTRICTED;
}

/**
 * The module's table as one user sees it, for FROM and JOIN: all of it, or the user's own records and those shared with them.
 * Administrators see everything. Not modelled: the hierarchy of roles, groups, territories.
 */
export function visibleTable(store: OrgStore, access: Access, module: StoredModule): string {
  const table = quoteIdentifier(module.api_name);
  if (!hasOwner(module) || access.profile.administrator || shareTypeOf(store, module.api_name) !== 'private')
    return table;
  return `(SELECT * FROM ${table} WHERE ${ownOrShared(access, '')})`;
}

/** Whether the user may change a record that they see. */
export function mayEdit(store: OrgStore, access: Access, module: StoredModule, id: bigint): boolean {
  if (!hasOwner(module) || access.profile.administrator || shareTypeOf(store, module.api_name) === UNRESTRICTED)
    return true;
  const condition = ownOrShared(access, " AND permission <> 'read_only'");
  const sql = `SELECT 1 FROM ${quoteIdentifier(module.api_name)} WHERE id = ? AND (${condition})`;
  return store.database.prepare(sql).get(id) !== undefined;
}

function hasOwner(module: StoredModule): boolean {
  return module.fields.some((field) => field.api_name === 'Owner');
}

function ownOrShared({ userId }: Access, more: string): string {
  return `Owner = ${userId} OR id IN (SELECT record_id FROM record_shares WHERE user_id = ${userId}${more})`;
}

import { scopeMismatch } from './zoho-error.ts';
import type { ApiContext } from './request-context.ts';

export type ScopeOperation = 'READ' | 'CREATE' | 'UPDATE' | 'DELETE';

/**
 * 401 OAUTH_SCOPE_MISMATCH unless the token carries `ZohoCRM.{group}[.{part}].{operation}` or one of the wider `ALL`s.
 * `part` is a settings section or a module in lower case.
 */
export function requireScope(c: ApiContext, group: string, part: string | null, operation: ScopeOperation): void {
  const prefixes = [`ZohoCRM.${group}`, ...(part === null ? [] : [`ZohoCRM.${group}.${part.toLowerCase()}`])];
  const enough = prefixes.flatMap((prefix) => [`${prefix}.ALL`, `${prefix}.${operation}`]);
  if (!c.env.context.scopes.some((scope) => enough.includes(scope))) throw scopeMismatch();
}

/** Every scope that the product asks for. */
export const ALL_SCOPES = [
  'ZohoCRM.modules.ALL',
  'ZohoCRM.settings.ALL',
  'ZohoCRM.users.ALL',
  'ZohoCRM.org.ALL',
  'ZohoCRM.coql.READ',
  'ZohoCRM.bulk.ALL',
  'ZohoFiles.files.ALL',
] as const;

/** Developer tokens open what the product does not ask for as well. */
export const DEVELOPER_SCOPES: readonly string[] = [...ALL_SCOPES, 'ZohoCRM.share.ALL', 'ZohoCRM.send_mail.ALL'];

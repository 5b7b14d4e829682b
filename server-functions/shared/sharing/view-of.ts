import { CrmError } from '#core/crm/crm-error.ts';
import { readConfiguration } from '../../configuration/configuration-store.ts';
import { readPolicies } from '../../policies/policies-store.ts';
import { RefusedError } from '../http/function-app.ts';
import type { Caller } from '../identity/caller.ts';
import type { FunctionPorts } from '../ports.ts';
import type { AccountView } from './account-view.ts';
import type { OwnIds } from './read-own-ids.ts';

/** Catalyst ends a request after 30 s; what the answer itself takes is left. Milliseconds. */
const WAIT_FOR_IDS_MS = 20_000;

/**
 * What the caller's own token may read of the accounts, where the org respects record sharing; null = everything. Ids that
 * cannot be read refuse the request: they stand neither for all accounts nor for none. Those of a large org may take a bulk job of minutes:
 * the request is refused by name meanwhile, and the reading goes on for the next one.
 */
export async function viewOf(
  ports: Pick<FunctionPorts, 'store'>,
  caller: Pick<Caller, 'org' | 'ownIds'>,
): Promise<AccountView | null> {
  const { respectRecordSharing } = await readPolicies(ports.store, caller.org);
  if (!respectRecordSharing) return null;
  const configuration = await readConfiguration(ports.store, caller.org);
  if (configuration === null) throw new RefusedError(409, { code: 'run.notConfigured' });
  return ownIdsOf(caller, configuration.mapping.accounts.module);
}

/** The same of any module, by its api name. */
export async function viewOfModule(
  ports: Pick<FunctionPorts, 'store'>,
  caller: Pick<Caller, 'org' | 'ownIds'>,
  module: string,
): Promise<OwnIds | null> {
  const { respectRecordSharing } = await readPolicies(ports.store, caller.org);
  return respectRecordSharing ? ownIdsOf(caller, module) : null;
}

async function ownIdsOf(caller: Pick<Caller, 'ownIds'>, module: string): Promise<OwnIds> {
  try {
    return await inTime(caller.ownIds(module));
  } catch (error) {
    if (error instanceof CrmError) throw refusalFor(error);
    throw error;
  }
}

async function inTime<T>(reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RefusedError(503, { code: 'sharing.stillReading' })), WAIT_FOR_IDS_MS);
  });
  try {
    return await Promise.race([reading, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

function refusalFor({ reason, details }: CrmError): RefusedError {
  // The token was taken back since the caller was recognised by it.
  if (reason === 'notAuthenticated') return new RefusedError(401, { code: 'identity.notAuthenticated' });
  // Signed in before the functions asked for records: a new sign-in grants them.
  if (reason === 'scopeMissing') return new RefusedError(403, { code: 'sharing.signInAgain' });
  const { permissions } = details;
  const missing = Array.isArray(permissions) && typeof permissions[0] === 'string' ? permissions[0] : undefined;
  if (reason === 'noPermission' && missing !== undefined)
    return new RefusedError(403, { code: 'permission.missing', missing });
  return new RefusedError(503, { code: 'sharing.unreadable' });
}

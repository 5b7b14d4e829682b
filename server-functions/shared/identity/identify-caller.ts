import { createHash } from 'node:crypto';
import type { Clock } from '#core/clock.ts';
import { DATA_CENTRES, type DataCentre, type OrgKey } from '#core/crm/org-key.ts';
import { fail, type Result } from '#core/result.ts';
import type { RestSender } from '../rest/send-rest.ts';
import { askCrm, type GridOf } from './ask-crm.ts';
import { createCallerCache } from './caller-cache.ts';
import type { Caller, IdentityRefusal } from './caller.ts';

/** Longer than any Zoho token; a longer header is refused unread. Characters. */
const MAX_TOKEN_LENGTH = 512;

export interface IdentifyOptions {
  /**
   * A sender that carries the presented token to one data centre's API; null where the deployment does not serve it.
   * `orgOf` says whose token it is once the CRM has said so.
   */
  readonly senderFor: (dc: DataCentre, token: string, orgOf: () => OrgKey | null) => RestSender | null;
  readonly clock: Clock;
  readonly gridOf: GridOf;
}

export type IdentifyCaller = (
  authorization: string | undefined,
  dataCentre: string | undefined,
) => Promise<Result<Caller, IdentityRefusal>>;

/**
 * The caller from the user's own OAuth token, as `askCrm` says it. Answers are kept for at most five minutes under a hash of
 * the token; failures are not kept.
 */
export function createIdentifyCaller({ senderFor, clock, gridOf }: IdentifyOptions): IdentifyCaller {
  const callers = createCallerCache(clock);
  return async (authorization, dataCentre) => {
    const token = tokenOf(authorization);
    if (token === null) return fail('notAuthenticated');
    const dc = DATA_CENTRES.find((known) => known === (dataCentre ?? 'com'));
    let org: OrgKey | null = null;
    const rest = dc === undefined ? null : senderFor(dc, token, () => org);
    if (dc === undefined || rest === null) return fail('unknownDataCentre');
    const key = createHash('sha256').update(`${dc} ${token}`).digest('hex');
    return callers.get(key, async () => {
      const asked = await askCrm(rest, dc, gridOf);
      if (asked.ok) ({ org } = asked.value);
      return asked;
    });
  };
}

function tokenOf(authorization: string | undefined): string | null {
  if (authorization === undefined || authorization.length > MAX_TOKEN_LENGTH) return null;
  const match = /^(?:Zoho-oauthtoken|Bearer) ([A-Za-z0-9._-]+)$/.exec(authorization);
  return match?.[1] ?? null;
}

import * as z from 'zod';
import { readBody, RefusedError, requireOne, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { createJson, replaceJson } from '../shared/stores/json-items.ts';
import { POLICIES_KEY, readPolicies, type Policies } from './policies-store.ts';

const changeSchema = z.strictObject({
  respectRecordSharing: z.boolean(),
  /** What was shown when it was decided; null = nothing had been decided. */
  revision: z.string().max(64).nullable(),
});

/** PER-3: whether numbers, lists and files are cut to what each person may read in the CRM. Everybody in ABM may know it, setup rights decide. */
export function addPolicyRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/policies', async (c) => {
    const { org } = requireOne(c, ['view', 'setup']);
    const { revision, ...policies } = await readPolicies(ports.store, org);
    return c.json(toAnswer(policies, revision));
  });

  app.put('/v1/policies', async (c) => {
    const { org, userId, userName } = requireRight(c, 'setup');
    const { respectRecordSharing, revision } = await readBody(c, changeSchema);
    const policies: Policies = {
      respectRecordSharing,
      changedBy: { id: userId, name: userName },
      changedAt: new Date(ports.clock.now()).toISOString(),
    };
    const written =
      revision === null
        ? await createJson(ports.store, org, POLICIES_KEY, policies)
        : await replaceJson(ports.store, org, { key: POLICIES_KEY, revision }, policies);
    if (written.outcome !== 'written') throw new RefusedError(409, { code: 'policies.changedMeanwhile' });
    const state = respectRecordSharing ? 'sharingRespected' : 'sharingIgnored';
    c.set('subject', state);
    ports.logger.info('policies.changed', { dc: org.dc, orgId: org.orgId, userId, state });
    return c.json(toAnswer(policies, written.revision));
  });
}

function toAnswer(policies: Policies, revision: string | null): Record<string, unknown> {
  return { ...policies, changedBy: policies.changedBy?.name ?? null, revision };
}

import * as z from 'zod';
import { createKindsOf } from '#core/configuration/kinds-of.ts';
import { checkCriteriaBy } from '#core/criteria/check-criteria.ts';
import { criteriaSchema, type Criteria } from '#core/criteria/criteria.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { mappingSchema, type Mapping } from '#core/mapping/mapping.ts';
import { conditionsOnHidden, derivedSources, type MaskRules } from '#core/permissions/mask-fields.ts';
import { installedCrm } from '../configuration/handler.ts';
import { readKnownMetadata } from '../configuration/org-metadata.ts';
import { answerFrom } from '../shared/work/answer-from.ts';
import { readBody, RefusedError, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { createZoneDay } from '../shared/rest/zone-day.ts';
import { countByQuery } from './count-accounts.ts';
import { dropDraft, MAX_DRAFT_BYTES, readDraft, writeDraft } from './draft-store.ts';

const apiName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/);
const draftBody = z.strictObject({ draft: z.record(z.string(), z.unknown()), revision: z.int().min(1).nullable() });
const knownRevision = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);
const countBody = z.strictObject({
  mapping: mappingSchema,
  criteria: criteriaSchema,
});

/** SET-1..4: what the wizard needs before anything is published. Every route takes the setup right. */
export function addSetupRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/setup/org', async (c) => {
    const { org } = requireRight(c, 'setup');
    return c.json(await metadataOf(ports, org, []));
  });

  app.get('/v1/setup/fields', async (c) => {
    const { org } = requireRight(c, 'setup');
    const module = apiName.safeParse(c.req.query('module'));
    if (!module.success) throw new RefusedError(400, { code: 'request.invalid' });
    const { fields } = await metadataOf(ports, org, [module.data]);
    if (fields[module.data] === undefined) throw new RefusedError(404, { code: 'setup.noSuchModule' });
    return c.json({ fields });
  });

  app.get('/v1/setup/draft', async (c) => {
    const { org } = requireRight(c, 'setup');
    return c.json((await readDraft(ports.store, org)) ?? { draft: null, revision: null, author: null, at: null });
  });

  app.put('/v1/setup/draft', async (c) => {
    const { org, userName } = requireRight(c, 'setup');
    const { draft, revision } = await readBody(c, draftBody);
    if (Buffer.byteLength(JSON.stringify(draft)) > MAX_DRAFT_BYTES)
      throw new RefusedError(413, { code: 'request.tooLarge' });
    const at = new Date(ports.clock.now()).toISOString();
    const written = await writeDraft(ports.store, org, { draft, author: userName, at, replaces: revision });
    if (written === null) throw new RefusedError(409, { code: 'setup.draftChangedMeanwhile' });
    return c.json({ revision: written });
  });

  app.delete('/v1/setup/draft', async (c) => {
    const { org } = requireRight(c, 'setup');
    const revision = knownRevision.safeParse(c.req.query('revision'));
    if (!revision.success) throw new RefusedError(400, { code: 'request.invalid' });
    if (!(await dropDraft(ports.store, org, revision.data)))
      throw new RefusedError(409, { code: 'setup.draftChangedMeanwhile' });
    return c.body(null, 204);
  });

  app.post('/v1/setup/count', async (c) => {
    const caller = requireRight(c, 'setup');
    const { mapping, criteria } = await readBody(c, countBody);
    const crm = installedCrm(ports, caller.org);
    await checkAccountCriteria(crm, caller, mapping, criteria);
    const question = { mapping, criteria, asOfDay: today(ports, caller) };
    const fields = await crm.fields(mapping.accounts.module);
    const counter = ports.counterFor(caller.org);
    const found = counter === null ? null : await countByQuery(counter, question, fields, caller.crmOrg);
    if (found !== null) return c.json(found);
    return answerFrom(c, ports, { kind: 'accountCount', org: caller.org, asker: caller.userId, ...question });
  });
}

/** Today in the org's zone. Epoch day. */
export function today({ clock }: Pick<FunctionPorts, 'clock'>, { crmOrg }: Caller): number {
  return createZoneDay(crmOrg.timeZone)(clock.now());
}

/** 422 for criteria that do not fit the mapped fields, 403 for conditions on fields that the caller may not see. */
export async function checkAccountCriteria(
  crm: CrmBatch,
  caller: Caller,
  mapping: Mapping,
  criteria: Criteria,
): Promise<void> {
  const { fieldsOf } = await readKnownMetadata(crm, [mapping.accounts.module]);
  if (fieldsOf(mapping.accounts.module).length === 0) throw new RefusedError(422, { code: 'setup.noSuchModule' });
  const problems = checkCriteriaBy(criteria, createKindsOf('accounts', mapping, fieldsOf), 'criteria');
  if (problems.length > 0) throw new RefusedError(422, { code: 'setup.criteriaDoNotFit', problems });
  const hidden = conditionsOnHidden(criteria, 'accounts', await rulesFor(caller, mapping, null));
  if (hidden.length > 0) throw new RefusedError(403, { code: 'permission.fieldHidden', problems: hidden });
}

/** PER-4 under a mapping that is not published yet. */
export async function rulesFor(
  caller: Caller,
  mapping: Mapping,
  rfm: Parameters<typeof derivedSources>[0],
): Promise<MaskRules> {
  const named = [mapping.accounts, mapping.contacts, mapping.products, mapping.deals];
  const readable = await caller.readable(named.flatMap((module) => (module === null ? [] : [module.module])));
  return { mapping, readable, derived: derivedSources(rfm) };
}

async function metadataOf(ports: FunctionPorts, org: Caller['org'], named: readonly string[]) {
  const { modules, fieldsOf } = await readKnownMetadata(installedCrm(ports, org), named);
  const known = modules
    .map(({ apiName: name }) => [name, fieldsOf(name)] as const)
    .filter(([, fields]) => fields.length > 0);
  return { modules, fields: Object.fromEntries(known) };
}

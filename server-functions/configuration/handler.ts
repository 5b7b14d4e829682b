import * as z from 'zod';
import { parseConfiguration } from '#core/configuration/parse-configuration.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { MAX_ITEM_BYTES } from '#core/store/store.ts';
import { labelFieldsOf } from '#core/configuration/label-fields-of.ts';
import { readBody, RefusedError, requireRight, requireOne, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts, WorkPorts } from '../shared/ports.ts';
import { maskRulesFor } from '../score/mask-rules.ts';
import { hasFigures, hiddenFigures } from './hidden-figures.ts';
import { publishConfiguration, readConfiguration, readStanding } from './configuration-store.ts';
import { judgeEdits, withEditQuota } from './judge-edits.ts';
import { readKnownMetadata } from './org-metadata.ts';
import { proposeFor } from './propose.ts';

const publishSchema = z.strictObject({
  /** The document; its version, author and time are ours to set. */
  configuration: z.unknown(),
  /** The version it was made from; null = there was none. */
  replaces: z.int().min(1).nullable(),
  reason: z.string().max(500),
});

/** SET-4, SET-9: the published configuration, a proposal for a new org, and publishing. */
export function addConfigurationRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/configuration', async (c) => {
    const caller = requireOne(c, ['view', 'setup']);
    const configuration = await readConfiguration(ports.store, caller.org);
    if (configuration !== null && hasFigures(configuration)) {
      const problems = hiddenFigures(configuration, await maskRulesFor(ports, caller));
      if (problems.length > 0) throw new RefusedError(403, { code: 'permission.fieldHidden', problems });
    }
    return c.json({ configuration });
  });

  app.get('/v1/configuration/proposal', async (c) => {
    const { org, userName } = requireRight(c, 'setup');
    const proposal = await proposeFor(installedCrm(ports, org), { at: isoNow(ports), author: userName });
    if (!proposal.ok) throw new RefusedError(422, { code: 'configuration.cannotPropose', problems: proposal.error });
    return c.json({ configuration: proposal.value });
  });

  app.put('/v1/configuration', async (c) => {
    const { org, userName, crmOrg } = requireRight(c, 'setup');
    const body = await readBody(c, publishSchema);
    const crm = installedCrm(ports, org);
    const draft = {
      ...z.looseObject({}).parse(body.configuration),
      version: (body.replaces ?? 0) + 1,
      author: userName,
      at: isoNow(ports),
      reason: body.reason,
    };
    const configuration = await parseAgainstOrg(draft, crm);
    refuseTooLarge(configuration);
    // A refused publish leaves the CRM as it was: what is created there is never taken back.
    const standing = await readStanding(ports.store, org);
    if ((standing?.configuration.version ?? null) !== body.replaces) throw publishedMeanwhile();
    const edits = await judgeEdits(ports, org, standing, configuration);
    if (edits.problems.length > 0)
      throw new RefusedError(422, { code: 'configuration.editRefused', problems: edits.problems });
    const fields = await withEditQuota(ports, org, { configuration, ...edits, timeZone: crmOrg.timeZone }, async () => {
      // Fields first: they are created once however often this runs, and a published configuration never misses them.
      const created = await createLabelFields(configuration, crm);
      const outcome = await publishConfiguration(ports, org, configuration);
      // Of two at the very same time.
      if (outcome === 'conflict') throw publishedMeanwhile();
      return created;
    });
    ports.logger.info('configuration.published', { dc: org.dc, orgId: org.orgId });
    return c.json({ configuration, fields });
  });
}

function publishedMeanwhile(): RefusedError {
  return new RefusedError(409, { code: 'configuration.publishedMeanwhile' });
}

/** Before anything is created in the CRM: a document that the store cannot hold would fail after that. */
function refuseTooLarge(configuration: Configuration): void {
  const bytes = Buffer.byteLength(JSON.stringify(configuration));
  // Room for what the store adds around it.
  const most = MAX_ITEM_BYTES - 1_024;
  if (bytes <= most) return;
  const problem = { code: 'configuration.tooLarge', params: { bytes, most }, where: 'criteria' };
  throw new RefusedError(422, { code: 'configuration.invalid', problems: [problem] });
}

/** The org's CRM as installer, or 404: the org exists, the extension in it does not. */
export function installedCrm(ports: WorkPorts, org: OrgKey): CrmBatch {
  const crm = ports.crmFor(org);
  if (crm === null) throw new RefusedError(404, { code: 'org.notInstalled' });
  return crm;
}

async function parseAgainstOrg(draft: unknown, crm: CrmBatch): Promise<Configuration> {
  // The document alone first: its mapping then names the modules to ask the CRM about.
  const alone = parseConfiguration(draft);
  if (!alone.ok) throw new RefusedError(422, { code: 'configuration.invalid', problems: alone.error });
  const { accounts, contacts, products, deals } = alone.value.mapping;
  const named = [accounts, contacts, products, deals].flatMap((module) => (module === null ? [] : [module.module]));
  const sources = (alone.value.techniques.voice?.sources ?? []).map(({ module }) => module);
  const parsed = parseConfiguration(draft, await readKnownMetadata(crm, [...named, ...sources]));
  if (!parsed.ok) throw new RefusedError(422, { code: 'configuration.doesNotFit', problems: parsed.error });
  return parsed.value;
}

async function createLabelFields(configuration: Configuration, crm: CrmBatch): Promise<readonly string[]> {
  const wanted = labelFieldsOf(configuration);
  const { module } = configuration.mapping.accounts;
  const created = await crm
    .createFields(
      module,
      wanted.map(({ field }) => field),
    )
    .catch((error: unknown) => {
      throw namedOtherwise(error, module) ?? error;
    });
  return created.map((field) => field.apiName);
}

/** An administrator can mend this one: the api name of a custom field is theirs to change in the CRM's developer settings. */
function namedOtherwise(error: unknown, module: string): RefusedError | null {
  if (!(error instanceof CrmError) || error.details['code'] !== 'fieldNamedOtherwise') return null;
  const { wanted, given } = error.details;
  if (typeof wanted !== 'string') return null;
  const found = typeof given === 'string' ? given : null;
  const params = { wanted, given: found, remedy: 'changeApiName' };
  const problem = { code: 'configuration.fieldNamedOtherwise', params, where: `${module}.${found ?? wanted}` };
  return new RefusedError(422, { code: 'configuration.fieldNamedOtherwise', problems: [problem] });
}

function isoNow({ clock }: WorkPorts): string {
  return new Date(clock.now()).toISOString();
}

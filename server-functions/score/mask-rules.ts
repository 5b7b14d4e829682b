import { derivedSources, type MaskRules } from '#core/permissions/mask-fields.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { RefusedError } from '../shared/http/function-app.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { FunctionPorts } from '../shared/ports.ts';

/** PER-4: what this caller may see of the org's records, under the published configuration. */
export async function maskRulesFor(ports: Pick<FunctionPorts, 'store'>, caller: Caller): Promise<MaskRules> {
  const configuration = await readConfiguration(ports.store, caller.org);
  if (configuration === null) throw new RefusedError(409, { code: 'run.notConfigured' });
  const { mapping, techniques } = configuration;
  const named = [mapping.accounts, mapping.contacts, mapping.products, mapping.deals];
  const readable = await caller.readable(named.flatMap((module) => (module === null ? [] : [module.module])));
  return { mapping, readable, derived: derivedSources(techniques.rfm) };
}

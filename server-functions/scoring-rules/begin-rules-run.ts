import type { Configuration } from '#core/configuration/configuration.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { ScoredModule, ScoringRules } from '#core/scoring-rules/scoring-rules.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { modulesOfTechniques } from '../score/techniques/plan-techniques.ts';
import { createZoneDay, knownZone } from '../shared/rest/zone-day.ts';
import { modulesOfRules, planRules } from './plan-rules.ts';
import { moveOn, notInstalled, type RulesUnit } from './rules-context.ts';
import { StoppedError } from '../shared/runs/stopped-error.ts';
import { readStandingRules } from './rules-store.ts';
import { readCurrentScores, readScoresManifest, scoredModules } from './scores-manifest.ts';
import type { FrozenRules } from './frozen-rules.ts';

/** Clocks differ, and what is judged twice adds nothing the second time. Milliseconds. */
const OVERLAP_MS = 60 * 60_000;

/** What a CRM answers about a module that it does not have, or not for us. */
const NOT_THERE: ReadonlySet<CrmErrorReason> = new Set(['invalidModule', 'noPermission', 'notFound']);

/** Freezes what the run works under; rules that no longer fit the org end it before a record is read. */
export const beginRules: RulesUnit = async ({ ports, org, parts, objects }) => {
  const rules = await readStandingRules(ports.store, org);
  if (rules === null) throw new StoppedError('noRules');
  const configuration = await readConfiguration(ports.store, org);
  if (configuration === null) throw new StoppedError('notConfigured');
  const crm = ports.crmFor(org);
  if (crm === null) throw notInstalled();
  const crmOrg = await crm.org();
  const now = ports.clock.now();
  const current = await readCurrentScores(ports, org);
  const standing = current === null ? null : await readScoresManifest(objects, current.value.manifest, org);
  const frozen: FrozenRules = {
    now,
    today: createZoneDay(knownZone(crmOrg.timeZone))(now),
    rules: rules.rules,
    configuration,
    org: crmOrg,
    fields: await fieldsFor(crm, rules.rules, configuration, scoredModules(standing)),
    since: (standing?.readAt ?? rules.firstAt) - OVERLAP_MS,
    standing: current === null ? null : { manifest: current.value.manifest, revision: current.revision },
  };
  const plan = planRules(frozen.rules, configuration, frozen.fields, scoredModules(standing));
  if (plan.modules.some(({ lacks }) => lacks.length > 0)) throw new StoppedError('rulesDoNotFit');
  const modules = plan.modules.map(({ module }) => ({
    module,
    judged: [],
    gone: null,
    shards: [],
    ranked: [],
    records: 0,
  }));
  const name = await parts.write(Buffer.from(JSON.stringify(frozen)));
  return moveOn('judge', { frozen: name, modules }, () => ({ warnings: [...plan.warnings] }));
};

/** By module; one that the org lacks is not there. */
export async function fieldsFor(
  crm: CrmBatch,
  rules: ScoringRules,
  configuration: Configuration,
  scored: readonly ScoredModule[],
): Promise<Record<string, FieldMetadata[]>> {
  const found: Record<string, FieldMetadata[]> = {};
  for (const module of modulesAsked(rules, configuration, scored)) {
    try {
      found[module] = [...(await crm.fields(module))];
    } catch (error) {
      if (!(error instanceof CrmError) || !NOT_THERE.has(error.reason)) throw error;
    }
  }
  return found;
}

/** Whose fields a run asks for, a call each, whether the org has them or not. */
export function modulesAsked(
  rules: ScoringRules,
  configuration: Configuration,
  scored: readonly ScoredModule[],
): ReadonlySet<string> {
  const counting = rules.rules.some(({ kind, active }) => kind === 'touch' && active);
  const contacts = configuration.mapping.contacts?.module;
  return new Set([
    ...modulesOfRules(rules, configuration, scored),
    ...(counting ? modulesOfTechniques(configuration) : []),
    ...(counting && contacts !== undefined ? [contacts] : []),
  ]);
}

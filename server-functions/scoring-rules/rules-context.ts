import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import type { JobControl } from '../shared/jobs/job-control.ts';
import type { WorkPorts } from '../shared/ports.ts';
import type { DurableJob } from '../shared/runs/durable-job.ts';
import { createParts, type Parts } from '../shared/runs/parts.ts';
import { frozenRulesSchema, type FrozenRules } from './frozen-rules.ts';
import { planRules, type RulesPlan } from './plan-rules.ts';
import { rulesRunKey, type ModuleCursor, type RulesCursor, type RulesRunRow, type RulesStep } from './rules-run-row.ts';
import { readScoresManifest, scoredModules, scoreObjects, type ScoresManifest } from './scores-manifest.ts';

/** How large a run's units are. */
export interface RulesLimits {
  /** Records of one range: with their ledgers some megabytes. */
  readonly rangeRecords: number;
  /** Records of one piece of a ranking. */
  readonly rankedRecords: number;
}

/** A million records are fifty ranges of each: their names fit into the row. */
export const RULES_LIMITS: RulesLimits = { rangeRecords: 20_000, rankedRecords: 10_000 };

/** What one delivery works with. */
export interface RulesContext {
  /** On the run's account. */
  readonly ports: WorkPorts;
  readonly org: OrgKey;
  readonly job: DurableJob<RulesRunRow>;
  readonly control: JobControl;
  readonly limits: RulesLimits;
  /** What this run alone needs, and what is published. */
  readonly parts: Parts;
  readonly objects: Parts;
  inputs(row: RulesRunRow): Promise<RulesInputs>;
  /** Several tables as one; the last ones are kept for the units that follow. */
  collected(names: readonly string[]): Promise<ColumnTable>;
}

export interface RulesInputs {
  readonly frozen: FrozenRules;
  readonly crm: SlicedCrmBatch;
  readonly plan: RulesPlan;
  /** What is published; null = nothing. */
  readonly standing: ScoresManifest | null;
}

export type RulesUnit = (context: RulesContext, row: RulesRunRow) => Promise<(row: RulesRunRow) => RulesRunRow>;

export function createRulesContext(
  base: Pick<RulesContext, 'ports' | 'org' | 'job' | 'control' | 'limits'>,
): RulesContext {
  const { ports, org, job } = base;
  const parts = createParts(ports.blob, org, `${rulesRunKey(job.row.id)}/parts`);
  const objects = scoreObjects(ports, org);
  const load = async (name: string): Promise<RulesInputs> => {
    const frozen = frozenRulesSchema.parse(JSON.parse(new TextDecoder().decode(await parts.read(name))));
    const { rules, configuration, fields, standing } = frozen;
    const crm = ports.crmFor(org, { org: frozen.org, fields });
    if (crm === null) throw notInstalled();
    const scores = standing === null ? null : await readScoresManifest(objects, standing.manifest, org);
    return { frozen, crm, plan: planRules(rules, configuration, fields, scoredModules(scores)), standing: scores };
  };
  let inputs: Promise<RulesInputs> | null = null;
  const kept = new Map<string, Promise<ColumnTable>>();
  return {
    ...base,
    parts,
    objects,
    inputs(row) {
      const { frozen } = row.job.cursor;
      if (frozen === null) throw new TypeError('the run has not begun');
      return (inputs ??= load(frozen));
    },
    collected(names) {
      const key = names.join();
      const known = kept.get(key) ?? collectTable(tablesOf(parts, names));
      kept.delete(key);
      kept.set(key, known);
      // Records of a module, and contacts with their accounts.
      for (const [name] of kept) if (kept.size > 2) kept.delete(name);
      return known;
    },
  };
}

async function* tablesOf(parts: Parts, names: readonly string[]): AsyncGenerator<ColumnTable, void, void> {
  for (const name of names) yield await parts.readTable(name);
}

export function notInstalled(): CrmError {
  return new CrmError('notAuthenticated', 'the extension is not installed in this org');
}

/** The next row: another place in the cursor, perhaps another step. */
export function moveOn(
  step: RulesStep,
  cursor: Partial<RulesCursor>,
  changes: (row: RulesRunRow) => Partial<RulesRunRow> = () => ({}),
): (row: RulesRunRow) => RulesRunRow {
  return (row) => ({ ...row, ...changes(row), job: { ...row.job, step, cursor: { ...row.job.cursor, ...cursor } } });
}

/** The modules with one of them changed. */
export function withModule(
  modules: readonly ModuleCursor[],
  at: number,
  change: (module: ModuleCursor) => Partial<ModuleCursor>,
): ModuleCursor[] {
  return modules.map((module, index) => (index === at ? { ...module, ...change(module) } : module));
}

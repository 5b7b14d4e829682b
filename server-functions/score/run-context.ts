import { CrmError } from '#core/crm/crm-error.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import type { Problem } from '#core/message.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { JobControl } from '../shared/jobs/job-control.ts';
import type { WorkPorts } from '../shared/ports.ts';
import type { DurableJob } from '../shared/runs/durable-job.ts';
import { createParts, type Parts } from '../shared/runs/parts.ts';
import { frozenRunSchema, planOf, type FrozenRun } from './frozen-run.ts';
import type { ReadingPlan } from './plan-reading.ts';
import { MAX_KEPT_PROBLEMS, type RunRow, type RunState } from './run-row.ts';
import { isRunStep, type RunCursor, type RunStep } from './run-cursor.ts';

/** How large a run's units are. */
export interface RunLimits {
  /** Chunks of the projection of at least so many rows are bulk jobs of up to `bulkRows`. */
  readonly bulkFromRows: number;
  readonly bulkRows: number;
  /** Rows of a chunk written by the records API: at most this much is compared after a kill. */
  readonly recordRows: number;
  /** Values that have not changed for so long are not being written by a job whose id was lost. Milliseconds. */
  readonly settleMs: number;
  /** Before rows that the CRM refused for the moment are tried once more. Milliseconds. */
  readonly retryMs: number;
  /** Deals of so many accounts lie in one object of the ledger. */
  readonly shardAccounts: number;
  /** Deals sorted into such objects at a time: what a slice holds, some 40 bytes each, and how often the parts are read. */
  readonly sortedDeals: number;
  /** Of the tables of a generation in one object. */
  readonly accountsRows: number;
  readonly monthsRows: number;
  /** Accounts that the CRM was not given are named for the next run up to so many; beyond that it reads everything. */
  readonly owedAccounts: number;
  /** Accounts that the techniques beside RFM and firmographics look at a time. */
  readonly techniqueAccounts: number;
  /** Orders that recommendations learn from at most: those of some accounts, where there are more. */
  readonly learntOrders: number;
  /** Accounts whose inputs are kept for previews, and rows of these at most. */
  readonly sampledAccounts: number;
  readonly sampledRows: number;
}

/** What one delivery of a run works with. */
export interface RunContext {
  readonly ports: WorkPorts;
  readonly org: OrgKey;
  readonly job: DurableJob<RunRow>;
  readonly control: JobControl;
  readonly limits: RunLimits;
  /** Parts of one kind. */
  parts(kind: PartKind): Parts;
  /** Inputs of the run as its row names them; only after `begin`. */
  inputs(row: RunRow): Promise<RunInputs>;
}

export type PartKind =
  | 'inputs'
  | 'accounts'
  | 'deals'
  | 'lineItems'
  | 'contacts'
  | 'touches'
  | 'texts'
  | 'products'
  | 'dealProducts'
  | 'purchases'
  | 'points'
  | 'labelled'
  | 'samples'
  | 'gone'
  | 'merged'
  | 'plan'
  | 'owed'
  | 'basis';

export interface RunInputs {
  readonly frozen: FrozenRun;
  readonly plan: ReadingPlan;
  /** Reads and writes under the frozen rates, zone and fields. */
  readonly crm: SlicedCrmBatch;
}

/** What a unit leaves: the next row, and what the log says. */
export interface UnitResult {
  readonly change: (row: RunRow) => RunRow;
  readonly rows?: number;
  readonly note?: string | null;
}
export type RunUnit = (context: RunContext, row: RunRow) => Promise<UnitResult>;

/** Objects of one run. */
export function runFolder(runId: string): string {
  return `runs/${runId}`;
}

/** Inputs are read once a delivery, however many units ask for them. */
export function createRunContext(base: Pick<RunContext, 'ports' | 'org' | 'job' | 'control' | 'limits'>): RunContext {
  const { ports, org, job } = base;
  const parts = (kind: PartKind): Parts => createParts(ports.blob, org, `${runFolder(job.row.id)}/${kind}`);
  let known: { readonly name: string; readonly inputs: Promise<RunInputs> } | null = null;
  const load = async (name: string): Promise<RunInputs> => {
    const text = new TextDecoder().decode(await parts('inputs').read(name));
    const frozen: FrozenRun = frozenRunSchema.parse(JSON.parse(text));
    const plan = planOf(frozen);
    if (!plan.ok) throw new StoreError('blobDamaged', 'the inputs of the run do not fit together');
    const crm = ports.crmFor(org, frozen);
    if (crm === null) throw new CrmError('notAuthenticated', 'the extension is not installed in this org');
    return { frozen, plan: plan.value, crm: guardWrites(crm, base) };
  };
  return {
    ...base,
    parts,
    inputs(row) {
      const name = row.job.cursor.frozen;
      if (name === null) throw new TypeError('the run has not begun');
      if (known?.name !== name) known = { name, inputs: load(name) };
      return known.inputs;
    },
  };
}

/** No call that changes the CRM begins under a lease that may be over, or after somebody wished the run to wait or stop. */
function guardWrites(crm: SlicedCrmBatch, { job, control }: Pick<RunContext, 'job' | 'control'>): SlicedCrmBatch {
  const guarded = async <T>(act: () => Promise<T>): Promise<T> => {
    await control.checkpoint();
    await job.confirm();
    return act();
  };
  return {
    ...crm,
    write: (request) => guarded(() => crm.write(request, control)),
    startBulkWrite: (request) => guarded(() => crm.startBulkWrite(request)),
    putRecord: (request) => guarded(() => crm.putRecord(request)),
  };
}

/** The next row: another place in the cursor, perhaps another step. */
export function moveOn(
  step: RunStep,
  cursor: Partial<RunCursor>,
  changes: Partial<RunRow> = {},
): (row: RunRow) => RunRow {
  return (row) => ({
    ...row,
    state: stateOf(step),
    ...changes,
    job: { ...row.job, step, cursor: { ...row.job.cursor, ...cursor } },
  });
}

/** What people are told while a step is under way. */
export function stateOf(step: string): RunState {
  if (!isRunStep(step)) return 'reading';
  switch (step) {
    case 'publish':
    case 'compare':
    case 'sweep':
      return 'publishing';
    case 'project':
    case 'basis':
    case 'finish':
      return 'projecting';
    default:
      return 'reading';
  }
}

/** The row of a run that is over. `at` in epoch milliseconds; of the problems the first `MAX_KEPT_PROBLEMS` are kept. */
export function endRun(
  state: RunState,
  {
    reason,
    problems,
    at,
  }: { readonly reason: string | null; readonly problems: readonly Problem[]; readonly at: number },
  changes: Partial<RunRow> = {},
): (row: RunRow) => RunRow {
  const kept = problems
    .slice(0, MAX_KEPT_PROBLEMS)
    .map(({ code, params, where }) => ({ code, params: { ...params }, where }));
  return (row) => ({ ...row, ...changes, state, reason, problems: kept, endedAt: new Date(at).toISOString() });
}

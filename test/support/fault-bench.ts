import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { loadAccounts, readCurrentGeneration } from '#server-functions/score/load-generation.ts';
import { QUERY_UP_TO_ROWS } from '#server-functions/shared/rest/query-rows.ts';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';
import { encodeColumns } from '#core/columns/arrow-columns.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import type { FaultName } from '#sandbox/faults/fault-catalogue.ts';
import type { FaultRule } from '#sandbox/faults/fault-plan.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { configureAndScore, createLocalFunctions, scoreOnce, type LocalFunctions } from './local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from './sample-sandbox.ts';

export type FaultFlow = 'score' | 'export';

/** What came of a flow under a fault. */
export interface FaultOutcome {
  readonly fault: FaultName;
  readonly rule: Omit<FaultRule, 'fault'>;
  readonly flow: FaultFlow;
  /** Calls that met the fault; 0 = the flow makes no such call. */
  readonly met: number;
  /**
   * `identical`: the result of the same flow without the fault. `followed`: the org itself changed under the flow, and the
   * result is that of the changed org. `named`: a reason, and what stood before still stands. `partly`: published, with the
   * rows that the CRM refused by name; the next run makes them good. `caughtUp`: somebody moved records while they were being
   * read, some before and some after, as in any org at work; the next run has them all.
   */
  readonly verdict: 'identical' | 'followed' | 'caughtUp' | 'named' | 'partly' | 'WRONG';
  /** The reason, or what is wrong. */
  readonly detail: string;
}

export interface FaultBench {
  /** `also`: what must go wrong as well for the fault to be met. */
  run(flow: FaultFlow, fault: FaultName, rule?: Omit<FaultRule, 'fault'>, also?: FaultRule): Promise<FaultOutcome>;
  close(): Promise<void>;
}

/** No API reads two modules at one instant. */
const RECORDS_MOVE: readonly FaultName[] = ['recordDeleted', 'recordMerged'];
/** Until somebody does something about it, no further run can do better. */
const LASTING: readonly FaultName[] = [
  'grantRevoked',
  'creditsUsedUp',
  'permissionLost',
  'fieldHidden',
  'moduleRenamed',
];
const STUCK: readonly FaultName[] = ['bulkJobStuck', 'bulkWriteStuck'];
const ACCOUNTS = 60;
const EARLIER = '2025-12-31';
const HOUR_MS = 3_600_000;
/** How long answers may take: on a busy machine long, but short where the fault is that none comes. Milliseconds. */
const PATIENT = { jsonMs: 20_000, downloadMs: 20_000 };
const LONGEST_PAUSE_MS = 20;
const IMPATIENT = { jsonMs: 250, downloadMs: 250 };

/** A small org, configured and scored once, in which flows run under faults. Everything goes over HTTP. */
export async function createFaultBench(
  reading: 'bulk' | 'queries' = 'bulk',
  writing: 'bulk' | 'records' = 'records',
): Promise<FaultBench> {
  const crmTime = { ms: SAMPLE_NOON };
  const sandbox = await startSampleSandbox(ACCOUNTS, { clock: { now: () => crmTime.ms }, reportBug: () => undefined });
  const timeouts = { ...PATIENT };
  // Half an hour of polls for a job that never ends passes in a moment; other jobs get their time.
  const pace = { longestMs: LONGEST_PAUSE_MS };
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (pace.longestMs === 0) setImmediate(resolve);
      else setTimeout(resolve, Math.min(ms, pace.longestMs));
    });
  const references = new Map<FaultFlow, string>();

  async function prepare(): Promise<LocalFunctions> {
    crmTime.ms = SAMPLE_NOON;
    await sandbox.reset();
    const functions = createLocalFunctions(sandbox, SAMPLE_NOON, {
      timeouts,
      wait,
      queryUpToRows: reading === 'queries' ? QUERY_UP_TO_ROWS : 0,
      ...(writing === 'bulk' ? { bulkWriteFromRows: 1 } : {}),
    });
    const first = await configureAndScore(functions, ZYLKER, EARLIER);
    if (first.at('run', 'state') !== 'done') throw new Error(`the first run: ${JSON.stringify(first.at('run'))}`);
    pass(functions);
    return functions;
  }
  /** Tokens are renewed, and the CRM's count of downloads starts anew. */
  function pass(functions: LocalFunctions): void {
    crmTime.ms += HOUR_MS;
    functions.clock.ms += HOUR_MS;
  }
  async function referenceOf(flow: FaultFlow): Promise<string> {
    const known = references.get(flow);
    if (known !== undefined) return known;
    const functions = await prepare();
    if (flow === 'export') await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    pass(functions);
    const done = await FLOWS[flow].perform(functions);
    if (done.state !== 'done')
      throw new Error(`${flow} fails without a fault: ${done.reason} ${functions.log.slice(-3).join(' ')}`);
    const result = await FLOWS[flow].resultOf(functions, sandbox);
    references.set(flow, result);
    return result;
  }

  return {
    async run(flow, fault, rule = {}, also) {
      const { perform, resultOf } = FLOWS[flow];
      const reference = await referenceOf(flow);
      const functions = await prepare();
      if (flow === 'export') {
        await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
        pass(functions);
        await perform(functions);
        pass(functions);
      }
      const before = await standing(functions);
      sandbox.setFaults([{ fault, ...rule }, ...(also === undefined ? [] : [also])]);
      Object.assign(timeouts, fault === 'noAnswer' ? IMPATIENT : PATIENT);
      pace.longestMs = STUCK.includes(fault) ? 0 : LONGEST_PAUSE_MS;
      const ended = await perform(functions);
      const met = sandbox.faults()[0]?.met ?? 0;
      sandbox.setFaults([]);
      Object.assign(timeouts, PATIENT);
      pace.longestMs = LONGEST_PAUSE_MS;
      const outcome = { fault, rule, flow, met } as const;
      const wrong = (detail: string): FaultOutcome => ({ ...outcome, verdict: 'WRONG', detail });

      if (ended.state === 'done' || ended.state === 'publishedPartly') {
        const result = await resultOf(functions, sandbox);
        const identical = result === reference;
        if (ended.state === 'done' && identical) return { ...outcome, verdict: 'identical', detail: ended.reason };
        // Afterwards the org, changed or not, must come to rest: two further times, one result.
        const rest: string[] = [];
        for (let time = 0; time < 2; time++) {
          pass(functions);
          const again = await perform(functions);
          if (again.state !== 'done' && ended.state === 'publishedPartly' && LASTING.includes(fault))
            return { ...outcome, verdict: 'partly', detail: ended.reason };
          if (again.state !== 'done') return wrong(`${ended.state}, and then ${again.state} ${again.reason}`);
          rest.push(await resultOf(functions, sandbox));
        }
        if (rest[0] !== rest[1]) return wrong(`${ended.state}, and then one result and another`);
        if (ended.state === 'publishedPartly' && rest[0] !== reference && !RECORDS_MOVE.includes(fault))
          return wrong('partly, and the next run does not make it good');
        if (ended.state === 'publishedPartly') return { ...outcome, verdict: 'partly', detail: ended.reason };
        if (rest[0] === result) return { ...outcome, verdict: 'followed', detail: ended.reason };
        return RECORDS_MOVE.includes(fault)
          ? { ...outcome, verdict: 'caughtUp', detail: ended.reason }
          : wrong('done with a result that neither org has');
      }
      if (['internal', '', 'null'].includes(ended.reason))
        return wrong(`without a name: ${ended.state} ${ended.reason}`);
      if ((await standing(functions)) !== before) return wrong(`${ended.reason}, and what stood before is gone`);
      return { ...outcome, verdict: 'named', detail: ended.reason };
    },
    close: () => sandbox.close(),
  };
}

interface Ended {
  readonly state: string;
  readonly reason: string;
}

const FLOWS: Readonly<
  Record<
    FaultFlow,
    {
      perform(functions: LocalFunctions): Promise<Ended>;
      /** A digest of all that the flow is for. */
      resultOf(functions: LocalFunctions, sandbox: Sandbox): Promise<string>;
    }
  >
> = {
  score: {
    async perform(functions) {
      const administrator = functions.as('administrator', ZYLKER);
      const started = await administrator.call('POST', '/v1/runs', { asOf: SAMPLE_DAY });
      if (started.status !== 202) return { state: 'refused', reason: String(started.at('code')) };
      const run = await functions
        .as('administrator', ZYLKER)
        .call('GET', `/v1/runs/${String(started.at('run', 'id'))}`);
      const problems = run.at('run', 'problems');
      const first = Array.isArray(problems) && problems.length > 0 ? `: ${sayProblem(problems[0])}` : '';
      const reason = run.at('run', 'reason');
      return { state: String(run.at('run', 'state')), reason: `${typeof reason === 'string' ? reason : ''}${first}` };
    },
    async resultOf(functions, sandbox) {
      const current = await readCurrentGeneration(functions.ports, ZYLKER);
      const value = current?.value ?? null;
      if (value === null) return 'no generation';
      const table = await loadAccounts(functions.ports, ZYLKER, value);
      // When it was published, and under which number, differs by nature.
      const counted = { ...value, id: '', runId: '', publishedAt: '', former: [], digests: null };
      return digest(JSON.stringify(counted), encodeColumns(table), labelsInCrm(sandbox));
    },
  },
  export: {
    async perform(functions) {
      const administrator = functions.as('administrator', ZYLKER);
      const asked = await administrator.call('POST', '/v1/exports', { segment: null, fields: 'all' });
      if (asked.status !== 202) return { state: 'refused', reason: String(asked.at('code')) };
      const row = await administrator.call('GET', `/v1/exports/${String(asked.at('export', 'id'))}`);
      const reason = row.at('export', 'reason');
      return { state: String(row.at('export', 'state')), reason: typeof reason === 'string' ? reason : '' };
    },
    async resultOf(functions) {
      const history = await functions.as('administrator', ZYLKER).call('GET', '/v1/exports');
      return digest(await exportedFile(functions, String(history.at('exports', 0, 'id'))));
    },
  },
};

function sayProblem(problem: unknown): string {
  if (typeof problem !== 'object' || problem === null || !('code' in problem) || !('where' in problem)) return '';
  return `${String(problem.code)} (${String(problem.where)})`;
}

/** The published generation as people read it, and the last good file. */
async function standing(functions: LocalFunctions): Promise<string> {
  const overview = await functions.as('marketer', ZYLKER).call('GET', '/v1/overview');
  const current = await readCurrentGeneration(functions.ports, ZYLKER);
  if (current === null) return 'no generation';
  const table = await loadAccounts(functions.ports, ZYLKER, current.value);
  const history = await functions.as('administrator', ZYLKER).call('GET', '/v1/exports');
  const exports = history.at('exports');
  const done = Array.isArray(exports) ? exports.filter((row: unknown) => isDone(row)).map(({ id }) => id) : [];
  const files = await Promise.all(done.map((id) => exportedFile(functions, id)));
  return digest(JSON.stringify(overview.at('overview')), encodeColumns(table), ...files);
}

function isDone(row: unknown): row is { readonly id: string } {
  return typeof row === 'object' && row !== null && 'state' in row && row.state === 'done' && 'id' in row;
}

async function exportedFile(functions: LocalFunctions, id: string): Promise<string> {
  const file = await functions.as('administrator', ZYLKER).call('GET', `/v1/exports/${id}/file`);
  if (file.status !== 200) return `no file: ${file.status}`;
  let text = '';
  for await (const entry of readZip(file.bytes)) {
    for await (const chunk of entry.chunks) text += Buffer.from(chunk).toString('latin1');
  }
  return text;
}

function labelsInCrm(sandbox: Sandbox): string {
  const database = new DatabaseSync(sandbox.databasePath(ZYLKER), { readOnly: true });
  try {
    const fields = database
      .prepare("SELECT name FROM pragma_table_info('Accounts') WHERE name LIKE 'ABM\\_%' ESCAPE '\\' ORDER BY name")
      .all();
    const columns = fields.map(({ name }) => `"${String(name)}"`).join(', ');
    const statement = database.prepare(`SELECT CAST(id AS TEXT) AS id, ${columns} FROM Accounts ORDER BY id`);
    return JSON.stringify(statement.all());
  } finally {
    database.close();
  }
}

function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

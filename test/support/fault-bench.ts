import { configurationSchema } from '#core/configuration/configuration.ts';
import type { FaultName } from '#sandbox/faults/fault-catalogue.ts';
import type { FaultRule } from '#sandbox/faults/fault-plan.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { QUERY_UP_TO_ROWS } from '#server-functions/shared/rest/query-rows.ts';
import { changeSampleOrg } from './change-sample-org.ts';
import { FLOWS, leftOutOf, standing, type FaultFlow } from './fault-flows.ts';
import { configureAndScore, createLocalFunctions, scoreOnce, type LocalFunctions } from './local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from './sample-sandbox.ts';
import { withTechniques } from './techniques-org.ts';

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
   * read, some before and some after, as in any org at work; the next run has them all. `leftOut`: labelled without something that a
   * technique reads, which is named; the next run has it.
   */
  readonly verdict: 'identical' | 'followed' | 'caughtUp' | 'leftOut' | 'named' | 'partly' | 'WRONG';
  /** The reason, or what is wrong. */
  readonly detail: string;
}

export interface FaultBench {
  /** `also`: what must go wrong as well for the fault to be met. */
  run(flow: FaultFlow, fault: FaultName, rule?: Omit<FaultRule, 'fault'>, also?: FaultRule): Promise<FaultOutcome>;
  /** How many such calls the flow makes where nothing goes wrong. */
  callsOf(flow: FaultFlow, on: string, also?: FaultRule): Promise<number>;
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
/** Labels are written by several calls, or several jobs. Rows. */
const WRITTEN_AT_A_TIME = 12;
const EARLIER = '2025-12-31';
const HOUR_MS = 3_600_000;
/** How long answers may take: on a busy machine long, but short where the fault is that none comes. Milliseconds. */
const PATIENT = { jsonMs: 20_000, downloadMs: 20_000 };
const LONGEST_PAUSE_MS = 20;
/** A job that is said to have failed may still be writing: on a busy machine a sandbox's job of 30 rows takes a while. Waited only while rows are missing. */
const SETTLE_MS = 3_000;
const IMPATIENT = { jsonMs: 250, downloadMs: 250 };

/** A small org, configured and scored once, in which flows run under faults. Everything goes over HTTP. */
export async function createFaultBench(
  reading: 'bulk' | 'queries' = 'bulk',
  writing: 'bulk' | 'records' = 'records',
  techniques: 'proposed' | 'every' = 'proposed',
): Promise<FaultBench> {
  const crmTime = { ms: SAMPLE_NOON };
  const options = { clock: { now: () => crmTime.ms }, reportBug: () => undefined };
  const sandbox = await startSampleSandbox(ACCOUNTS, options, techniques === 'every' ? 1 : 0);
  const configure = (proposed: unknown): unknown =>
    techniques === 'every' ? withTechniques(configurationSchema.parse(proposed)) : proposed;
  const timeouts = { ...PATIENT };
  // Half an hour of polls for a job that never ends passes in a moment; other jobs get their time.
  const pace = { longestMs: LONGEST_PAUSE_MS };
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (pace.longestMs === 0) setImmediate(resolve);
      else setTimeout(resolve, Math.min(ms, pace.longestMs));
    });
  const references = new Map<FaultFlow, string>();

  async function prepare(flow: FaultFlow): Promise<LocalFunctions> {
    crmTime.ms = SAMPLE_NOON;
    await sandbox.reset();
    const functions = createLocalFunctions(sandbox, SAMPLE_NOON, {
      timeouts,
      wait,
      queryUpToRows: reading === 'queries' ? QUERY_UP_TO_ROWS : 0,
      changesByQueryUpToRows: reading === 'queries' ? QUERY_UP_TO_ROWS : 0,
      recordRows: WRITTEN_AT_A_TIME,
      ...(writing === 'bulk' ? { bulkWriteFromRows: 1, bulkRows: ACCOUNTS / 2, settleMs: SETTLE_MS } : {}),
    });
    const { after } = FLOWS[flow];
    const day = after === 'changed' ? SAMPLE_DAY : EARLIER;
    const first = await configureAndScore(functions, ZYLKER, day, 'administrator', configure);
    if (first.at('run', 'state') !== 'done') throw new Error(`the first run: ${JSON.stringify(first.at('run'))}`);
    pass(functions);
    if (after === 'scored') await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    if (after === 'changed') await changeSampleOrg(sandbox);
    pass(functions);
    if (flow === 'export') {
      // Its file is what stands before.
      await FLOWS[flow].perform(functions);
      pass(functions);
    }
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
    const functions = await prepare(flow);
    const done = await FLOWS[flow].perform(functions);
    if (done.state !== 'done')
      throw new Error(`${flow} fails without a fault: ${done.reason} ${functions.log.slice(-3).join(' ')}`);
    // A run of what changed that reads everything would be compared with itself in every cell.
    if (done.fullBecause !== null) throw new Error(`${flow} reads everything without a fault: ${done.fullBecause}`);
    const result = await FLOWS[flow].resultOf(functions, sandbox);
    references.set(flow, result);
    return result;
  }

  return {
    async callsOf(flow, on, also) {
      const functions = await prepare(flow);
      // Who calls is asked about once.
      await standing(functions);
      // Never met: it counts.
      sandbox.setFaults([
        { fault: 'internalError', on, at: 1_000_000, times: 1 },
        ...(also === undefined ? [] : [also]),
      ]);
      await FLOWS[flow].perform(functions);
      const seen = sandbox.faults()[0]?.seen ?? 0;
      sandbox.setFaults([]);
      return seen;
    },
    async run(flow, fault, rule = {}, also) {
      const { perform, resultOf } = FLOWS[flow];
      const reference = await referenceOf(flow);
      const functions = await prepare(flow);
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
        const without = await leftOutOf(functions, ended);
        const result = await resultOf(functions, sandbox);
        const identical = result === reference;
        const detail = ended.fullBecause === null ? ended.reason : `in full (${ended.fullBecause})`;
        if (ended.state === 'done' && identical) return { ...outcome, verdict: 'identical', detail };
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
        if (without.length > 0 && rest[0] === reference)
          return { ...outcome, verdict: 'leftOut', detail: without.join(', ') };
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

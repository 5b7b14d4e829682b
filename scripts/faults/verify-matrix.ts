import { createFaultBench, type FaultBench, type FaultOutcome } from '#test/support/fault-bench.ts';
import { FAULT_FLOWS, type FaultFlow } from '#test/support/fault-flows.ts';
import { FAULTS } from '#sandbox/faults/fault-catalogue.ts';
import type { FaultRule } from '#sandbox/faults/fault-plan.ts';

type Fault = (typeof FAULTS)[number];
type Setting = readonly [reading: 'bulk' | 'queries', writing: 'bulk' | 'records'];

/** Where a fault meets a flow. */
interface Place {
  readonly setting: Setting;
  readonly on: string;
  readonly also?: FaultRule;
}

const QUERY = 'POST /crm/v8/coql';
const LABELS = 'PUT /crm/v8/Accounts';
const NO_CALL = '-';
const CELL = 44;

/** Which of the calls: the first, the middle, the last; those of techniques that read after accounts and deals. Share. */
const PLACES = { proposed: [0, 0.5, 1], every: [0.5, 0.65, 0.8, 0.9, 1] } as const;

/** The calls of a flow that a fault is about; null = the flow makes none. */
function placeOf(flow: FaultFlow, { name, on }: Fault): Place | null {
  const reading = flow === 'incremental' ? 'queries' : 'bulk';
  if (/upload|bulk\/v8\/write|bulk-write/.test(on)) {
    if (flow === 'export') return null;
    // Nobody fetches a result unless a row was refused.
    const also = name === 'bulkWriteExpired' ? { also: { fault: 'bulkRowRefused' } } : {};
    return { setting: [reading, 'bulk'], on, ...also };
  }
  if (on.startsWith('PUT')) return flow === 'export' ? null : { setting: [reading, 'records'], on };
  if (/read\/\*/.test(on)) return flow === 'projection' ? null : { setting: ['bulk', 'records'], on };
  if (on.includes('oauth')) return flow === 'projection' ? null : { setting: [reading, 'records'], on };
  if (flow === 'projection') return { setting: ['bulk', 'records'], on: LABELS };
  if (flow === 'incremental') return { setting: ['queries', 'records'], on: on.startsWith('*') ? on : QUERY };
  return { setting: ['bulk', 'records'], on };
}

/**
 * Every fault at the first, the middle and the last call that it can meet, in every flow: prints a table as it goes. A cell that
 * says one thing says it of all of them. Under `every` technique: five calls of the later half. `words` picks flows and faults by their names. Gives what came of each case.
 */
export async function verifyMatrix(
  words: readonly string[],
  techniques: 'proposed' | 'every' = 'proposed',
): Promise<readonly FaultOutcome[]> {
  const flows = FAULT_FLOWS.filter((flow) => words.includes(flow));
  const faults = FAULTS.filter(({ name }) => words.includes(name));
  // Only full runs read for the other techniques.
  const usual: readonly FaultFlow[] = techniques === 'every' ? ['score'] : FAULT_FLOWS;
  const shown = flows.length === 0 ? usual : flows;
  const benches = new Map<string, Promise<FaultBench>>();
  const benchOf = (setting: Setting): Promise<FaultBench> => {
    const known = benches.get(setting.join()) ?? createFaultBench(...setting, techniques);
    benches.set(setting.join(), known);
    return known;
  };
  const counted = new Map<string, number>();
  const outcomes: FaultOutcome[] = [];

  const tryAt = async (flow: FaultFlow, fault: Fault): Promise<string> => {
    const place = placeOf(flow, fault);
    if (place === null) return NO_CALL;
    const bench = await benchOf(place.setting);
    const key = `${flow} ${place.setting.join()} ${place.on} ${fault.name === 'bulkWriteExpired'}`;
    const calls = counted.get(key) ?? (await bench.callsOf(flow, place.on, place.also));
    counted.set(key, calls);
    if (calls === 0) return NO_CALL;
    const cells: string[] = [];
    for (const at of new Set(PLACES[techniques].map((share) => Math.max(1, Math.ceil(share * calls))))) {
      // Polls are as many as it takes: the last call of one time need not come the next.
      let outcome = await bench.run(flow, fault.name, { on: place.on, at }, place.also);
      for (let earlier = at - 1; outcome.met === 0 && earlier > Math.ceil(calls / 2); earlier--)
        outcome = await bench.run(flow, fault.name, { on: place.on, at: earlier }, place.also);
      outcomes.push(outcome);
      cells.push(describe(outcome));
    }
    return new Set(cells).size === 1 ? (cells[0] ?? NO_CALL) : cells.join(' | ');
  };

  process.stdout.write(`${['fault', ...shown].map((word, at) => word.padEnd(at === 0 ? 20 : CELL)).join(' ')}\n`);
  try {
    for (const fault of faults.length === 0 ? FAULTS : faults) {
      const row = [fault.name.padEnd(20)];
      for (const flow of shown) row.push((await tryAt(flow, fault)).padEnd(CELL));
      process.stdout.write(`${row.join(' ').trimEnd()}\n`);
    }
  } finally {
    for (const bench of benches.values()) await (await bench).close();
  }
  return outcomes;
}

/** The reason without its explanation. */
function describe({ met, verdict, detail }: FaultOutcome): string {
  if (verdict === 'WRONG') return `WRONG ${detail}`;
  if (met === 0) return 'not met';
  const [reason = ''] = detail.split(':', 1);
  return reason === '' ? verdict : `${verdict} ${reason}`;
}

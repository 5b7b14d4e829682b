import { createHash } from 'node:crypto';

/** What one process measured about itself. */
export interface Measured {
  readonly seconds: number;
  /** Of all cores; steadier than `seconds` on a busy machine. */
  readonly cpuSeconds: number;
  /** Most memory the process ever held, runtime included. */
  readonly peakMb: number;
  readonly scoredAccounts: number;
  /** Of all lines "account,r,f,m" in order: equal digests mean equal results. */
  readonly digest: string;
}

interface Start {
  readonly at: number;
  readonly cpu: NodeJS.CpuUsage;
}

/** Call it when everything is loaded: how long a runtime takes to start is another question. */
export function startMeasuring(): Start {
  return { at: performance.now(), cpu: process.cpuUsage() };
}

/** Ends a contender: time and memory are taken first, since its results are written out for the comparison only. */
export function reportMeasured(start: Start, toLines: () => string[]): void {
  const seconds = (performance.now() - start.at) / 1000;
  const { user, system } = process.cpuUsage(start.cpu);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const lines = toLines().sort();
  const digest = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
  const cpuSeconds = (user + system) / 1e6;
  const measured: Measured = { seconds, cpuSeconds, peakMb, scoredAccounts: lines.length, digest };
  console.log(JSON.stringify(measured));
}

/** What one process measured about counting pairs. */
export interface MeasuredPairs {
  /** From the file's bytes to the counts. */
  readonly seconds: number;
  /** Counting alone, the lines being in memory. */
  readonly countSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  /** Different pairs, occurrences of all, and a sum over pairs and counts: equal ones mean equal counts. */
  readonly result: { readonly pairs: number; readonly together: number; readonly digest: number };
}

export function reportPairs(start: Start, read: Start, result: MeasuredPairs['result']): void {
  const now = performance.now();
  const { user, system } = process.cpuUsage(start.cpu);
  const measured: MeasuredPairs = {
    seconds: (now - start.at) / 1000,
    countSeconds: (now - read.at) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMb: process.resourceUsage().maxRSS / 1024,
    result,
  };
  console.log(JSON.stringify(measured));
}

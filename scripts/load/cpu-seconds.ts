import { readdirSync, readFileSync } from 'node:fs';

/** What `/proc` counts time in, on every Linux that Node runs on. Ticks a second. */
const TICKS = 100;
/** Of `/proc/<pid>/task/<tid>/stat`, counted from behind the name, which may hold anything. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** Seconds of CPU of each of a process's threads so far, those of one name together; empty where the system does not tell. */
export function readCpuSeconds(pid: number | undefined): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  const folder = `/proc/${pid}/task`;
  for (const thread of threadsIn(folder)) {
    const stat = readFileSync(`${folder}/${thread}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME]);
    seconds.set(name, (seconds.get(name) ?? 0) + ticks / TICKS);
  }
  return seconds;
}

/** "jobs 21.0, MainThread 9.3 = 30.3 s", the busiest first; what took next to nothing is not named. */
export function describeCpu(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string {
  const used = [...after].map(([name, seconds]) => [name, seconds - (before.get(name) ?? 0)] as const);
  const total = used.reduce((sum, [, seconds]) => sum + seconds, 0);
  const named = used.filter(([, seconds]) => seconds >= 0.1).toSorted(([, a], [, b]) => b - a);
  return `${named.map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`).join(', ')} = ${total.toFixed(1)} s`;
}

function threadsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

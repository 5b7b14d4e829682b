import { readFileSync } from 'node:fs';

const KIB_PER_MIB = 1_024;

/**
 * The most resident memory this process had, all threads. MiB. Linux's own high-water mark where there is one: the figure of
 * `resourceUsage` starts with the peak of the process that started this one.
 */
export function readPeakRssMb(): number {
  const kib = readHighWaterKib() ?? process.resourceUsage().maxRSS;
  return Math.round((kib / KIB_PER_MIB) * 10) / 10;
}

function readHighWaterKib(): number | null {
  try {
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return match === null ? null : Number(match[1]);
  } catch {
    return null;
  }
}

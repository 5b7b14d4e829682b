import { withSmallHeap } from '#server-functions/shared/jobs/with-small-heap.ts';
import { readPeakRssMb } from '#server-functions/shared/local/peak-memory.ts';

/** What one contender measured about itself; the CSV is compared by whoever started it. */
export interface ExportMeasured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** How a contender's process is set: as `node` comes, or as the product sets it for an export. */
export const SETTINGS = 'LODESTAR_BENCH_SETTINGS';

/** Runs the export and says what it took, its process from the start included in the peak. */
export async function measureExport(run: () => Promise<void>): Promise<void> {
  const at = performance.now();
  const cpu = process.cpuUsage();
  await (process.env[SETTINGS] === 'product' ? withSmallHeap(run) : run());
  const seconds = (performance.now() - at) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const measured: ExportMeasured = {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMb: readPeakRssMb(),
  };
  console.log(JSON.stringify(measured));
}

import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { writeZip } from '#server-functions/shared/zip/write-zip.ts';

/** What one contender measured about itself; the CSV is compared by whoever started it. */
export interface ExportMeasured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** Runs `chunks` into a ZIP, or with `csv` into a plain file, and says what it took. */
export async function measureExport(chunks: AsyncIterable<Uint8Array>, mode: string, path: string): Promise<void> {
  const at = performance.now();
  const cpu = process.cpuUsage();
  const bytes = mode === 'zip' ? writeZip([{ name: 'records.csv', chunks }]) : chunks;
  await pipeline(bytes, createWriteStream(path));
  const seconds = (performance.now() - at) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const measured: ExportMeasured = {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
  console.log(JSON.stringify(measured));
}

import { join } from 'node:path';
import process from 'node:process';
import * as z from 'zod';
import { performJob } from '#server-functions/shared/jobs/perform-job.ts';
import { createLocalClock, createWorkPorts, pause } from '#server-functions/shared/local/create-work-ports.ts';
import { createInstallerShares } from '#server-functions/shared/local/installer-share.ts';
import { jobSchema } from '#server-functions/shared/local/job-schema.ts';
import { readPeakRssMb } from '#server-functions/shared/local/peak-memory.ts';
import { settingsSchema } from '#server-functions/shared/local/settings.ts';
import { createSqliteStore } from '#server-functions/shared/stores/sqlite-store.ts';

/** One delivery of one job in a process of its own, as a job function has it; then the process tells its peak and ends. */
const orderSchema = z.strictObject({ settings: settingsSchema, job: jobSchema, deliveryMs: z.number() });

process.once('message', (message: unknown) => void deliver(orderSchema.parse(message)));
process.on('disconnect', () => process.exit(0));

async function deliver({ settings, job, deliveryMs }: z.infer<typeof orderSchema>): Promise<void> {
  const clock = createLocalClock(settings);
  const store = createSqliteStore(join(settings.folder, 'store.db'), clock);
  const ports = createWorkPorts(settings, store, createInstallerShares(settings, clock, pause));
  const delivery = await performJob(ports, job, { deadline: clock.now() + deliveryMs });
  process.send?.({ delivery, peakRssMb: readPeakRssMb() });
  process.disconnect();
}

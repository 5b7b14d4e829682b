import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { useWidgets } from './use-widgets.ts';
import { ROLES } from './visits.ts';

/**
 * The users, on a thread of their own: the sandbox answers the run's calls on the main one, and its pauses are not the
 * functions'. Posts every call with its time.
 */
const setup = z
  .object({
    url: z.string(),
    widgetOrigin: z.string(),
    users: z.array(z.object({ role: z.enum(ROLES), bearer: z.string() })),
    segments: z.array(z.string()),
    accounts: z.array(z.string()),
    seconds: z.number(),
    thinkMs: z.tuple([z.number(), z.number()]),
  })
  .parse(workerData);

let run: string | null = null;
parentPort?.on('message', (message: unknown) => {
  run = z.object({ run: z.string() }).parse(message).run;
});
const end = performance.now() + setup.seconds * 1_000;
const measured = await useWidgets({
  ...setup,
  sights: { segments: setup.segments, accounts: setup.accounts, run: () => run },
  randomOf: () => Math.random,
  goesOn: () => performance.now() < end,
});
// The thread lives on: what it took is read from it.
parentPort?.postMessage(measured);

import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { Cancellation } from '#core/cancellation.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Store } from '#core/store/store.ts';
import { createJson, readJson, replaceJson } from '../stores/json-items.ts';

/** How often a job looks whether somebody wants it to stop or wait, and how often one that waits does. Milliseconds. */
const LOOK_EVERY_MS = 400;
const LOOK_WHILE_HELD_MS = 100;

const wishSchema = z.strictObject({
  wish: z.enum(['run', 'pause', 'cancel']),
  until: z.number(),
  /** Name of who wished it; null = nobody who is told of. */
  by: z.string().nullable().default(null),
});
export type JobWish = z.infer<typeof wishSchema>['wish'];

/** A wish outlives any job. Milliseconds. */
const WISH_MS = 24 * 60 * 60_000;

/** A wish that somebody else's came before, or whose writing nobody confirmed, is written again so often. */
const WISH_ATTEMPTS = 3;

/**
 * What a person wants of a job. The job reads it where it works, on whatever machine that is. Throws `StoreError` where it is
 * not written: nobody is told that a job heard what it never will.
 */
export async function wishJob(
  store: Store,
  org: OrgKey,
  jobId: string,
  wish: JobWish,
  now: number,
  by: string | null = null,
): Promise<void> {
  const value = { wish, until: now + WISH_MS, by };
  for (let attempt = 0; attempt < WISH_ATTEMPTS; attempt++) {
    const present = await readJson(store, org, keyOf(jobId), wishSchema);
    const { outcome } =
      present === null
        ? await createJson(store, org, keyOf(jobId), value, value.until)
        : await replaceJson(store, org, present, value, value.until);
    if (outcome === 'written') return;
  }
  throw new StoreError('unavailable', `the wish for ${jobId} was not written`);
}

export interface JobControl extends Cancellation {
  /** Between batches: throws when cancelled, waits while paused. */
  checkpoint(): Promise<void>;
  /** Whose wish it follows, as far as it has heard; null = nobody's. */
  wishedBy(): string | null;
  close(): void;
}

export interface JobControlOptions {
  readonly store: Store;
  readonly org: OrgKey;
  readonly jobId: string;
  readonly onHeld?: () => Promise<void>;
  readonly onReleased?: () => Promise<void>;
  /** Called at every look: a lease is renewed here. */
  readonly onLook?: () => void;
}

/**
 * Reads the wish on its own timer, so that a long call to the CRM is cancelled as well; a timer never keeps the process
 * alive. Close it when the job ends.
 */
export function createJobControl({ store, org, jobId, onHeld, onReleased, onLook }: JobControlOptions): JobControl {
  const controller = new AbortController();
  let wish: JobWish = 'run';
  let by: string | null = null;
  let looked = false;
  const look = async (): Promise<void> => {
    onLook?.();
    looked = true;
    const heard = (await readJson(store, org, keyOf(jobId), wishSchema))?.value;
    wish = heard?.wish ?? 'run';
    by = heard?.by ?? null;
    if (wish === 'cancel') controller.abort();
  };
  // A look that fails is followed by another.
  const lookSoftly = (): void => void look().catch(() => undefined);
  const timer = setInterval(lookSoftly, LOOK_EVERY_MS);
  timer.unref();

  return {
    get aborted() {
      return controller.signal.aborted;
    },
    throwIfAborted: () => controller.signal.throwIfAborted(),
    async checkpoint() {
      // Whoever wished before the job began is heard too.
      if (!looked) await look();
      controller.signal.throwIfAborted();
      if (wish !== 'pause') return;
      await onHeld?.();
      for (;;) {
        await wait(LOOK_WHILE_HELD_MS);
        await look();
        controller.signal.throwIfAborted();
        if (wish !== 'pause') break;
      }
      await onReleased?.();
    },
    wishedBy: () => by,
    close: () => clearInterval(timer),
  };
}

function keyOf(jobId: string): string {
  return `job-wishes/${jobId}`;
}

import { setImmediate as idle } from 'node:timers/promises';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';
import { LEASE_MS } from '#server-functions/shared/runs/lease.ts';
import type { StoreFate } from './unsteady-store.ts';

/** After this many operations the day is a good one, so that every run has an end. */
const BAD_OPERATIONS = 600;
const SHARE = { killed: 0.015, paused: 0.02, unclear: 0.03, fails: 0.005, clockBack: 0.003 } as const;
/** More than any run needs: a simulation that does not end is a bug. */
const MAX_OPERATIONS = 20_000;

interface Waiting {
  readonly worker: number;
  readonly what: string;
  go(): void;
}

/**
 * Workers that take turns, one operation at a time, by a seed: between any two operations a worker may die, sleep past its lease
 * while another one starts, or find the clock set back. What a CRM is told in one call is told in one turn: a call that is on
 * its way cannot be fenced by anybody.
 */
export class SimulatedDay {
  readonly clock: { now(): number };
  #ms: number;
  readonly #random: () => number;
  #waiting: Waiting[] = [];
  #operations = 0;
  readonly happened = { killed: 0, paused: 0, unclear: 0, failed: 0 };

  constructor(seed: number, now: number) {
    this.#ms = now;
    this.#random = createRandom(seed);
    this.clock = { now: () => this.#ms };
  }

  get isGood(): boolean {
    return this.#operations > BAD_OPERATIONS;
  }

  /** Asked for by a worker before each operation. A dead worker waits for ever. */
  turn(worker: number, what: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ worker, what, go: resolve }));
  }

  fate(): StoreFate {
    if (this.isGood) return 'well';
    const drawn = this.#random();
    if (drawn < SHARE.fails) {
      this.happened.failed++;
      return 'fails';
    }
    if (drawn > SHARE.fails + SHARE.unclear) return 'well';
    this.happened.unclear++;
    return (['done', 'lost', 'late'] as const)[Math.floor(this.#random() * 3)] ?? 'well';
  }

  /** Until `isOver`: `deliver` starts a worker, who ends by resolving. */
  async run(deliver: (worker: number) => Promise<void>, isOver: () => Promise<boolean>): Promise<void> {
    const alive = new Set<number>();
    let workers = 0;
    const start = (): void => {
      const worker = ++workers;
      alive.add(worker);
      void deliver(worker).finally(() => alive.delete(worker));
    };
    for (;;) {
      await idle();
      this.#waiting = this.#waiting.filter(({ worker }) => alive.has(worker));
      if (alive.size === 0) {
        if (await isOver()) return;
        // Whoever held it is dead: another takes it up once the lease is over.
        this.#ms += LEASE_MS + 1;
        start();
        continue;
      }
      if (this.#waiting.length === 0) continue;
      if (++this.#operations > MAX_OPERATIONS) throw new Error('the simulation does not end');
      const next = this.#waiting.splice(Math.floor(this.#random() * this.#waiting.length), 1)[0];
      if (next === undefined) continue;
      this.#ms += 50;
      const drawn = this.isGood ? 1 : this.#random();
      if (drawn < SHARE.killed) {
        this.happened.killed++;
        alive.delete(next.worker);
      } else if (drawn < SHARE.killed + SHARE.paused && !next.what.startsWith('crm ')) {
        this.happened.paused++;
        this.#ms += LEASE_MS + 1;
        if (alive.size < 3) start();
        this.#waiting.push(next);
      } else {
        if (drawn > 1 - SHARE.clockBack && !this.isGood) this.#ms -= LEASE_MS;
        next.go();
      }
    }
  }
}

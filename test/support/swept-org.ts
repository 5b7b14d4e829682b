import type { Configuration } from '#core/configuration/configuration.ts';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { createMemoryCrmBatch } from './memory-crm.ts';
import { createMemoryOrg, type MemoryOrg } from './memory-crm-data.ts';
import { createRefreshWorld, REFRESH_MORNING, type RefreshWorld } from './refresh-world.ts';

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;
export const SWEPT_ACCOUNTS = 40;

/** A deal of each account is won, and most others. */
export const someWon = (deal: number): 'Closed Won' | 'Qualification' =>
  deal < SWEPT_ACCOUNTS || deal % 3 > 0 ? 'Closed Won' : 'Qualification';

export interface SweptOrg {
  /** Ours, and the CRM's with it. */
  readonly clock: { ms: number };
  readonly memory: MemoryOrg;
  readonly configuration: Configuration;
  readonly world: RefreshWorld;
  /** The overlap of two sweeps is over: nothing of the last one is asked for again. */
  nextQuarter(): void;
  /** Of the module's records the one at this place. */
  idAt(module: string, at: number): string;
}

/** 40 accounts with two deals each, read in full and swept once: a sweep that follows finds what a test has changed, and nothing else. */
export async function createSweptOrg(stageAt: (deal: number) => 'Closed Won' | 'Qualification'): Promise<SweptOrg> {
  const clock = { ms: REFRESH_MORNING };
  const memory = createMemoryOrg(
    {
      accounts: Array.from({ length: SWEPT_ACCOUNTS }, (_, at) => ({
        name: `A${at}`,
        industry: null,
        employees: at * 20,
      })),
      deals: Array.from({ length: 2 * SWEPT_ACCOUNTS }, (_, at) => ({
        name: `D${at}`,
        account: `A${at % SWEPT_ACCOUNTS}`,
        stage: stageAt(at),
        amount: String(100 + ((at * 37) % 90) * 11),
        closingDate: `2026-0${1 + (at % 5)}-1${at % 9}`,
      })),
    },
    1_000n,
  );
  const proposed = await proposeFor(createMemoryCrmBatch(memory), { at: '2026-06-30T00:00:00Z', author: 'test' });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  const world = await createRefreshWorld(memory, proposed.value, clock);
  const nextQuarter = (): void => {
    clock.ms += 15 * MINUTE_MS;
    memory.clock.ms = clock.ms;
  };
  await world.run('full');
  nextQuarter();
  // The labels that the full run wrote count as changes of the accounts: their sweep finds nothing new.
  await world.run('changes');
  nextQuarter();
  return {
    clock,
    memory,
    configuration: proposed.value,
    world,
    nextQuarter,
    idAt: (module, at) => [...(memory.modules.get(module)?.rows.keys() ?? [])][at] ?? '',
  };
}

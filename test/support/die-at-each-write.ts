import { setImmediate as turn } from 'node:timers/promises';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import type { Deliver } from './refresh-world.ts';

/** Longer than a lease: whoever comes then may take over. Milliseconds. */
const LEASE_OVER_MS = 10 * 60_000;

/**
 * Deliveries of a run whose first worker dies after its `dies`-th write to the store or the blob, having done nothing more; null =
 * it lives. Another one takes over.
 */
export function dieAtEachWrite(
  clock: { ms: number },
  dies: number | null,
): { readonly deliver: Deliver; writes(): number } {
  let writes = 0;
  return {
    writes: () => writes,
    async deliver(ports, perform) {
      let isDead = false;
      let die: () => void = () => undefined;
      const death = new Promise<void>((resolve) => {
        die = resolve;
      });
      const never = new Promise<never>(() => undefined);
      const guard =
        <Call extends readonly unknown[], T>(act: (...call: Call) => Promise<T>, isWrite: boolean) =>
        async (...call: Call): Promise<T> => {
          if (isDead) return never;
          const done = await act(...call);
          if (!isWrite || ++writes !== dies) return done;
          isDead = true;
          die();
          return never;
        };
      const { store, blob } = ports;
      const lent: WorkPorts = {
        ...ports,
        store: {
          read: guard(store.read, false),
          list: guard(store.list, false),
          create: guard(store.create, true),
          replace: guard(store.replace, true),
          remove: guard(store.remove, true),
        },
        blob: {
          read: guard(blob.read, false),
          list: guard(blob.list, false),
          write: guard(blob.write, true),
          remove: guard(blob.remove, true),
        },
      };
      await Promise.race([perform(lent), death]);
      if (!isDead) return;
      await turn();
      clock.ms += LEASE_OVER_MS;
      await perform(ports);
    },
  };
}

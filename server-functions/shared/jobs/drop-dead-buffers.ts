import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { createContext, Script } from 'node:vm';

/**
 * Buffers lie outside V8's heap, which it hardly counts them by: those of ten ranges that were read and written are still there when
 * it looks. As much may wait; a collection of a heap of 40 MB takes some 40 ms. Bytes.
 */
const MAY_WAIT_BYTES = 8 * 1024 * 1024;

let collect: (() => void) | null = null;
/** What lived, or might have, when it was last looked for. */
let known = 0;

/** For work that goes through a large table range by range, after each: what is dead goes now, so that at most one range lies beside what is kept. */
export function dropDeadBuffers(mayWaitBytes = MAY_WAIT_BYTES): void {
  const held = process.memoryUsage().arrayBuffers;
  known = Math.min(known, held);
  if (held - known < mayWaitBytes) return;
  (collect ??= createCollector())();
  known = process.memoryUsage().arrayBuffers;
}

/** Node gives `gc` to contexts that are made while the flag is set. */
function createCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const context = createContext();
  setFlagsFromString('--no-expose-gc');
  const script = new Script('gc()');
  return () => void script.runInContext(context);
}

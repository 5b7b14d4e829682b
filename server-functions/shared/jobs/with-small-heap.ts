import { setFlagsFromString } from 'node:v8';

/**
 * The nursery keeps its size, and the heap grows by a little after each collection. V8 looks at both whenever it has collected,
 * so that they count from any moment on, in a process whose start is not ours.
 */
const SMALL = ['--optimize-for-size', '--semi-space-growth-factor=1'];
/** V8's own (13.6). */
const USUAL = ['--no-optimize-for-size', '--semi-space-growth-factor=2'];

let working = 0;

/**
 * For work that streams: what is live of it is small, and a heap of the usual kind would only keep more of what is dead. Counts
 * for the whole process while such work is done.
 */
export async function withSmallHeap<T>(work: () => Promise<T>): Promise<T> {
  if (working++ === 0) for (const flag of SMALL) setFlagsFromString(flag);
  try {
    return await work();
  } finally {
    if (--working === 0) for (const flag of USUAL) setFlagsFromString(flag);
  }
}

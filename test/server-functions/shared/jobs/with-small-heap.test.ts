import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import * as z from 'zod';

const MODULE = new URL('../../../../server-functions/shared/jobs/with-small-heap.ts', import.meta.url).href;

/** What lives a while and is replaced: V8 lets the nursery grow for it, unless it is told not to. */
const SCRIPT = `
  import { getHeapSpaceStatistics } from 'node:v8';
  const { withSmallHeap } = await import(${JSON.stringify(MODULE)});
  const nursery = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
  async function churn() {
    const kept = new Array(50_000);
    for (let each = 0; each < 2_000_000; each++) kept[each % kept.length] = { each, text: [each] };
    return nursery();
  }
  const small = await withSmallHeap(churn);
  await withSmallHeap(() => Promise.reject(new Error('broke'))).catch(() => undefined);
  console.log(JSON.stringify({ small, usual: await churn() }));
`;

test('the nursery does not grow while work asks for a small heap, and does again after it, however the work ended', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', SCRIPT]);
  const { small, usual } = z.object({ small: z.number(), usual: z.number() }).parse(JSON.parse(stdout));
  expect(small).toBeLessThanOrEqual(4 * 1024 * 1024);
  expect(usual).toBeGreaterThan(2 * small);
});

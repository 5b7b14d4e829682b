import { createSandbox, type Sandbox, type SandboxOptions } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';

/** The day both orgs live on. */
export const SAMPLE_DAY = '2026-06-30';
export const SAMPLE_NOON = Date.UTC(2026, 5, 30, 12);

/** Zylker and Nordlicht with sample records, on one fixed instant; `touchPoints` as the generator takes it, of Zylker. */
export function startSampleSandbox(
  accounts: number,
  options: Partial<SandboxOptions> = {},
  touchPoints = 0,
): Promise<Sandbox> {
  const moduleUrl = new URL('../../sandbox/sample-org/seed.ts', import.meta.url).href;
  return createSandbox({
    orgs: [
      { definition: ZYLKER, seed: { moduleUrl, options: { seed: 1, accounts, touchPoints } } },
      { definition: NORDLICHT, seed: { moduleUrl, options: { seed: 2, accounts: 60, touchPoints: 0 } } },
    ],
    clock: { now: () => SAMPLE_NOON },
    ...options,
  });
}

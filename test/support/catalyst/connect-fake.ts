import { connectServices } from '#server-functions/shared/catalyst/connect-services.ts';
import type { CatalystServices } from '#server-functions/shared/catalyst/catalyst-services.ts';
import { startFakeCatalyst, type FakeCatalyst, type FakeProject } from './fake-catalyst.ts';
import { redirectBuckets } from './redirect-buckets.ts';

/** The table and job pool of every fake project. */
export const NAMES = { table: 'abm_items', jobPool: 'abm_pool' } as const;

let started: Promise<FakeCatalyst> | null = null;

/**
 * Zoho's real SDK in front of a fake platform. The SDK reads its addresses once, when it is loaded, and reaches buckets by
 * https alone: there is one fake a process, and calls to buckets are turned to it.
 */
export function sharedFakeCatalyst(): Promise<FakeCatalyst> {
  started ??= startFakeCatalyst().then((fake) => {
    process.env['X_ZOHO_CATALYST_CONSOLE_URL'] = fake.url;
    redirectBuckets(fake.port);
    return fake;
  });
  return started;
}

export async function connectProject(project: FakeProject): Promise<CatalystServices> {
  await sharedFakeCatalyst();
  return connectServices({ catalystHeaders: project.headers }, { table: NAMES.table, bucket: project.bucketName });
}

import { afterAll } from 'vitest';
import { createCatalystCalls } from '#server-functions/shared/catalyst/catalyst-call.ts';
import { createStratusBlob } from '#server-functions/shared/catalyst/stratus-blob.ts';
import { connectProject, sharedFakeCatalyst } from '#test/support/catalyst/connect-fake.ts';
import { damageBytes } from '#test/support/damage-bytes.ts';
import { AS_DOCUMENTED, OTHERWISE } from '#test/support/catalyst/switches.ts';
import { blobContract } from './blob-contract.ts';

afterAll(async () => (await sharedFakeCatalyst()).close());

for (const [name, switches] of [
  ['as documented', AS_DOCUMENTED],
  ['otherwise', OTHERWISE],
] as const) {
  blobContract(`the Catalyst blob (${name})`, async () => {
    const project = (await sharedFakeCatalyst()).project(switches);
    const services = await connectProject(project);
    const { objects } = project.bucket;
    return {
      blob: createStratusBlob({
        services: () => services,
        calls: createCatalystCalls({ retryDelayMs: 1 }),
        lookEveryMs: 1,
        listPage: 10,
      }),
      damage: (org, key, how) => {
        const head = objects.get(`${org.dc}/${org.orgId}/heads/${key}.json`)?.toString() ?? '';
        const data = /"data":"([^"]+)"/.exec(head)?.[1] ?? '';
        const place = `${org.dc}/${org.orgId}/data/${data}`;
        objects.set(place, damageBytes(objects.get(place) ?? Buffer.alloc(0), how));
      },
      leftovers: () => objects.size + project.bucket.pending,
      dispose: () => {},
    };
  });
}

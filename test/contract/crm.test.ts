import { openCsvCrmBatch } from '#cli/csv-crm-batch.ts';
import { FIXTURE, OTHER_FIXTURE } from '#test/support/crm-fixture.ts';
import { FIXTURE_RECIPE, writeFixtureFiles } from '#test/support/fixture-files.ts';
import { createMemoryCrmClient } from '#test/support/memory-crm-client.ts';
import { createMemoryOrg, deleteRecord } from '#test/support/memory-crm-data.ts';
import { createMemoryCrmBatch } from '#test/support/memory-crm.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';
import { crmBatchContract } from './crm-batch-contract.ts';
import { crmChangesContract } from './crm-changes-contract.ts';
import { crmClientContract } from './crm-client-contract.ts';

crmBatchContract(
  'the memory CRM',
  async () => ({
    crm: createMemoryCrmBatch(createMemoryOrg(FIXTURE, 5_843_104_000_000_000_000n)),
    other: createMemoryCrmBatch(createMemoryOrg(OTHER_FIXTURE, 2_117_203_000_000_000_000n)),
    dispose: () => {},
  }),
  { writes: true, emptyModule: 'Products' },
);

crmChangesContract('the memory CRM', async () => {
  const here = createMemoryOrg(FIXTURE, 5_843_104_000_000_000_000n);
  const there = createMemoryOrg(OTHER_FIXTURE, 2_117_203_000_000_000_000n);
  return {
    crm: createMemoryCrmBatch(here),
    other: createMemoryCrmBatch(there),
    now: () => here.clock.ms,
    pass(ms) {
      here.clock.ms += ms;
      there.clock.ms += ms;
    },
    remove: async (module, id) => deleteRecord(here, module, String(id)),
    dispose: () => {},
  };
});

crmClientContract('the memory CRM', async () => {
  const here = createMemoryOrg(FIXTURE, 5_843_104_000_000_000_000n);
  const there = createMemoryOrg(OTHER_FIXTURE, 2_117_203_000_000_000_000n);
  const [administrator, rep] = here.users;
  const [stranger] = there.users;
  if (administrator === undefined || rep === undefined || stranger === undefined) throw new Error('an org has users');
  return {
    client: createMemoryCrmClient(here, administrator),
    withoutAmounts: createMemoryCrmClient(here, rep),
    other: createMemoryCrmClient(there, stranger),
    dispose: () => {},
  };
});

crmBatchContract(
  'a folder of CSV files',
  async () => {
    const [here, there] = [createTemporaryFolder(), createTemporaryFolder()];
    writeFixtureFiles(here.path, FIXTURE);
    writeFixtureFiles(there.path, OTHER_FIXTURE);
    return {
      crm: (await openCsvCrmBatch(here.path, FIXTURE_RECIPE)).crm,
      other: (await openCsvCrmBatch(there.path, FIXTURE_RECIPE)).crm,
      dispose: () => {
        here.remove();
        there.remove();
      },
    };
  },
  // A file without rows is refused: somebody exported nothing by mistake.
  { writes: false, emptyModule: null },
);

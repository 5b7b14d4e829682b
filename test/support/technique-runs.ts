import { textAt, type ColumnTable } from '#core/columns/column-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import type { GenerationRecord } from '#server-functions/score/generation-record.ts';
import { loadAccounts, readCurrentGeneration } from '#server-functions/score/load-generation.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { createMemoryCrmBatch } from './memory-crm.ts';
import { createMemoryOrg, type MemoryOrg } from './memory-crm-data.ts';
import { REFRESH_ORG, type RefreshWorld } from './refresh-world.ts';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';
import { addTechniqueModules, withEveryTechnique } from './techniques-org.ts';

/** Enough accounts for several ranges; `accounts` of 200 and more give percentages. */
export async function createTechniquesOrg(
  accounts: number,
): Promise<{ readonly memory: MemoryOrg; readonly configuration: Configuration }> {
  const random = createRandom(7);
  const memory = createMemoryOrg(
    {
      accounts: Array.from({ length: accounts }, (_, index) => ({
        name: `Account ${index}`,
        industry: index % 3 === 0 ? null : index % 2 === 0 ? 'Communications' : 'Government/Military',
        employees: Math.floor(random() * 900),
      })),
      deals: Array.from({ length: 3 * accounts }, (_, index) => ({
        name: `Deal ${index}`,
        account: random() < 0.05 ? null : `Account ${index % accounts}`,
        stage: index < accounts || random() < 0.7 ? ('Closed Won' as const) : ('Qualification' as const),
        amount: (random() * 10_000).toFixed(2),
        closingDate: `202${4 + Math.floor(random() * 3)}-0${1 + Math.floor(random() * 6)}-1${Math.floor(random() * 9)}`,
      })),
    },
    1_000n,
  );
  addTechniqueModules(memory, random);
  const proposed = await proposeFor(createMemoryCrmBatch(memory), { at: '2026-06-30T00:00:00Z', author: 'test' });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  return { memory, configuration: withHotFrom(accounts < 200 ? 70 : 3, withEveryTechnique(proposed.value)) };
}

/** Made-up orders are hardly ever likely: some prospects are to be hot all the same. */
function withHotFrom(percent: number, configuration: Configuration): Configuration {
  const { recommendations } = configuration.techniques;
  if (recommendations == null) throw new Error('recommendations are chosen');
  const probability = { operator: 'atLeast', percent } as const;
  const types = { repeatBuy: { products: [], probability }, nextBuy: { products: [], probability } };
  const [hot, ...others] = recommendations.labels;
  const labels = [...(hot === undefined ? [] : [{ ...hot, types }]), ...others];
  return {
    ...configuration,
    techniques: { ...configuration.techniques, recommendations: { ...recommendations, labels } },
  };
}

/** Ports over another CRM than their own. */
export function lend(ports: WorkPorts, change: (crm: SlicedCrmBatch) => SlicedCrmBatch): WorkPorts {
  return {
    ...ports,
    crmFor(org, frozen) {
      const crm = ports.crmFor(org, frozen);
      return crm === null ? null : change(crm);
    },
  };
}

/** What stands now. */
export async function publishedIn(
  world: RefreshWorld,
): Promise<{ readonly record: GenerationRecord; readonly table: ColumnTable }> {
  const current = await readCurrentGeneration(world.ports, REFRESH_ORG);
  if (current === null) throw new Error('something is published');
  return { record: current.value, table: await loadAccounts(world.ports, REFRESH_ORG, current.value) };
}

/** A text column by row. */
export function textsOf(table: ColumnTable, key: string): readonly (string | null)[] {
  const column = columnOf(table, key, 'text');
  return Array.from({ length: table.length }, (_, row) => textAt(column, row));
}

export const idsOf = (table: ColumnTable): BigInt64Array =>
  columnOf(table, 'id', 'id').values.subarray(0, table.length);

import { encodeColumns } from '#core/columns/arrow-columns.ts';
import type { Column } from '#core/columns/column-table.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import {
  CURRENT_GENERATION,
  generationBlob,
  type GenerationRecord,
} from '#server-functions/score/generation-record.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { writeBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import { createJson } from '#server-functions/shared/stores/json-items.ts';

const NO_DEALS = {
  read: 0,
  contributing: 0,
  open: 0,
  counted: 0,
  withoutAccount: 0,
  withoutDay: 0,
  afterAsOf: 0,
  withoutAmount: 0,
  withoutUnits: 0,
};

/** Publishes a generation of one account without a run; `more` are columns beside the id, one value each. */
export async function publishGeneration(
  { store, blob }: Pick<WorkPorts, 'store' | 'blob'>,
  org: OrgKey,
  more: readonly (readonly [string, Column])[] = [],
): Promise<GenerationRecord> {
  const id = 'generation-1';
  const columns = new Map<string, Column>([['id', { kind: 'id', values: BigInt64Array.of(1n) }], ...more]);
  const bytes = encodeColumns({ length: 1, columns });
  const { sha256 } = await writeBytes(blob, org, generationBlob(id, 'accounts'), bytes);
  const months = await writeBytes(blob, org, generationBlob(id, 'months'), bytes);
  const record: GenerationRecord = {
    id,
    former: [],
    digests: { accounts: sha256, months: months.sha256 },
    ledger: null,
    runId: 'run-1',
    configurationVersion: 1,
    asOf: '2026-06-30',
    publishedAt: '2026-06-30T12:00:00.000Z',
    fullAt: '2026-06-30T12:00:00.000Z',
    timeZone: 'UTC',
    homeCurrency: 'EUR',
    minorDigits: 2,
    accounts: 1,
    included: 1,
    wonMinor: 0,
    pipelineMinor: 0,
    topAccounts: [],
    columns: [],
    newAccounts: null,
    closingThisMonth: null,
    rfm: null,
    firmographics: null,
    deals: NO_DEALS,
    reads: [],
  };
  await createJson(store, org, CURRENT_GENERATION, record);
  return record;
}

import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { WorkPorts } from '../../shared/ports.ts';
import type { FrozenRun } from '../frozen-run.ts';
import type { GenerationRecord } from '../generation-record.ts';
import { readManifest, type LedgerManifest } from '../ledger/ledger-manifest.ts';

/** What stood when a run of what changed began: it is what the changes are brought into. */
export interface FormerLedger {
  readonly record: GenerationRecord;
  readonly revision: string;
  readonly manifest: LedgerManifest;
}

/** Throws `StoreError` where it is gone: then another run has taken its place meanwhile. */
export async function formerOf(
  ports: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  { former }: Pick<FrozenRun, 'former'>,
): Promise<FormerLedger> {
  const manifest = former === null ? null : await readManifest(ports, org, former.record);
  if (former === null || manifest === null) throw new StoreError('blobDamaged', 'the ledger to add to is gone');
  return { ...former, manifest };
}

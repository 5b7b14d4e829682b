import type { ColumnTable } from '#core/columns/column-table.ts';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import type { GenerationRecord } from '../../score/generation-record.ts';
import { loadAccounts, loadMonths, readCurrentGeneration } from '../../score/load-generation.ts';
import type { WorkPorts } from '../ports.ts';

export interface ShelvedGeneration {
  readonly record: GenerationRecord;
  readonly table: ColumnTable;
  /** Deals by month; null where the generation keeps none. */
  months(): Promise<ColumnTable | null>;
}

export interface GenerationShelf {
  /** What is published now; null before the first run. */
  current(org: OrgKey): Promise<ShelvedGeneration | null>;
}

/** The published generation, decoded; the last one stays: people at a screen ask many times about the same. */
export function createGenerationShelf({ store, blob }: Pick<WorkPorts, 'store' | 'blob'>): GenerationShelf {
  let kept: { readonly key: string; readonly table: ColumnTable; months: Promise<ColumnTable | null> | null } | null =
    null;
  return {
    async current(org) {
      const record = (await readCurrentGeneration({ store }, org))?.value ?? null;
      if (record === null) return null;
      const key = `${formatOrgKey(org)}/${record.id}`;
      if (kept?.key !== key) kept = { key, table: await loadAccounts({ blob }, org, record), months: null };
      const shelved = kept;
      const months = (): Promise<ColumnTable | null> =>
        (shelved.months ??= loadMonths({ blob }, org, record).catch((error: unknown) => {
          // What failed once may be read the next time.
          shelved.months = null;
          throw error;
        }));
      return { record, table: shelved.table, months };
    },
  };
}

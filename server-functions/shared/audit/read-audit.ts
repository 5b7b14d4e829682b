import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { auditPrefix, parseChunk } from './audit-chunks.ts';
import { foldLines, type AuditLine } from './audit-line.ts';

/** All that is kept of a day, newest first. Throws `StoreError`. */
export async function readAudit(store: Store, org: OrgKey, day: string): Promise<readonly AuditLine[]> {
  let lines: readonly AuditLine[] = [];
  let cursor: string | null = null;
  do {
    const page = await store.list(org, auditPrefix(day), cursor === null ? {} : { cursor });
    for (const { value } of page.items) lines = [...lines, ...(parseChunk(value)?.lines ?? [])];
    cursor = page.cursor;
  } while (cursor !== null);
  return foldLines([], lines).toSorted((a, b) => b.last - a.last);
}

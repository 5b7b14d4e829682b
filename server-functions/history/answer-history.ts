import type { OrgKey } from '#core/crm/org-key.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { idsOf } from '#core/segments/members.ts';
import type { WorkPorts } from '../shared/ports.ts';
import type { SeenGeneration } from '../shared/work/generation-shelf.ts';
import { rowOf } from './label-columns.ts';
import { tellAccount, type AccountStrip } from './tell-account.ts';
import { tellLabels, type LabelHistory, type LabelQuestion } from './tell-labels.ts';

type Ports = Pick<WorkPorts, 'store' | 'blob'>;

/** Labels over time, of the accounts that the viewer may see now (PER-3). */
export function answerLabelHistory(
  ports: Ports,
  org: OrgKey,
  question: Omit<LabelQuestion, 'only'>,
  seen: SeenGeneration | null,
): Promise<LabelHistory> {
  const only = seen === null || seen.view === null ? null : idsOf(seen.table).slice(0, seen.table.length);
  return tellLabels(ports, org, { ...question, only });
}

/**
 * One account's strip. Where record sharing counts, an account that the viewer does not see, or that is gone from the CRM, is as
 * unknown as one that never was; elsewhere what is gone keeps its history.
 */
export async function answerAccountHistory(
  ports: Ports,
  org: OrgKey,
  account: bigint,
  seen: SeenGeneration | null,
): Promise<Result<{ readonly account: string; readonly techniques: AccountStrip }, 'unknown'>> {
  const isPresent = seen !== null && rowOf(seen.table, account) !== -1;
  if (seen !== null && seen.view !== null && !isPresent) return fail('unknown');
  const told = await tellAccount(ports, org, account);
  const techniques: AccountStrip | null = told ?? (isPresent ? { rfm: [], firmographics: [] } : null);
  return techniques === null ? fail('unknown') : ok({ account: String(account), techniques });
}

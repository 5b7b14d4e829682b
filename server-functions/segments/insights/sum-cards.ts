import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import { diffMembers, intersectMembers, type Members } from '#core/segments/members.ts';
import { summariseAccounts } from '../../score/summarise-accounts.ts';
import type { WorkPorts } from '../../shared/ports.ts';
import type { AccountView } from '../../shared/sharing/account-view.ts';
import type { SeenGeneration } from '../../shared/work/generation-shelf.ts';
import { readMembers } from '../evaluate.ts';
import { segmentSummarySchema } from '../segment-row.ts';
import { memberRows } from './member-rows.ts';

export const seenCardSchema = z.strictObject({
  summary: segmentSummarySchema,
  entered: z.int(),
  exited: z.int(),
  /** Members outside the view. */
  outside: z.int(),
});
export type SeenCard = z.infer<typeof seenCardSchema>;

/** SEG-1 of one segment, cut to a view (PER-3). */
export async function sumCard(
  { blob }: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  { table, whole, cards }: SeenGeneration,
  { ids }: AccountView,
  stored: { readonly members: string; readonly formerMembers: string | null },
): Promise<SeenCard> {
  const name = `${stored.members} ${stored.formerMembers ?? ''}`;
  const known = cards.get(name);
  if (known !== undefined) return known;
  const seenOf = async (key: string): Promise<Members> => intersectMembers(await readMembers(blob, org, key), ids);
  const all = await readMembers(blob, org, stored.members);
  const members = intersectMembers(all, ids);
  const summary = summariseAccounts(members, table);
  // What the last evaluation replaced stays stored beside it: who came and went is what differs between the two.
  const moved = stored.formerMembers === null ? null : diffMembers(await seenOf(stored.formerMembers), members);
  const card = {
    summary,
    entered: moved?.entered.length ?? 0,
    exited: moved?.exited.length ?? 0,
    outside: memberRows(whole, all).length - summary.records,
  };
  cards.set(name, card);
  return card;
}

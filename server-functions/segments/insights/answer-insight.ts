import { TECHNIQUES } from '#core/labels/label.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { intersectMembers, type Members } from '#core/segments/members.ts';
import { GENERATION_COLUMNS as C } from '../../score/generation.ts';
import type { WorkPorts } from '../../shared/ports.ts';
import type { SeenGeneration } from '../../shared/work/generation-shelf.ts';
import type { WorkQuestion, WorkRefusal } from '../../shared/work/work-question.ts';
import { readMembers } from '../evaluate.ts';
import { distributionColumn, groupRows, largestBars, valueFilter, type Bar } from './group-rows.ts';
import { readMemberRows } from './member-rows.ts';
import { previewSegment } from './preview-segment.ts';
import { showAccounts } from './show-accounts.ts';
import { labelOrder, sortRows } from './sort-rows.ts';
import { sumPerformance } from './sum-performance.ts';

/** SEG-4. Accounts. */
export const PAGE_ACCOUNTS = 50;

type Insight = Extract<
  WorkQuestion,
  { kind: 'segmentPreview' | 'segmentAccounts' | 'segmentPerformance' | 'segmentDistribution' }
>;
export type OwnerNames = (org: OrgKey) => Promise<ReadonlyMap<string, string>>;

/** What the ABM tab asks of one segment, over the published generation as the viewer sees it. */
export async function answerInsight(
  { blob }: Pick<WorkPorts, 'blob'>,
  question: Insight,
  { record, table, whole, view, months }: SeenGeneration,
  ownerNames: OwnerNames,
): Promise<Result<unknown, WorkRefusal>> {
  const { org } = question;
  const hidden = new Set(question.hidden);
  const rowsOf = (key: string | null): Promise<Int32Array> => readMemberRows(blob, org, table, key);
  /** Members as the viewer sees them; those that are gone from the generation are among them. */
  const readSeen = async (key: string | null): Promise<Members | null> => {
    const members = key === null ? null : await readMembers(blob, org, key);
    return members === null || view === null ? members : intersectMembers(members, view.ids);
  };
  /** PER-3: how many of all members are outside the view, whatever part of them is shown; nothing where nothing is cut. */
  const outsideOf = async (
    key: string | null,
    seen: number,
    isOwn: boolean,
  ): Promise<{ readonly outside?: number | null }> => {
    if (view === null) return {};
    return { outside: isOwn ? null : (await readMemberRows(blob, org, whole, key)).length - seen };
  };
  switch (question.kind) {
    case 'segmentPreview': {
      const { segment, parent } = question;
      const [parentMembers, present] = [await readSeen(question.parentMembers), await readSeen(question.members)];
      const preview = previewSegment({ record, table, segment, parent, parentMembers, present, hidden });
      if (!preview.ok) return fail({ reason: 'doesNotFit', problems: preview.error });
      return ok({ ...preview.value, ...(await outsideOf(null, 0, true)) });
    }
    case 'segmentAccounts': {
      const all = await rowsOf(question.members);
      const { filter, sort, isOwn } = question;
      const holds =
        filter === null
          ? () => true
          : valueFilter(table, distributionColumn(filter.by, filter.technique), filter.value);
      const rows = holds === null ? new Int32Array() : all.filter(holds);
      const ordered =
        sort === null ? rows : sortRows(table, rows, sort.by, sort.descending, labelOrder(record, sort.by));
      const start = (question.page - 1) * PAGE_ACCOUNTS;
      const names = hidden.has('owner') ? new Map<string, string>() : await ownerNames(org);
      const shown = showAccounts(
        table,
        [...ordered.subarray(start, start + PAGE_ACCOUNTS)],
        hidden,
        (id) => names.get(id) ?? null,
      );
      return ok({
        accounts: shown,
        total: rows.length,
        page: question.page,
        pageSize: PAGE_ACCOUNTS,
        ...(await outsideOf(question.members, all.length, isOwn)),
      });
    }
    case 'segmentPerformance': {
      const rows = await rowsOf(question.members);
      const { hideDeals, isOwn } = question;
      const context = { asOfDay: parseIsoDay(record.asOf) ?? 0, hideAmounts: hidden.has(C.won), hideDeals };
      const sums = sumPerformance({ table, rows, whole, months: hideDeals ? null : await months() }, context);
      return ok({ ...sums, ...(await outsideOf(question.members, rows.length, isOwn)) });
    }
    case 'segmentDistribution': {
      const rows = await rowsOf(question.members);
      const { by, isOwn } = question;
      const outside = await outsideOf(question.members, rows.length, isOwn);
      if (by === 'label') return ok({ by, ...labelBars(table, rows, hidden.has(C.won)), ...outside });
      const groups = groupRows(table, rows, distributionColumn(by, 'rfm'), hidden.has(C.won));
      if (groups === null) return ok({ by, bars: null, more: 0, ...outside });
      const { bars, more } = largestBars(groups);
      const names = by === 'owner' ? await ownerNames(org) : null;
      const named = bars.map((bar) => ({
        ...bar,
        name: bar.key === null ? null : names === null ? bar.key : (names.get(bar.key) ?? null),
      }));
      return ok({ by, bars: named, more, ...outside });
    }
  }
}

/** All techniques that have labels, labels in the admin's order, "none" after them; empty labels stay: that they are empty is worth seeing. */
function labelBars(
  table: SeenGeneration['table'],
  rows: Int32Array,
  hideWon: boolean,
): { readonly bars: readonly Bar[] | null; readonly more: number } {
  const bars = TECHNIQUES.flatMap((technique) =>
    (groupRows(table, rows, distributionColumn('label', technique), hideWon) ?? []).map((group) => ({
      ...group,
      name: null,
      technique,
    })),
  );
  return { bars: bars.length === 0 ? null : bars, more: 0 };
}

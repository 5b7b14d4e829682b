import { parseIsoDay } from '#core/crm/days.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { Members } from '#core/segments/members.ts';
import { GENERATION_COLUMNS as C } from '../../score/generation.ts';
import type { WorkPorts } from '../../shared/ports.ts';
import type { ShelvedGeneration } from '../../shared/work/generation-shelf.ts';
import type { WorkQuestion, WorkRefusal } from '../../shared/work/work-question.ts';
import { readMembers } from '../evaluate.ts';
import { distributionColumn, groupRows, largestBars, valueFilter, type Bar, type TechniqueName } from './group-rows.ts';
import { memberRows } from './member-rows.ts';
import { previewSegment } from './preview-segment.ts';
import { showAccounts } from './show-accounts.ts';
import { sortRows } from './sort-rows.ts';
import { sumPerformance } from './sum-performance.ts';

/** SEG-4. Accounts. */
export const PAGE_ACCOUNTS = 50;

type Insight = Extract<WorkQuestion, { kind: `segment${string}` }>;
export type OwnerNames = (org: OrgKey) => Promise<ReadonlyMap<string, string>>;

/** What the ABM tab asks of one segment, over the published generation. */
export async function answerInsight(
  { blob }: Pick<WorkPorts, 'blob'>,
  question: Insight,
  { record, table, months }: ShelvedGeneration,
  ownerNames: OwnerNames,
): Promise<Result<unknown, WorkRefusal>> {
  const { org } = question;
  const hidden = new Set(question.hidden);
  const read = (key: string | null): Promise<Members | null> =>
    key === null ? Promise.resolve(null) : readMembers(blob, org, key);
  switch (question.kind) {
    case 'segmentPreview': {
      const { segment, parent } = question;
      const [parentMembers, present] = [await read(question.parentMembers), await read(question.members)];
      const preview = previewSegment({ record, table, segment, parent, parentMembers, present, hidden });
      return preview.ok ? preview : fail({ reason: 'doesNotFit', problems: preview.error });
    }
    case 'segmentAccounts': {
      const all = memberRows(table, await read(question.members));
      const { filter, sort } = question;
      const holds =
        filter === null
          ? () => true
          : valueFilter(table, distributionColumn(filter.by, filter.technique), filter.value);
      const rows = holds === null ? new Int32Array() : all.filter(holds);
      const ordered = sort === null ? rows : sortRows(table, rows, sort.by, sort.descending);
      const start = (question.page - 1) * PAGE_ACCOUNTS;
      const names = hidden.has('owner') ? new Map<string, string>() : await ownerNames(org);
      const shown = showAccounts(
        table,
        [...ordered.subarray(start, start + PAGE_ACCOUNTS)],
        hidden,
        (id) => names.get(id) ?? null,
      );
      return ok({ accounts: shown, total: rows.length, page: question.page, pageSize: PAGE_ACCOUNTS });
    }
    case 'segmentPerformance': {
      const rows = memberRows(table, await read(question.members));
      const { hideDeals } = question;
      const context = { asOfDay: parseIsoDay(record.asOf) ?? 0, hideAmounts: hidden.has(C.won), hideDeals };
      return ok(sumPerformance(table, rows, hideDeals ? null : await months(), context));
    }
    case 'segmentDistribution': {
      const rows = memberRows(table, await read(question.members));
      const { by } = question;
      if (by === 'label') return ok({ by, ...labelBars(table, rows, hidden.has(C.won)) });
      const groups = groupRows(table, rows, distributionColumn(by, 'rfm'), hidden.has(C.won));
      if (groups === null) return ok({ by, bars: null, more: 0 });
      const { bars, more } = largestBars(groups);
      const names = by === 'owner' ? await ownerNames(org) : null;
      const named = bars.map((bar) => ({
        ...bar,
        name: bar.key === null ? null : names === null ? bar.key : (names.get(bar.key) ?? null),
      }));
      return ok({ by, bars: named, more });
    }
  }
}

/** Both techniques, labels in the admin's order, "none" after them; empty labels stay: that they are empty is worth seeing. */
function labelBars(
  table: ShelvedGeneration['table'],
  rows: Int32Array,
  hideWon: boolean,
): { readonly bars: readonly Bar[] | null; readonly more: number } {
  const techniques: readonly TechniqueName[] = ['rfm', 'firmographics'];
  const bars = techniques.flatMap((technique) =>
    (groupRows(table, rows, distributionColumn('label', technique), hideWon) ?? []).map((group) => ({
      ...group,
      name: null,
      technique,
    })),
  );
  return { bars: bars.length === 0 ? null : bars, more: 0 };
}

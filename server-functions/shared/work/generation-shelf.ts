import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import type { GenerationRecord } from '../../score/generation-record.ts';
import { loadAccounts, loadMonths, openParts, readCurrentGeneration } from '../../score/load-generation.ts';
import { ACCOUNT_POINTS, publishedScores, readAccountPoints } from '../../scoring-rules/account-points.ts';
import type { SeenCard } from '../../segments/insights/sum-cards.ts';
import { ColumnCache, pickLazily, toLazyTable } from '../columns/lazy-table.ts';
import type { WorkPorts } from '../ports.ts';
import type { AccountView } from '../sharing/account-view.ts';
import { cutTable } from '../sharing/cut-table.ts';

export interface ShelvedGeneration {
  readonly record: GenerationRecord;
  /** The generation's columns, and the points of the scoring rules as they are published now. */
  readonly table: ColumnTable;
  /** Deals by month, an account's in one table or two that follow each other; null where the generation keeps none. */
  months(): Promise<readonly ColumnTable[] | null>;
}

/** A generation as one person sees it (PER-3). */
export interface SeenGeneration extends ShelvedGeneration {
  /** With their accounts alone. */
  readonly table: ColumnTable;
  /** With all accounts: for what is counted and not shown. */
  readonly whole: ColumnTable;
  /** null = record sharing does not matter, and both are the same. */
  readonly view: AccountView | null;
  /** Segments' numbers for this view, by what their members are stored under; kept as long as the view. */
  readonly cards: Map<string, SeenCard>;
}

export interface GenerationShelf {
  /** What is published now; null before the first run. */
  current(org: OrgKey): Promise<ShelvedGeneration | null>;
  seenBy(org: OrgKey, view: AccountView | null): Promise<SeenGeneration | null>;
}

/** A generation of more accounts stays in a file: a million with all their columns and months are 500 MB, and a function has 512. */
const WHOLE_ACCOUNTS = 200_000;
/** Columns of such a one that are kept because they were asked for last; most have 8 MB a million accounts, names 35. Bytes. */
const KEPT_BYTES = 48 * 1024 * 1024;

/** A table that was opened once, with whatever stands beside its columns. */
type OpenedTable = (beside: ReadonlyMap<string, Column>) => ColumnTable;

/** The published generation, decoded; the last one stays: people at a screen ask many times about the same. */
export function createGenerationShelf(
  { store, blob }: Pick<WorkPorts, 'store' | 'blob'>,
  { wholeAccounts = WHOLE_ACCOUNTS, keptBytes = KEPT_BYTES } = {},
): GenerationShelf {
  const cache = new ColumnCache(keptBytes);
  const openTable = async (org: OrgKey, record: GenerationRecord): Promise<OpenedTable> => {
    if (record.accounts <= wholeAccounts) {
      const { length, columns } = await loadAccounts({ blob }, org, record);
      return (beside) => ({ length, columns: new Map([...columns, ...beside]) });
    }
    const parts = await openParts({ blob }, org, record, 'accounts');
    return (beside) => toLazyTable(parts, cache, beside);
  };
  const withPoints = async (org: OrgKey, open: OpenedTable, scores: string | null): Promise<ColumnTable> => {
    // What was read of the table before it has other scores.
    cache.clear();
    const alone = open(new Map());
    const points = scores === null ? null : await readAccountPoints({ store, blob }, org, scores, alone);
    return points === null ? alone : open(new Map([[ACCOUNT_POINTS, points]]));
  };
  const loadMonthTables = async (org: OrgKey, record: GenerationRecord): Promise<readonly ColumnTable[] | null> => {
    if (record.accounts > wholeAccounts) {
      const parts = await openParts({ blob }, org, record, 'months');
      return parts.length === 0 ? null : parts.map((part) => toLazyTable([part], cache));
    }
    const whole = await loadMonths({ blob }, org, record);
    return whole === null ? null : [whole];
  };
  let kept: {
    readonly key: string;
    /** Read once, however many ask meanwhile: a screen asks several things at once, and everybody does after a run. */
    readonly opened: Promise<OpenedTable>;
    /** Of these scores; null = there are none. They are published when labels are not. */
    scores: string | null;
    table: Promise<ColumnTable>;
    months: Promise<readonly ColumnTable[] | null> | null;
  } | null = null;
  const cuts = createCuts(cache);
  const shelf: GenerationShelf = {
    async seenBy(org, view) {
      const generation = await shelf.current(org);
      if (generation === null) return null;
      const whole = generation.table;
      if (view === null) return { ...generation, whole, view, cards: new Map() };
      return { ...generation, ...cuts.of(whole, view), whole, view };
    },
    async current(org) {
      const record = (await readCurrentGeneration({ store }, org))?.value ?? null;
      if (record === null) return null;
      const key = `${formatOrgKey(org)}/${record.id}`;
      const scores = await publishedScores({ store, blob }, org);
      if (kept?.key !== key) {
        const opened = openTable(org, record);
        kept = { key, opened, scores, table: opened.then((open) => withPoints(org, open, scores)), months: null };
      } else if (kept.scores !== scores) {
        kept.scores = scores;
        kept.table = kept.opened.then((open) => withPoints(org, open, scores));
      }
      const shelved = kept;
      const table = await shelved.table.catch((error: unknown) => {
        // What failed once may be read the next time.
        if (kept === shelved) kept = null;
        throw error;
      });
      const months = (): Promise<readonly ColumnTable[] | null> =>
        (shelved.months ??= loadMonthTables(org, record).catch((error: unknown) => {
          shelved.months = null;
          throw error;
        }));
      return { record, table, months };
    },
  };
  return shelf;
}

interface Cut {
  readonly table: ColumnTable;
  readonly cards: Map<string, SeenCard>;
}

/** Cut tables of the generation at hand; together they hold no more rows than it does, the newest one aside. */
function createCuts(cache: ColumnCache): { of(whole: ColumnTable, view: AccountView): Cut } {
  let cutFrom: ColumnTable | null = null;
  const known = new Map<string, Cut>();
  const pick = (whole: ColumnTable, rows: Int32Array): ColumnTable =>
    whole.kinds === undefined ? permuteTable(whole, rows) : pickLazily(whole, rows, cache);
  return {
    of(whole, { digest, ids }) {
      if (cutFrom !== whole) known.clear();
      cutFrom = whole;
      const cut = known.get(digest) ?? { table: cutTable(whole, ids, pick), cards: new Map() };
      known.delete(digest);
      known.set(digest, cut);
      let rows = [...known.values()].reduce((sum, { table }) => sum + table.length, 0);
      for (const [name, { table }] of known) {
        if (rows <= whole.length || name === digest) break;
        known.delete(name);
        rows -= table.length;
      }
      return cut;
    },
  };
}

import { NULL_DAY, type ColumnTable } from '#core/columns/column-table.ts';
import { civilFromDay } from '#core/crm/days.ts';

/** Deals by account and month of closing, as columns of a generation: what performance and trends are read from. */
export const MONTH_COLUMNS = {
  account: 'account',
  /** `year * 12 + month - 1`; `NaN` = deals without a closing day. */
  month: 'month',
  /** Contributing deals up to the as-of day, as `abm:deals.won` sums them. */
  wonMinor: 'wonMinor',
  openMinor: 'openMinor',
  /** Deals whose stage means won (up to the as-of day), lost, open. */
  won: 'won',
  lost: 'lost',
  open: 'open',
} as const;

const FIRST_CAPACITY = 65_536;
const NO_MONTH = -1;

/** Closed and open deals as they stream by: 22 bytes a deal. */
export class DealMonths {
  #length = 0;
  #account = new Int32Array(FIRST_CAPACITY);
  #month = new Int32Array(FIRST_CAPACITY);
  #kind = new Uint8Array(FIRST_CAPACITY);
  #wonMinor = new Float64Array(FIRST_CAPACITY);
  #openMinor = new Float64Array(FIRST_CAPACITY);
  readonly #monthOfDay = new Map<number, number>();

  /** One deal of a known account. `kind` is its stage's; amounts are `NaN` where the deal does not add to that sum. */
  add(deal: {
    readonly account: number;
    readonly closingDay: number;
    readonly kind: 'won' | 'lost' | 'open' | 'none';
    readonly wonMinor: number;
    readonly openMinor: number;
  }): void {
    if (this.#length === this.#account.length) this.#grow();
    const at = this.#length++;
    this.#account[at] = deal.account;
    this.#month[at] = deal.closingDay === NULL_DAY ? NO_MONTH : this.#monthOf(deal.closingDay);
    this.#kind[at] = KINDS.indexOf(deal.kind);
    this.#wonMinor[at] = deal.wonMinor;
    this.#openMinor[at] = deal.openMinor;
  }

  /** One row an account and month, by account, then month. `ids` by account ordinal; all deals are of accounts `[from, to)`. */
  toTable(ids: BigInt64Array, from = 0, to = ids.length): ColumnTable {
    const order = this.#byAccountAndMonth(from, to);
    const length = this.#countRows(order);
    const account = new BigInt64Array(length);
    const month = new Float64Array(length);
    const sums = { wonMinor: new Float64Array(length), openMinor: new Float64Array(length) };
    const [won, lost, open] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
    const counts = [won, lost, open];
    let row = -1;
    for (let index = 0; index < order.length; index++) {
      const at = order[index]!;
      if (this.#isNew(order, index)) {
        row++;
        account[row] = ids[this.#account[at]!]!;
        month[row] = this.#month[at] === NO_MONTH ? Number.NaN : this.#month[at]!;
      }
      addExactly(sums.wonMinor, row, this.#wonMinor[at]!);
      addExactly(sums.openMinor, row, this.#openMinor[at]!);
      const count = counts[this.#kind[at]!];
      if (count !== undefined) count[row]!++;
    }
    return {
      length,
      columns: new Map([
        [MONTH_COLUMNS.account, { kind: 'id', values: account }],
        [MONTH_COLUMNS.month, { kind: 'number', values: month }],
        [MONTH_COLUMNS.wonMinor, { kind: 'money', minor: sums.wonMinor }],
        [MONTH_COLUMNS.openMinor, { kind: 'money', minor: sums.openMinor }],
        [MONTH_COLUMNS.won, { kind: 'number', values: won }],
        [MONTH_COLUMNS.lost, { kind: 'number', values: lost }],
        [MONTH_COLUMNS.open, { kind: 'number', values: open }],
      ]),
    };
  }

  /** Known before a row is made: arrays of a place a deal, cut to their rows afterwards, are twice the table. */
  #countRows(order: Int32Array): number {
    let rows = 0;
    for (let index = 0; index < order.length; index++) if (this.#isNew(order, index)) rows++;
    return rows;
  }

  /** Another account or month than the deal before. */
  #isNew(order: Int32Array, index: number): boolean {
    if (index === 0) return true;
    const at = order[index]!;
    const former = order[index - 1]!;
    return this.#account[at] !== this.#account[former] || this.#month[at] !== this.#month[former];
  }

  /** Counting sort by account, then each account's few deals by month. */
  #byAccountAndMonth(from: number, to: number): Int32Array {
    const accounts = to - from;
    const starts = new Int32Array(accounts + 1);
    for (let at = 0; at < this.#length; at++) starts[this.#account[at]! - from + 1]!++;
    for (let account = 0; account < accounts; account++) starts[account + 1]! += starts[account]!;
    const order = new Int32Array(this.#length);
    const next = starts.slice();
    for (let at = 0; at < this.#length; at++) order[next[this.#account[at]! - from]!++] = at;
    for (let account = 0; account < accounts; account++) {
      const [first, end] = [starts[account]!, starts[account + 1]!];
      if (end - first > 1) order.subarray(first, end).sort((a, b) => this.#month[a]! - this.#month[b]!);
    }
    return order;
  }

  #monthOf(day: number): number {
    const known = this.#monthOfDay.get(day);
    if (known !== undefined) return known;
    const month = monthOfDay(day);
    this.#monthOfDay.set(day, month);
    return month;
  }

  #grow(): void {
    const capacity = this.#account.length * 2;
    const account = new Int32Array(capacity);
    const month = new Int32Array(capacity);
    const kind = new Uint8Array(capacity);
    const wonMinor = new Float64Array(capacity);
    const openMinor = new Float64Array(capacity);
    account.set(this.#account);
    month.set(this.#month);
    kind.set(this.#kind);
    wonMinor.set(this.#wonMinor);
    openMinor.set(this.#openMinor);
    this.#account = account;
    this.#month = month;
    this.#kind = kind;
    this.#wonMinor = wonMinor;
    this.#openMinor = openMinor;
  }
}

const KINDS = ['won', 'lost', 'open', 'none'] as const;

/** `year * 12 + month - 1`. */
export function monthOfDay(day: number): number {
  const { year, month } = civilFromDay(day);
  return year * 12 + month - 1;
}

/** yyyy-mm. */
export function formatMonth(month: number): string {
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** As `readDeals` sums: what no number holds exactly becomes, and stays, `NaN`. */
function addExactly(sums: Float64Array, row: number, minor: number): void {
  if (Number.isNaN(minor)) return;
  const sum = sums[row]! + minor;
  sums[row] = Number.isSafeInteger(sum) ? sum : Number.NaN;
}

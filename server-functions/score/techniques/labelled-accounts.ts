import { collectTable } from '#core/columns/collect-table.ts';
import { NULL_CODE, type ColumnTable, type TextColumn } from '#core/columns/column-table.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import { referencedFields } from '#core/criteria/referenced-fields.ts';
import { dropDeadBuffers } from '../../shared/jobs/drop-dead-buffers.ts';
import { columnOf } from '../column-of.ts';
import { settleAccounts } from '../read-accounts.ts';
import type { RunContext, RunInputs } from '../run-context.ts';
import type { RunRow } from '../run-row.ts';
import { minorDigitsOf } from '../run-score.ts';

/** Points and evidence of so many accounts are in memory at a time: 30 MB at most. Accounts. */
export const TECHNIQUE_ACCOUNTS = 100_000;

/** The accounts of a run as techniques look at them: by id, with what criteria and likeness ask about. */
export interface InsideAccounts {
  /** Ascending. null = there are none, or one twice: publishing says so. */
  readonly ids: BigInt64Array;
  readonly table: ColumnTable;
  /** 1 = inside the global criteria. */
  readonly population: Uint8Array;
}

const known = new WeakMap<RunContext, Promise<InsideAccounts | null>>();

/** Once a delivery. null = there are none, or one twice, which publishing refuses by name. */
export function readInside(context: RunContext, row: RunRow, inputs: RunInputs): Promise<InsideAccounts | null> {
  const read = known.get(context) ?? loadInside(context, row, inputs);
  known.set(context, read);
  return read;
}

/** Whoever comes next needs the room: publishing reads the accounts itself. Heap goes too, which no buffers tell of. */
export function forgetInside(context: RunContext): void {
  if (known.delete(context)) dropDeadBuffers(0);
}

async function loadInside(
  { parts, control }: RunContext,
  { job }: RunRow,
  { frozen }: RunInputs,
): Promise<InsideAccounts | null> {
  const { configuration, asOfDay, org } = frozen;
  const { accounts } = job.cursor;
  const alike = configuration.techniques.recommendations?.cellFields ?? [];
  const keys = ['id', ...referencedFields(configuration.criteria), ...alike];
  async function* tables(): AsyncGenerator<ColumnTable, void, void> {
    for (const name of accounts.parts) {
      control.throwIfAborted();
      yield await parts('accounts').readTable(name, keys);
    }
  }
  const settled = settleAccounts(await collectTable(tables(), accounts.rows), configuration.mapping.accounts.module);
  if (!settled.ok) return null;
  const table = settled.value;
  const population = compileCriteria(configuration.criteria, { asOfDay, minorDigits: minorDigitsOf(org) }).evaluate(
    table,
  );
  return { ids: columnOf(table, 'id', 'id').values.subarray(0, table.length), table, population };
}

/** Where the `at`th range of `size` accounts lies. */
export function rangeAt(at: number, size: number, length: number): { readonly from: number; readonly to: number } {
  return { from: at * size, to: Math.min(length, (at + 1) * size) };
}

/** Keys of the parts that techniques leave to the publishing unit; rows lie as the accounts do. */
export const LABELLED = { label: 'label', score: 'score', evidence: 'evidence' } as const;

/** Texts by row; an empty one is none. */
export function toTexts(texts: readonly string[]): TextColumn {
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(texts, (text) => {
    if (text === '') return NULL_CODE;
    const code = codeOf.get(text) ?? codeOf.size;
    codeOf.set(text, code);
    return code;
  });
  return { kind: 'text', codes, dictionary: [...codeOf.keys()] };
}

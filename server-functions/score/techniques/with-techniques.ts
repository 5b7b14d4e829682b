import { collectTable } from '#core/columns/collect-table.ts';
import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import { textAt, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import { StoreError } from '#core/store/store-error.ts';
import { columnOf } from '../column-of.ts';
import { GENERATION_COLUMNS as C, MORE_TECHNIQUES, type Generation, type MoreGenerations } from '../generation.ts';
import type { RunContext } from '../run-context.ts';
import type { RunRow } from '../run-row.ts';
import { LABELLED } from './labelled-accounts.ts';
import { readResult } from './labelled-result.ts';
import { MORE_COLUMNS } from './more-records.ts';
import { techniquesOf } from './technique-steps.ts';

/** The generation with what the units of other techniques have left; the same where there are none. */
export async function withTechniques(context: RunContext, row: RunRow, generation: Generation): Promise<Generation> {
  const techniques = techniquesOf(row.job.cursor);
  const done = MORE_TECHNIQUES.flatMap((technique) => {
    const { parts, result } = techniques[technique];
    return result === null ? [] : [{ technique, parts, result }];
  });
  if (done.length === 0) return generation;
  const { table } = generation;
  const parts = context.parts('labelled');
  const columns: [string, Column][] = [];
  let more: MoreGenerations = {};
  for (const { technique, parts: names, result } of done) {
    const { label, score } = MORE_COLUMNS[technique];
    const keys = [LABELLED.label, ...(score === null ? [] : [LABELLED.score])];
    async function* tables(): AsyncGenerator<ColumnTable, void, void> {
      for (const name of names) yield await parts.readTable(name, keys);
    }
    const labelled = await collectTable(tables(), table.length);
    if (labelled.length !== table.length)
      throw new StoreError('blobDamaged', `${technique} was scored for other accounts`);
    columns.push([label, columnOf(labelled, LABELLED.label, 'text')]);
    if (score !== null) columns.push([score, columnOf(labelled, LABELLED.score, 'number')]);
    more = { ...more, ...(await readResult(parts, result)) };
  }
  const texts = createEvidenceTexts(context, table, techniquesOf(row.job.cursor));
  return {
    ...generation,
    table: { length: table.length, columns: new Map([...table.columns, ...columns]) },
    more,
    prepareEvidence: texts.prepare,
    evidenceAt(at) {
      const evidence = generation.evidenceAt(at);
      const text = evidence === null ? '' : texts.at(at);
      return evidence === null || text === '' ? evidence : { ...evidence, more: text };
    },
  };
}

/** Evidence of these techniques for the accounts that were asked for last: that of a million is never in memory. */
function createEvidenceTexts(
  { parts, limits }: RunContext,
  table: ColumnTable,
  techniques: ReturnType<typeof techniquesOf>,
): { prepare(accounts: BigInt64Array): Promise<void>; at(row: number): string } {
  const index = createAscendingIndex(columnOf(table, C.id, 'id').values.subarray(0, table.length));
  const size = limits.techniqueAccounts;
  let prepared = new Map<number, string>();
  let kept: { readonly range: number; readonly columns: readonly ((row: number) => string)[] } | null = null;
  const read = async (range: number): Promise<readonly ((row: number) => string)[]> => {
    if (kept?.range === range) return kept.columns;
    kept = null;
    const columns: ((row: number) => string)[] = [];
    for (const technique of MORE_TECHNIQUES) {
      const name = techniques[technique].result === null ? undefined : techniques[technique].parts[range];
      if (name === undefined) columns.push(() => '');
      else {
        const texts = columnOf(await parts('labelled').readTable(name, [LABELLED.evidence]), LABELLED.evidence, 'text');
        columns.push((row) => textAt(texts, row) ?? '');
      }
    }
    kept = { range, columns };
    return columns;
  };
  return {
    async prepare(accounts) {
      const rows = new Int32Array(accounts.length);
      index.locate(accounts, accounts.length, rows);
      prepared = new Map();
      for (const row of rows) {
        if (row === -1) continue;
        const range = Math.floor(row / size);
        const columns = await read(range);
        const written = columns.map((textOf) => textOf(row - range * size));
        // As `encodeMoreEvidence` writes them: one part a technique, empty ones at the end left out.
        while (written.at(-1) === '') written.pop();
        prepared.set(row, written.join('|'));
      }
    },
    at(row) {
      const text = prepared.get(row);
      if (text === undefined) throw new TypeError('evidence is asked of an account that was not prepared');
      return text;
    },
  };
}

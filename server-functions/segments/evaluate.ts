import { decodeColumns, encodeColumns } from '#core/columns/arrow-columns.ts';
import { kindsOf, type ColumnKind, type ColumnTable } from '#core/columns/column-table.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { checkSegment, evaluateSegment, INCLUDED_COLUMN } from '#core/segments/evaluate-segment.ts';
import { diffMembers, idsOf, type Members } from '#core/segments/members.ts';
import { StoreError } from '#core/store/store-error.ts';
import { GENERATION_COLUMNS as C } from '../score/generation.ts';
import type { GenerationRecord } from '../score/generation-record.ts';
import { summariseAccounts } from '../score/summarise-accounts.ts';
import type { EvaluatedSegment, SegmentEngine, SegmentQuestion, SegmentRefusal, WorkPorts } from '../shared/ports.ts';
import { createGenerationShelf, type GenerationShelf } from '../shared/work/generation-shelf.ts';
import { readBytes, writeBytes } from '../shared/stores/blob-bytes.ts';

/** Columns that are not for criteria: inside or not is implied, sums of deals belong to cards. */
const NOT_FOR_CRITERIA: ReadonlySet<string> = new Set([INCLUDED_COLUMN, C.won, C.pipeline]);

/** SEG-2, SEG-3 over the published generation. */
export function createSegmentEngine(
  ports: Pick<WorkPorts, 'store' | 'blob'>,
  shelf: GenerationShelf = createGenerationShelf(ports),
): SegmentEngine {
  return {
    async evaluate(question) {
      const { org, view, keepAs } = question;
      if (view !== null && keepAs !== null) throw new TypeError('a segment that is kept holds all its members');
      const seen = await shelf.seenBy(org, view);
      if (seen === null) return fail({ reason: 'noGeneration', problems: [] });
      return evaluateOver(ports, question, seen.record, seen.table);
    },
  };
}

async function evaluateOver(
  { blob }: Pick<WorkPorts, 'blob'>,
  question: SegmentQuestion,
  record: GenerationRecord,
  table: ColumnTable,
): Promise<Result<EvaluatedSegment, SegmentRefusal>> {
  const { org, segment, parent, keepAs } = question;
  const problems = checkSegment(segment, criteriaKinds(table), parent);
  if (problems.length > 0) return fail({ reason: 'doesNotFit', problems });
  const { members } = evaluateSegment({
    segment,
    table,
    parentMembers: question.parentMembers === null ? null : await readMembers(blob, org, question.parentMembers),
    context: { asOfDay: parseIsoDay(record.asOf) ?? 0, minorDigits: record.minorDigits },
  });
  const former = question.formerMembers === null ? null : await readMembers(blob, org, question.formerMembers);
  const difference = former === null ? null : diffMembers(former, members);
  if (keepAs !== null) {
    const ids: ColumnTable = { length: members.length, columns: new Map([['id', { kind: 'id', values: members }]]) };
    await writeBytes(blob, org, keepAs, encodeColumns(ids));
  }
  return ok({
    generation: record.id,
    asOf: record.asOf,
    members: keepAs,
    summary: summariseAccounts(members, table),
    entered: difference?.entered.length ?? 0,
    exited: difference?.exited.length ?? 0,
  });
}

/** Ids that a segment held at its last evaluation, ascending. */
export async function readMembers(blob: WorkPorts['blob'], org: OrgKey, key: string): Promise<Members> {
  const bytes = await readBytes(blob, org, key);
  if (bytes === null) throw new StoreError('blobDamaged', `the members ${key} are not there`);
  const table = decodeColumns(bytes, key);
  if (!table.ok) throw new StoreError('blobDamaged', `${table.error.where}: ${table.error.code}`);
  if (table.value.length === 0) return new BigInt64Array(0);
  return idsOf(table.value).subarray(0, table.value.length);
}

export function criteriaKinds(table: ColumnTable): ReadonlyMap<string, ColumnKind> {
  return new Map([...kindsOf(table)].filter(([key]) => !NOT_FOR_CRITERIA.has(key)));
}

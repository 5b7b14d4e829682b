import type { ColumnKind, ColumnTable } from '#core/columns/column-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { encodeLabelChanges, type LabelChange } from '#core/labels/change-log.ts';
import type { Message } from '#core/message.ts';
import { membersOf } from '#core/segments/members.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { recordHistory } from '../history/record-history.ts';
import { writeBytes } from '../shared/stores/blob-bytes.ts';
import { createJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';
import { GENERATION_COLUMNS as C, type Generation } from './generation.ts';
import { summariseAccounts } from './summarise-accounts.ts';
import { moreBases, moreRecords } from './techniques/more-records.ts';
import { CURRENT_GENERATION, generationBlob, type GenerationRecord } from './generation-record.ts';
import { changesBetween } from './label-history.ts';
import { readCurrentGeneration } from './load-generation.ts';
import { formerOf } from './sweep-generations.ts';
import { countNewAccounts } from './overview-numbers.ts';
import { writeManifest, type LedgerManifest } from './ledger/ledger-manifest.ts';

/** About half a megabyte of text. Lines. */
const CHANGES_PER_SLICE = 4_000;
/** Kinds of reading problems kept; each has a count. */
const MAX_READ_PROBLEMS = 40;

export interface Publication {
  readonly id: string;
  readonly runId: string;
  readonly configuration: Configuration;
  readonly generation: Generation;
  /** All accounts: the columns that are counted over, and labels where `moved` names none. */
  readonly table: ColumnTable;
  /** What was written of accounts and months. */
  readonly written: WrittenTables;
  /** Accounts whose labels may have moved, before and now; absent = all, of `former` and `table`. */
  readonly moved?: { readonly former: ColumnTable; readonly table: ColumnTable };
  /** What names its ledger; null = it has none. */
  readonly ledger: LedgerManifest | null;
  /** What it is made without; the run goes on, and labels of a technique that is left out go. Absent = nothing. */
  readonly leftOut?: readonly Message[];
  /** When what it is made of was last read in full; absent = now. */
  readonly fullAt?: string | null;
  /** ISO instant, stated in the record and in the log of changes. */
  readonly publishedAt: string;
  /** What was published when the run began; its table is null where it could not be read. */
  readonly former: { readonly item: JsonItem<GenerationRecord>; readonly table: ColumnTable | null } | null;
}

/** Objects of a generation that were written while they were made, and what its record says of them. */
export interface WrittenTables {
  readonly digests: { readonly accounts: string; readonly months: string | null };
  /** Columns of the accounts. */
  readonly kinds: ReadonlyMap<string, ColumnKind>;
  readonly topAccounts: GenerationRecord['topAccounts'];
  readonly closingThisMonth: GenerationRecord['closingThisMonth'];
}

/**
 * Everything of the generation first, the pointer last: a run that breaks off half-way shows nothing. `overtaken` when another
 * run published since this one began (decision 2).
 */
export async function publishGeneration(
  { store, blob }: Pick<WorkPorts, 'store' | 'blob'>,
  org: OrgKey,
  publication: Publication,
): Promise<GenerationRecord | 'overtaken'> {
  const { id, configuration, generation, table, written, former, publishedAt: at } = publication;
  const basis = {
    rfm: generation.rfm?.basis ?? null,
    firmographics: generation.firmographics?.basis ?? null,
    ...moreBases(generation),
  };
  await writeText(blob, org, generationBlob(id, 'basis'), JSON.stringify(basis));
  const cause =
    former !== null && former.item.value.configurationVersion !== configuration.version ? 'settings' : 'data';
  const moved = publication.moved ?? { former: former?.table ?? null, table };
  const changes = changesBetween(moved.former, moved.table, { at, generation: id, cause });
  await blob.write(org, generationBlob(id, 'changes'), encodeInSlices(changes));

  const ledger = publication.ledger === null ? null : await writeManifest({ blob }, org, id, publication.ledger);
  const record = toRecord(publication, written, ledger);
  // Done twice, after a flip whose outcome nobody heard: the same bytes lie there, and the pointer is this run's own.
  const standing = await readCurrentGeneration({ store }, org);
  if (standing?.value.id === id) return standing.value;
  // Nothing takes the place of a generation that history does not know yet: what changed by it would be lost (decision 15).
  if (standing !== null) await recordHistory({ store, blob }, org, standing.value, generation.org.timeZone);
  const flipped =
    former === null
      ? await createJson(store, org, CURRENT_GENERATION, record)
      : await replaceJson(store, org, former.item, record);
  return flipped.outcome === 'written' ? record : 'overtaken';
}

/** The change log of a first run names every account: it is never one string in memory. */
async function* encodeInSlices(changes: Iterable<LabelChange>): AsyncGenerator<Uint8Array, void, void> {
  const header = encodeLabelChanges([]);
  yield Buffer.from(header);
  let slice: LabelChange[] = [];
  const encodeSlice = (): Uint8Array => Buffer.from(encodeLabelChanges(slice).slice(header.length));
  for (const change of changes) {
    slice.push(change);
    if (slice.length < CHANGES_PER_SLICE) continue;
    yield encodeSlice();
    slice = [];
  }
  yield encodeSlice();
}

function writeText(blob: WorkPorts['blob'], org: OrgKey, key: string, text: string): Promise<unknown> {
  return writeBytes(blob, org, key, Buffer.from(text));
}

function toRecord(
  { id, runId, configuration, generation, table, former, publishedAt, fullAt = publishedAt, leftOut = [] }: Publication,
  { digests, kinds, topAccounts, closingThisMonth }: WrittenTables,
  ledger: string | null,
): GenerationRecord {
  const { rfm, firmographics, population } = generation;
  const members = membersOf(table, population);
  const sums = summariseAccounts(members, table);
  return {
    id,
    former: formerOf(former?.item.value ?? null),
    runId,
    digests,
    ledger,
    configurationVersion: configuration.version,
    asOf: formatIsoDay(generation.asOfDay),
    publishedAt,
    fullAt,
    timeZone: generation.org.timeZone,
    homeCurrency: generation.org.homeCurrency,
    minorDigits: generation.minorDigits,
    accounts: table.length,
    included: members.length,
    wonMinor: sums.wonMinor,
    pipelineMinor: sums.pipelineMinor,
    topAccounts,
    columns: [...kinds].filter(([key]) => key !== C.id).map(([key, kind]) => ({ key, kind })),
    newAccounts: countNewAccounts(table, population, generation.asOfDay),
    closingThisMonth,
    rfm:
      rfm === null
        ? null
        : {
            labels: [...rfm.labelCounts],
            levels: { r: [...rfm.levelCounts.r], f: [...rfm.levelCounts.f], m: [...rfm.levelCounts.m] },
            withoutPurchases: rfm.withoutPurchases,
            warnings: rfm.warnings.map(({ code, params }) => ({ code, params: { ...params } })),
          },
    firmographics:
      firmographics === null
        ? null
        : {
            labels: [...firmographics.labelCounts],
            warnings: firmographics.warnings.map(({ code, params }) => ({ code, params: { ...params } })),
          },
    ...moreRecords(generation, table),
    ...(leftOut.length === 0 ? {} : { leftOut: leftOut.map(({ code, params }) => ({ code, params: { ...params } })) }),
    deals: { ...generation.deals },
    reads: generation.reads.map(({ module, report }) => ({
      module,
      rows: report.rows,
      problems: report.problems.slice(0, MAX_READ_PROBLEMS).map(({ code, params, count, where }) => ({
        code,
        column: typeof params['column'] === 'string' ? params['column'] : null,
        count,
        where,
      })),
    })),
  };
}

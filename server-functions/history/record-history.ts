import { encodeColumns } from '#core/columns/arrow-columns.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import { MORE_TECHNIQUES } from '../score/generation.ts';
import { generationBlob, type GenerationRecord } from '../score/generation-record.ts';
import { HISTORY_COLUMNS } from '../score/label-history.ts';
import { loadAccounts } from '../score/load-generation.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { createZoneDay } from '../shared/rest/zone-day.ts';
import { writeBytes } from '../shared/stores/blob-bytes.ts';
import { createJson, readJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';
import {
  entryKey,
  HISTORY_HEAD,
  historyBlob,
  historyEntrySchema,
  historyHeadSchema,
  weekOf,
  type HistoryEntry,
} from './history-entry.ts';
import { changesToColumns, labelsOf } from './label-columns.ts';
import { countsOf, leadsTo } from './leads-to.ts';
import { sweepHistory } from './sweep-history.ts';

type Ports = Pick<WorkPorts, 'store' | 'blob'>;

/**
 * Decision 15: a published generation enters the history, once however often this is called. Whoever publishes records the
 * generation that stands before the pointer flips and the new one after it, so that one that a kill left out is made good before
 * the next exists, and no change is ever lost. Needs the generation's accounts and change log. Throws `StoreError`.
 */
export async function recordHistory(
  ports: Ports,
  org: OrgKey,
  record: GenerationRecord,
  timeZone: string,
): Promise<void> {
  const { store } = ports;
  const head = await readJson(store, org, HISTORY_HEAD, historyHeadSchema);
  if (head?.value.generation === record.id) return;
  const seq = (head?.value.seq ?? 0) + 1;
  const published = createZoneDay(timeZone)(Date.parse(record.publishedAt));
  // A change of the org's zone may turn the day back; the order of publishing is what history goes by.
  const day = Math.max(published, head?.value.day ?? published);
  const checkpoint = head === null || weekOf(day) !== weekOf(head.value.checkpointDay);
  const entry = await writeEntry(ports, org, { record, seq, day, checkpoint, isFirst: head === null });
  if (entry.generation !== record.id) throw new StoreError('unavailable', 'another generation was recorded meanwhile');
  const next = {
    seq,
    generation: record.id,
    day,
    checkpointDay: checkpoint ? day : (head?.value.checkpointDay ?? day),
  };
  const moved = await moveHead(ports, org, head, next);
  if (!moved) throw new StoreError('unavailable', 'another generation was recorded meanwhile');
  if (entry.checkpoint) await sweepHistory(ports, org, day);
}

/** Objects first, the item that names them last. */
async function writeEntry(
  { store, blob }: Ports,
  org: OrgKey,
  entry: {
    readonly record: GenerationRecord;
    readonly seq: number;
    readonly day: number;
    readonly checkpoint: boolean;
    readonly isFirst: boolean;
  },
): Promise<HistoryEntry> {
  const { record, seq, day, isFirst } = entry;
  // Where history begins there is nothing to have changed from: the labels of all accounts stand beside it.
  const { changes, rebased } = isFirst
    ? { changes: 0, rebased: false }
    : await copyChanges({ store, blob }, org, record, seq - 1);
  const checkpoint = entry.checkpoint || rebased;
  if (checkpoint) {
    const labels = labelsOf(await loadAccounts({ blob }, org, record, HISTORY_COLUMNS));
    await writeBytes(blob, org, historyBlob('labels', record.id), encodeColumns(labels));
  }
  const value: HistoryEntry = {
    seq,
    generation: record.id,
    day,
    at: record.publishedAt,
    asOf: record.asOf,
    configurationVersion: record.configurationVersion,
    checkpoint,
    rebased,
    changes,
    labels: {
      rfm: countsOf(record, 'rfm'),
      firmographics: countsOf(record, 'firmographics'),
      ...Object.fromEntries(
        MORE_TECHNIQUES.flatMap((technique) => {
          const counts = countsOf(record, technique);
          return counts === null ? [] : [[technique, counts]];
        }),
      ),
    },
  };
  const { outcome } = await createJson(store, org, entryKey(seq), value);
  if (outcome === 'written') return value;
  // A recording that broke off behind this point has written it.
  const present = await readJson(store, org, entryKey(seq), historyEntrySchema);
  if (present === null) throw new StoreError('unavailable', `the history's entry ${seq} is not there`);
  return present.value;
}

async function copyChanges(
  { store, blob }: Ports,
  org: OrgKey,
  record: GenerationRecord,
  before: number,
): Promise<Pick<HistoryEntry, 'changes' | 'rebased'>> {
  const key = generationBlob(record.id, 'changes');
  const found = await blob.read(org, key);
  if (found === null) throw new StoreError('blobDamaged', `${key} is not there`);
  const table = await changesToColumns(found.chunks, key);
  if (table.length > 0) await writeBytes(blob, org, historyBlob('changes', record.id), encodeColumns(table));
  const former = await readJson(store, org, entryKey(before), historyEntrySchema);
  return { changes: table.length, rebased: former === null || !leadsTo(former.value, table, record) };
}

async function moveHead(
  { store }: Pick<Ports, 'store'>,
  org: OrgKey,
  head: JsonItem<unknown> | null,
  next: { readonly generation: string },
): Promise<boolean> {
  const { outcome } =
    head === null ? await createJson(store, org, HISTORY_HEAD, next) : await replaceJson(store, org, head, next);
  if (outcome === 'written') return true;
  const present = await readJson(store, org, HISTORY_HEAD, historyHeadSchema);
  return present?.value.generation === next.generation;
}

import { formatIsoDay } from '#core/crm/days.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { LABEL_COLUMNS } from '../score/label-history.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { HISTORY_TECHNIQUES, historyBlob, type HistoryTechnique } from './history-entry.ts';
import { historyIds, rowOf, textsOf } from './label-columns.ts';
import { readChanges, readTable } from './replay-labels.ts';
import { readEntries } from './tell-labels.ts';

type Ports = Pick<WorkPorts, 'store' | 'blob'>;

export interface StripPart {
  readonly day: string;
  readonly label: string | null;
  /** null = history begins here. */
  readonly cause: string | null;
  readonly generation: string;
}
/** The first two are always there, the others where the account has had a label of theirs. */
export type AccountStrip = Readonly<
  Record<'rfm' | 'firmographics', readonly StripPart[]> & Partial<Record<HistoryTechnique, readonly StripPart[]>>
>;

/** Every label that one account has had, oldest first; null = history does not know the account. Reads one object at a time. */
export async function tellAccount(ports: Ports, org: OrgKey, account: bigint): Promise<AccountStrip | null> {
  const [rfm, firmographics]: [StripPart[], StripPart[]] = [[], []];
  const strip: { rfm: StripPart[]; firmographics: StripPart[] } & Partial<Record<HistoryTechnique, StripPart[]>> = {
    rfm,
    firmographics,
  };
  let isKnown = false;
  for (const [place, entry] of (await readEntries(ports, org)).entries()) {
    const day = formatIsoDay(entry.day);
    const put = (technique: HistoryTechnique, label: string | null, cause: string | null): void => {
      const parts = strip[technique] ?? [];
      if ((parts.at(-1)?.label ?? null) === label && (parts.length > 0 || label === null)) return;
      strip[technique] = parts;
      parts.push({ day, label, cause, generation: entry.generation });
    };
    if (place === 0 || entry.rebased) {
      const table = await readTable(ports, org, historyBlob('labels', entry.generation));
      const row = rowOf(table, account);
      isKnown ||= row !== -1;
      for (const { technique, label } of LABEL_COLUMNS) {
        const labelAt = table.columns.has(label) && row !== -1 ? textsOf(table, label) : () => null;
        put(technique, labelAt(row), place === 0 ? null : 'data');
      }
      continue;
    }
    const changes = await readChanges(ports, org, entry);
    if (changes === null) continue;
    const ids = historyIds(changes);
    const [techniqueAt, toAt, causeAt] = [
      textsOf(changes, 'technique'),
      textsOf(changes, 'to'),
      textsOf(changes, 'cause'),
    ];
    for (let at = ids.indexOf(account); at !== -1 && at < changes.length; at = ids.indexOf(account, at + 1)) {
      isKnown = true;
      const technique = HISTORY_TECHNIQUES.find((known) => known === techniqueAt(at));
      if (technique !== undefined) put(technique, toAt(at), causeAt(at));
    }
  }
  return isKnown ? strip : null;
}

import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { columnOf } from '../score/column-of.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { SUMMARY } from './score-tables.ts';
import { readCurrentScores, readScoresManifest, scoreObjects, scoresOf } from './scores-manifest.ts';

type ReadPorts = Pick<WorkPorts, 'store' | 'blob'>;

/** ENG-4: an account's points by the scoring rules, as segments name them: 0 where no rule gave any. */
export const ACCOUNT_POINTS = 'abm:rules.total';

/** Name of the manifest that is published; null = there are no scores. What is of another name says other things. */
export async function publishedScores(ports: ReadPorts, org: OrgKey): Promise<string | null> {
  return (await readCurrentScores(ports, org))?.value.manifest ?? null;
}

/** Whether accounts have ever been scored. */
export async function hasAccountPoints(ports: ReadPorts, org: OrgKey): Promise<boolean> {
  const name = await publishedScores(ports, org);
  return name !== null && scoresOf(await readScoresManifest(scoreObjects(ports, org), name, org), 'accounts') !== null;
}

/** The points beside accounts, one range of them at a time; null = accounts have never been scored. Ids ascend. Throws `StoreError`. */
export async function readAccountPoints(
  ports: ReadPorts,
  org: OrgKey,
  manifest: string,
  { length, columns }: ColumnTable,
): Promise<Column | null> {
  const objects = scoreObjects(ports, org);
  const scores = scoresOf(await readScoresManifest(objects, manifest, org), 'accounts');
  if (scores === null) return null;
  const values = new Float64Array(length);
  const accounts = createAscendingIndex(columnOf({ length, columns }, 'id', 'id').values.subarray(0, length));
  for (const { summary } of scores.shards) {
    const table = await objects.readTable(summary);
    const places = new Int32Array(table.length);
    accounts.locate(columnOf(table, SUMMARY.id, 'id').values, table.length, places);
    const totals = columnOf(table, SUMMARY.total, 'number').values;
    for (let row = 0; row < table.length; row++) {
      const place = places[row]!;
      // Scored, and not among the accounts of the labels: outside, or newer than they are.
      if (place >= 0) values[place] = totals[row]!;
    }
  }
  return { kind: 'number', values };
}

import * as z from 'zod';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { configurationSchema, type Configuration } from '#core/configuration/configuration.ts';
import type { FrozenOrg } from '#core/crm/sliced-crm-batch.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { intersectMembers, type Members } from '#core/segments/members.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { columnOf } from '../score/column-of.ts';
import { fieldSchema, orgSchema } from '../score/frozen-run.ts';
import { GENERATION_COLUMNS as C } from '../score/generation.ts';
import { readCurrentGeneration, type PublishedGeneration } from '../score/load-generation.ts';
import { ACCOUNT_POINTS, publishedScores, readAccountPoints } from '../scoring-rules/account-points.ts';
import { readMembers } from '../segments/evaluate.ts';
import { isOwnDefinition } from '../segments/segment-access.ts';
import { segmentKey, segmentRowSchema, type SegmentRow } from '../segments/segment-row.ts';
import { rowSlices, type ColumnFile } from '../shared/columns/column-file.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { createZoneDay } from '../shared/rest/zone-day.ts';
import type { Parts } from '../shared/runs/parts.ts';
import { readStoredView } from '../shared/sharing/view-blob.ts';
import { readJson } from '../shared/stores/json-items.ts';
import { planColumns, type ExportPlan } from './export-columns.ts';
import type { ExportRow } from './export-row.ts';
import { StoppedError } from '../shared/runs/stopped-error.ts';
import { exportFileName } from './file-name.ts';
import { readUserNames } from './record-names.ts';

export const frozenExportSchema = z.strictObject({
  org: orgSchema,
  /** Of the account module. */
  fields: z.array(fieldSchema),
  configuration: configurationSchema,
  generation: z.strictObject({
    id: z.string(),
    digests: z.strictObject({ accounts: z.string(), months: z.string().nullable() }).nullable(),
    homeCurrency: z.string(),
    minorDigits: z.int(),
  }),
  /** Name of the ids of the rows. */
  members: z.string(),
  /** Name of the points by scoring rules, row by row of the generation; null = not asked for, or there are none. */
  points: z.string().nullable().default(null),
  /** By id; empty where no column needs them. */
  userNames: z.record(z.string(), z.string()),
});

/** All that a file is made of besides the CRM's own rows: whoever takes the export up again makes the same one of it. */
export interface FrozenExport {
  readonly org: FrozenOrg['org'];
  readonly fields: FrozenOrg['fields'][string];
  readonly configuration: Configuration;
  readonly generation: z.infer<typeof frozenExportSchema>['generation'];
  readonly members: string;
  readonly points: string | null;
  readonly userNames: Readonly<Record<string, string>>;
}

/** What the history says of an export that has begun. */
type Begun = Pick<ExportRow, 'generation' | 'total' | 'outside' | 'fileName'>;

interface FreezingPlace {
  readonly parts: Parts;
  readonly accountsOf: (generation: PublishedGeneration) => Promise<ColumnFile>;
}

/** Members, labels, rights and names as they are now (EXP-1), kept; gives their name. Throws `StoppedError`. */
export async function freezeExport(
  ports: WorkPorts,
  org: OrgKey,
  row: ExportRow,
  { parts, accountsOf }: FreezingPlace,
): Promise<{ readonly name: string; readonly begun: Begun }> {
  const configuration = await readConfiguration(ports.store, org);
  const crm = ports.crmFor(org);
  const current = await readCurrentGeneration(ports, org);
  if (configuration === null || crm === null || current === null) throw new StoppedError('notConfigured');
  const accounts = await accountsOf(current.value);
  const { members, outside } = await membersFor(ports, org, row, accounts);
  const { id, digests, homeCurrency, minorDigits } = current.value;
  const taken = {
    org: await crm.org(),
    fields: await crm.fields(row.module),
    configuration,
    generation: { id, digests, homeCurrency, minorDigits },
  };
  const plan = planExport(taken, row);
  const asksUsers = plan.named.some(({ what }) => what === 'users');
  const ids: ColumnTable = { length: members.length, columns: new Map([['id', { kind: 'id', values: members }]]) };
  const frozen: FrozenExport = {
    ...taken,
    members: await parts.writeTable(ids),
    points: plan.computed.includes(ACCOUNT_POINTS) ? await writePoints(ports, org, accounts, parts) : null,
    userNames: asksUsers ? Object.fromEntries(await readUserNames(ports, org)) : {},
  };
  const name = await parts.write(Buffer.from(JSON.stringify(frozen)));
  const day = createZoneDay(taken.org.timeZone)(ports.clock.now());
  const fileName = exportFileName(row.segmentName, day);
  return { name, begun: { generation: id, total: members.length, outside, fileName } };
}

/** As they are published now: rules run when labels do not, and what a later run replaces is removed while the file is still made. */
async function writePoints(ports: WorkPorts, org: OrgKey, accounts: ColumnFile, parts: Parts): Promise<string | null> {
  const scores = await publishedScores(ports, org);
  if (scores === null) return null;
  const { length } = accounts;
  const columns = new Map([['id', { kind: 'id', values: accounts.ids(C.id) } as const]]);
  const points = await readAccountPoints(ports, org, scores, { length, columns });
  return points === null ? null : parts.writeTable({ length, columns: new Map([[ACCOUNT_POINTS, points]]) });
}

/** The same columns in every slice: they follow from what is frozen. */
export function planExport(
  { configuration, fields, generation }: Pick<FrozenExport, 'configuration' | 'fields' | 'generation'>,
  row: Pick<ExportRow, 'fields' | 'language'>,
): ExportPlan {
  return planColumns(row.fields, configuration, fields, { ...generation, language: row.language });
}

/** Who belongs to it now and has labels, cut to what the requesting user could read when they asked (PER-3). */
async function membersFor(
  ports: WorkPorts,
  org: OrgKey,
  row: ExportRow,
  accounts: ColumnFile,
): Promise<{ readonly members: Members; readonly outside: number | null }> {
  const segment = row.segmentId === null ? null : await segmentOf(ports, org, row.segmentId);
  const all = segment === null ? await includedIn(accounts) : await readMembers(ports.blob, org, segment.members);
  if (row.view === null) return { members: all, outside: null };
  const members = intersectMembers(all, await readStoredView(ports, org, row.view));
  const isOwn = segment !== null && isOwnDefinition(segment, { userId: row.requestedBy });
  return { members, outside: isOwn ? null : all.length - members.length };
}

/** Everybody in ABM; the rows of a generation ascend by id. */
async function includedIn(accounts: ColumnFile): Promise<Members> {
  // Nobody else has this array: what is kept moves to its beginning.
  const ids = accounts.ids(C.id);
  let count = 0;
  for (const rows of rowSlices(accounts.length)) {
    const { values } = columnOf(await accounts.pick([C.included], rows), C.included, 'boolean');
    for (const [index, row] of rows.entries()) if (values[index] === 1) ids[count++] = ids[row]!;
  }
  return ids.subarray(0, count);
}

async function segmentOf({ store }: Pick<WorkPorts, 'store'>, org: OrgKey, id: string): Promise<SegmentRow> {
  const segment = await readJson(store, org, segmentKey(id), segmentRowSchema);
  if (segment === null || segment.value.deletedAt !== null) throw new StoppedError('segmentDeleted');
  return segment.value;
}

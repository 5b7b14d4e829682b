import * as z from 'zod';
import type { Configuration } from '#core/configuration/configuration.ts';
import { can } from '#core/permissions/can.ts';
import { isHidden, type MaskRules } from '#core/permissions/mask-fields.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { readPolicies } from '../policies/policies-store.ts';
import { installedCrm } from '../configuration/handler.ts';
import { maskRulesFor } from '../score/mask-rules.ts';
import { readCurrentGeneration } from '../score/load-generation.ts';
import { hasAccountPoints } from '../scoring-rules/account-points.ts';
import { SEGMENT_PREFIX, segmentRowSchema, type SegmentRow } from '../segments/segment-row.ts';
import {
  pathId,
  readBody,
  RefusedError,
  requireRight,
  type FunctionApp,
  type FunctionContext,
} from '../shared/http/function-app.ts';
import { wishJob } from '../shared/jobs/job-control.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { encodeView } from '../shared/sharing/view-blob.ts';
import { viewOf } from '../shared/sharing/view-of.ts';
import { writeBytes } from '../shared/stores/blob-bytes.ts';
import { listJson, readJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';
import { readAliveSegment } from './alive-segment.ts';
import { beginExport, dropExport } from './begin-export.ts';
import { cutFields, listFields, type FieldsToExport } from './export-columns.ts';
import { toHistory, type Standing } from './export-history.ts';
import {
  EXPORT_PREFIX,
  MAX_SELECTED_FIELDS,
  exportKey,
  exportRowSchema,
  exportViewBlob,
  historyUntil,
  isExportOver,
  queuedExport,
  type ExportRow,
} from './export-row.ts';
import { formatExportLink, LINK_SECONDS } from './export-link.ts';
import { giveFile, requireFile } from './give-file.ts';
import { LINK_PATH } from './link-handler.ts';

const requestSchema = z.strictObject({
  /** null = all accounts in ABM. */
  segment: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .nullable(),
  fields: z.union([z.literal('all'), z.array(z.string().min(1).max(120)).min(1).max(MAX_SELECTED_FIELDS)]),
  language: z.enum(['en', 'es']).default('en'),
  separator: z.enum([',', ';', '\t']).default(','),
  bom: z.boolean().default(true),
});

/** Progress is written once a second at most, so a second attempt nearly always comes through. */
const CANCEL_ATTEMPTS = 5;

/** EXP-1, EXP-2: exports as jobs with a history. The right is asked at the request, in the history and at every download. */
export function addExportRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.post('/v1/exports', async (c) => {
    const { caller, module } = await requireExport(c, ports);
    const request = await readBody(c, requestSchema);
    if ((await readCurrentGeneration(ports, caller.org)) === null)
      throw new RefusedError(409, { code: 'export.noGeneration' });
    const segment = request.segment === null ? null : await aliveSegment(ports, caller, request.segment);
    const configuration = await readConfiguration(ports.store, caller.org);
    if (configuration === null) throw new RefusedError(409, { code: 'run.notConfigured' });
    const choice = await fieldsToExport(ports, caller, module, configuration);
    const cut = cutFields(request.fields, choice, await maskRulesFor(ports, caller));
    if (cut.unknown.length > 0) {
      const problems = cut.unknown.map((field) => ({
        code: 'export.unknownField',
        params: { field },
        where: 'fields',
      }));
      throw new RefusedError(422, { code: 'export.unknownFields', problems });
    }
    const view = await viewOf(ports, caller);
    const asked = newRow(ports, caller, { module, segment, request, cut });
    const kept = view === null ? null : encodeView(exportViewBlob(asked.id), view);
    const row: ExportRow = { ...asked, view: kept?.stored ?? null };
    // The row first: an object that no row knows is swept away.
    if (!(await beginExport(ports.store, caller.org, row))) throw new RefusedError(409, { code: 'export.tooMany' });
    try {
      if (kept !== null) await writeBytes(ports.blob, caller.org, kept.stored.key, kept.bytes);
      await ports.queue.enqueue({ kind: 'export', org: caller.org, exportId: row.id });
    } catch (error) {
      // Nobody would ever make it, and it would hold one of its person's places.
      await dropExport(ports.store, caller.org, row.id);
      throw error;
    }
    return c.json({ export: toHistory(row, { gone: false, isCut: view !== null }) }, 202);
  });

  app.get('/v1/exports', async (c) => {
    const { caller } = await requireExport(c, ports);
    const rows = await listJson(ports.store, caller.org, EXPORT_PREFIX, exportRowSchema);
    const segments = await listJson(ports.store, caller.org, SEGMENT_PREFIX, segmentRowSchema);
    const alive = new Set(segments.filter(({ value }) => value.deletedAt === null).map(({ value }) => value.id));
    const { respectRecordSharing: isCut } = await readPolicies(ports.store, caller.org);
    const history = rows
      .filter(({ value }) => value.requestedBy === caller.userId)
      .map(({ value }) => toHistory(value, { gone: value.segmentId !== null && !alive.has(value.segmentId), isCut }))
      .sort((a, b) => (a.requestedAt < b.requestedAt ? 1 : -1));
    return c.json({ exports: history });
  });

  app.get('/v1/exports/fields', async (c) => {
    const { caller, module } = await requireExport(c, ports);
    const configuration = await readConfiguration(ports.store, caller.org);
    if (configuration === null) throw new RefusedError(409, { code: 'run.notConfigured' });
    const choice = await fieldsToExport(ports, caller, module, configuration);
    return c.json({ fields: listFields(choice, await maskRulesFor(ports, caller)) });
  });

  app.get('/v1/exports/:id', async (c) => {
    const { caller } = await requireExport(c, ports);
    const { value } = await ownExport(c, ports, caller);
    return c.json({ export: toHistory(value, await standingOf(ports, caller, value)) });
  });

  app.post('/v1/exports/:id/cancel', async (c) => {
    const { caller } = await requireExport(c, ports);
    // The job writes its progress into the same item: whoever loses a race reads again.
    for (let attempt = 0; attempt < CANCEL_ATTEMPTS; attempt++) {
      const item = await ownExport(c, ports, caller);
      const { value } = item;
      if (isExportOver(value)) throw new RefusedError(409, { code: 'export.hasEnded' });
      const row: ExportRow = { ...value, state: 'cancelled', endedAt: new Date(ports.clock.now()).toISOString() };
      const written = await replaceJson(ports.store, caller.org, item, row, historyUntil(row));
      if (written.outcome !== 'written') continue;
      // The row decides; this reaches a worker that waits for the CRM.
      await wishJob(ports.store, caller.org, row.id, 'cancel', ports.clock.now());
      return c.json({ export: toHistory(row, await standingOf(ports, caller, row)) });
    }
    throw new RefusedError(409, { code: 'export.busy' });
  });

  app.get('/v1/exports/:id/file', async (c) => {
    const { row, org } = await downloadable(c, ports);
    return giveFile(c, ports, org, row);
  });

  app.post('/v1/exports/:id/link', async (c) => {
    const { caller } = await requireExport(c, ports);
    const { row, org } = await downloadable(c, ports);
    const { key } = await requireFile(ports, org, row);
    const { signer, platformUrl } = ports.links;
    const link = { org, exportId: row.id, userId: caller.userId };
    const origin = ports.signIn?.publicUrl() ?? new URL(c.req.url).origin;
    const url =
      (await platformUrl?.(org, key, LINK_SECONDS)) ??
      `${origin}${LINK_PATH}/${formatExportLink(signer, link, ports.clock.now())}`;
    c.header('cache-control', 'no-store');
    return c.json({ url, seconds: LINK_SECONDS });
  });
}

async function fieldsToExport(
  ports: FunctionPorts,
  { org }: Caller,
  module: string,
  configuration: Configuration,
): Promise<FieldsToExport> {
  const metadata = await installedCrm(ports, org).fields(module);
  return { configuration, metadata, hasPoints: await hasAccountPoints(ports, org) };
}

async function requireExport(
  c: FunctionContext,
  ports: FunctionPorts,
): Promise<{ readonly caller: Caller; readonly module: string }> {
  const caller = requireRight(c, 'view');
  const configuration = await readConfiguration(ports.store, caller.org);
  if (configuration === null) throw new RefusedError(409, { code: 'run.notConfigured' });
  const { module } = configuration.mapping.accounts;
  return { caller: requireRight(c, { export: module }), module };
}

/**
 * An export that this caller may fetch now: their own, with the right and every column still visible to them. Anything else
 * is the same 404, whether the id exists or not (OWASP API1: object level authorisation).
 */
async function downloadable(
  c: FunctionContext,
  ports: FunctionPorts,
): Promise<{ readonly row: ExportRow; readonly org: Caller['org'] }> {
  const caller = c.get('caller');
  const unknown = new RefusedError(404, { code: 'export.unknown' });
  const { value } = await ownExport(c, ports, caller);
  const decision = can(caller, { export: value.module });
  // Data leaves here: the audit hears of it, though a refusal names no right.
  c.get('decisions').push({ action: `export:${value.module}`, decision, route: c.req.routePath });
  if (!decision.allowed) throw unknown;
  const rules = await maskRulesFor(ports, caller);
  if (value.fields.some((name) => isNowHidden(name, rules))) throw unknown;
  return { row: value, org: caller.org };
}

/** The export of that id that this caller asked for; somebody else's is the same 404 as none. */
async function ownExport(c: FunctionContext, { store }: FunctionPorts, caller: Caller): Promise<JsonItem<ExportRow>> {
  const item = await readJson(store, caller.org, exportKey(pathId(c, 'export.unknown')), exportRowSchema);
  if (item === null || item.value.requestedBy !== caller.userId)
    throw new RefusedError(404, { code: 'export.unknown' });
  return item;
}

async function standingOf(ports: FunctionPorts, { org }: Caller, { segmentId }: ExportRow): Promise<Standing> {
  const { respectRecordSharing } = await readPolicies(ports.store, org);
  const gone = segmentId !== null && (await readAliveSegment(ports, org, segmentId)) === null;
  return { gone, isCut: respectRecordSharing };
}

function isNowHidden(name: string, rules: MaskRules): boolean {
  return isHidden(name.startsWith('abm:') ? name : `crm:${name}`, 'accounts', rules);
}

async function aliveSegment(ports: FunctionPorts, { org }: Caller, id: string): Promise<SegmentRow> {
  const row = await readAliveSegment(ports, org, id);
  if (row === null) throw new RefusedError(404, { code: 'segment.unknown' });
  return row;
}

function newRow(
  { ids, clock }: FunctionPorts,
  caller: Caller,
  asked: {
    readonly module: string;
    readonly segment: SegmentRow | null;
    readonly request: z.infer<typeof requestSchema>;
    readonly cut: ReturnType<typeof cutFields>;
  },
): ExportRow {
  const { module, segment, request, cut } = asked;
  return queuedExport({
    id: ids.next('export'),
    requestedBy: caller.userId,
    requestedAt: new Date(clock.now()).toISOString(),
    segmentId: segment?.id ?? null,
    segmentName: segment?.segment.name ?? null,
    module,
    fields: [...cut.fields],
    hiddenFields: [...cut.hidden],
    language: request.language,
    format: { separator: request.separator, bom: request.bom },
  });
}

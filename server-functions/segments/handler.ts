import * as z from 'zod';
import { conditionsOnHidden, isHidden, maskAmount, type MaskRules } from '#core/permissions/mask-fields.ts';
import { SEGMENT_FORMAT, segmentSchema, type Segment } from '#core/segments/segment.ts';
import { maskRulesFor } from '../score/handler.ts';
import {
  pathId,
  readBody,
  RefusedError,
  require,
  type FunctionApp,
  type FunctionContext,
} from '../shared/http/function-app.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { EvaluatedSegment, FunctionPorts, SegmentQuestion } from '../shared/ports.ts';
import { createJson, listJson, readJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';
import { SEGMENT_PREFIX, segmentKey, segmentRowSchema, type SegmentRow } from './segment-row.ts';

const defined = z.looseObject({});

/** SEG-1..3, SEG-5: segments of accounts. */
export function addSegmentRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/segments', async (c) => {
    const caller = require(c, 'view');
    const rows = await listJson(ports.store, caller.org, SEGMENT_PREFIX, segmentRowSchema);
    const rules = await maskRulesFor(ports, caller);
    const shown = rows.filter(({ value }) => value.deletedAt === null).map(({ value }) => toCard(value, rules));
    return c.json({ segments: shown });
  });

  app.post('/v1/segments', async (c) => {
    const caller = require(c, 'createSegments');
    const segment = await readSegment(c);
    const rules = await allowedRules(ports, caller, segment);
    const id = ports.ids.next('segment');
    const found = await evaluate(ports, caller, { segment, keepAs: `segments/${id}/members-1`, former: null });
    const now = new Date(ports.clock.now()).toISOString();
    const row = toRow(
      { id, segment, createdBy: caller.userId, createdAt: now, evaluatedAt: now, deletedAt: null },
      found,
    );
    await createJson(ports.store, caller.org, segmentKey(id), row);
    return c.json({ segment: toCard(row, rules) }, 201);
  });

  app.post('/v1/segments/count', async (c) => {
    const caller = require(c, 'view');
    const segment = await readSegment(c);
    const rules = await allowedRules(ports, caller, segment);
    const found = await evaluate(ports, caller, { segment, keepAs: null, former: null });
    return c.json({ generation: found.generation, asOf: found.asOf, ...maskSummary(found.summary, rules) });
  });

  app.get('/v1/segments/:id', async (c) => {
    const caller = require(c, 'view');
    const { value } = await existing(c, ports, caller);
    return c.json({ segment: toCard(value, await maskRulesFor(ports, caller)) });
  });

  app.post('/v1/segments/:id/refresh', async (c) => {
    const caller = require(c, 'editSegments');
    const item = await existing(c, ports, caller);
    const { segment, id, members } = item.value;
    if (segment.nature.kind === 'static') throw new RefusedError(409, { code: 'segment.isStatic' });
    const rules = await maskRulesFor(ports, caller);
    const keepAs = `segments/${id}/${ports.ids.next('members')}`;
    const found = await evaluate(ports, caller, { segment, keepAs, former: members });
    const row = toRow({ ...item.value, evaluatedAt: new Date(ports.clock.now()).toISOString() }, found);
    await replaceOrConflict(ports, caller, item, row);
    return c.json({ segment: toCard(row, rules) });
  });

  app.delete('/v1/segments/:id', async (c) => {
    const caller = require(c, 'deleteSegments');
    const item = await existing(c, ports, caller);
    const others = await listJson(ports.store, caller.org, SEGMENT_PREFIX, segmentRowSchema);
    const children = others.filter(({ value }) => value.deletedAt === null && value.segment.parent === item.value.id);
    if (children.length > 0) throw new RefusedError(409, { code: 'segment.hasChildren' });
    const row = { ...item.value, deletedAt: new Date(ports.clock.now()).toISOString() };
    await replaceOrConflict(ports, caller, item, row);
    return c.json({ deleted: item.value.id });
  });
}

async function readSegment(c: FunctionContext): Promise<Segment> {
  const body = await readBody(c, defined);
  const parsed = segmentSchema.safeParse({ ...body, format: SEGMENT_FORMAT });
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      code: `request.${issue.code}`,
      params: {},
      where: issue.path.join('.'),
    }));
    throw new RefusedError(400, { code: 'segment.invalid', problems });
  }
  // Contacts and deals reach labels through their lookup and need tables that runs do not publish yet.
  if (parsed.data.module !== 'accounts') throw new RefusedError(422, { code: 'segment.moduleNotSupported' });
  return parsed.data;
}

/** A condition on a hidden field is a question about its value: refused like the field itself. */
async function allowedRules(ports: FunctionPorts, caller: Caller, segment: Segment): Promise<MaskRules> {
  const rules = await maskRulesFor(ports, caller);
  const problems = conditionsOnHidden(segment.criteria, 'accounts', rules);
  if (problems.length > 0) throw new RefusedError(403, { code: 'permission.fieldHidden', problems });
  return rules;
}

async function evaluate(
  ports: FunctionPorts,
  { org }: Caller,
  {
    segment,
    keepAs,
    former,
  }: { readonly segment: Segment; readonly keepAs: string | null; readonly former: string | null },
): Promise<EvaluatedSegment> {
  const parent =
    segment.parent === null ? null : await readJson(ports.store, org, segmentKey(segment.parent), segmentRowSchema);
  const alive = parent !== null && parent.value.deletedAt === null ? parent.value : null;
  const question: SegmentQuestion = {
    org,
    segment,
    parent: alive?.segment ?? null,
    parentMembers: alive?.members ?? null,
    formerMembers: former,
    keepAs,
  };
  const found = await ports.segments.evaluate(question);
  if (found.ok) return found.value;
  if (found.error.reason === 'noGeneration') throw new RefusedError(409, { code: 'segment.noGeneration' });
  throw new RefusedError(422, { code: 'segment.doesNotFit', problems: found.error.problems });
}

async function existing(c: FunctionContext, ports: FunctionPorts, { org }: Caller): Promise<JsonItem<SegmentRow>> {
  const item = await readJson(ports.store, org, segmentKey(pathId(c, 'segment.unknown')), segmentRowSchema);
  if (item === null || item.value.deletedAt !== null) throw new RefusedError(404, { code: 'segment.unknown' });
  return item;
}

async function replaceOrConflict(
  ports: FunctionPorts,
  { org }: Caller,
  item: JsonItem<SegmentRow>,
  row: SegmentRow,
): Promise<void> {
  const result = await replaceJson(ports.store, org, item, row);
  if (result.outcome !== 'written') throw new RefusedError(409, { code: 'segment.changedMeanwhile' });
}

function toRow(
  base: Pick<SegmentRow, 'id' | 'segment' | 'createdBy' | 'createdAt' | 'evaluatedAt' | 'deletedAt'>,
  found: EvaluatedSegment,
): SegmentRow {
  const { id, segment, createdBy, createdAt, evaluatedAt, deletedAt } = base;
  const { generation, asOf, entered, exited, members } = found;
  if (members === null) throw new TypeError('a stored segment keeps its members');
  return {
    id,
    segment,
    createdBy,
    createdAt,
    evaluatedAt,
    deletedAt,
    members,
    generation,
    asOf,
    summary: { ...found.summary },
    entered,
    exited,
  };
}

/** SEG-1 without what the profile hides. Storage names stay here. */
function toCard(row: SegmentRow, rules: MaskRules): Record<string, unknown> {
  const { id, segment, createdAt, evaluatedAt, asOf, generation, entered, exited } = row;
  return {
    id,
    ...segment,
    createdAt,
    evaluatedAt,
    asOf,
    generation,
    entered,
    exited,
    ...maskSummary(row.summary, rules),
  };
}

function maskSummary(summary: SegmentRow['summary'], rules: MaskRules): Record<string, unknown> {
  return {
    records: summary.records,
    accounts: summary.accounts,
    missing: summary.missing,
    wonMinor: maskAmount(summary.wonMinor, isHidden('abm:deals.won', 'accounts', rules)),
    pipelineMinor: maskAmount(summary.pipelineMinor, isHidden('abm:deals.pipeline', 'accounts', rules)),
  };
}

import * as z from 'zod';
import { SEGMENT_FORMAT, segmentSchema, type Segment } from '#core/segments/segment.ts';
import { MAX_ITEM_BYTES } from '#core/store/store.ts';
import { StoreError } from '#core/store/store-error.ts';
import { downloadUntil, EXPORT_PREFIX, exportRowSchema } from '../export/export-row.ts';
import { maskRulesFor } from '../score/mask-rules.ts';
import { readBody, RefusedError, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { FunctionPorts, SegmentQuestion } from '../shared/ports.ts';
import type { AccountView } from '../shared/sharing/account-view.ts';
import { viewOf } from '../shared/sharing/view-of.ts';
import { createOwnJson, listJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';
import { aliveSegment, allowedRules, definersAfter, existingSegment } from './segment-access.ts';
import { maskSummary } from './segment-card.ts';
import { showCard, showCards, type Viewer } from './shown-cards.ts';
import { toRow, type FoundMembers } from './found-row.ts';
import { SEGMENT_PREFIX, segmentKey, segmentRowSchema, type SegmentRow } from './segment-row.ts';

const defined = z.looseObject({});
const ROOM_FOR_EVALUATION_BYTES = 2 * 1_024;
/** Which definition a change was made over. */
const changed = z.looseObject({ version: z.int().min(1) });

/** SEG-1..3, SEG-5: segments of accounts. */
export function addSegmentRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/segments', async (c) => {
    const caller = requireRight(c, 'view');
    const rows = await listJson(ports.store, caller.org, SEGMENT_PREFIX, segmentRowSchema);
    const alive = rows.map(({ value }) => value).filter(({ deletedAt }) => deletedAt === null);
    return c.json({ segments: await showCards(ports, await viewerOf(ports, caller), alive) });
  });

  app.post('/v1/segments', async (c) => {
    const caller = requireRight(c, 'createSegments');
    const segment = parseSegment(await readBody(c, defined));
    const viewer = await viewerOf(ports, caller, segment);
    const id = ports.ids.next('segment');
    const found = await evaluate(ports, caller, { segment, keepAs: `segments/${id}/members-1`, former: null });
    const now = new Date(ports.clock.now()).toISOString();
    const { userId: by } = caller;
    const row = toRow(
      {
        id,
        version: 1,
        segment,
        createdBy: by,
        definedBy: by,
        groupedBy: null,
        createdAt: now,
        evaluatedAt: now,
        deletedAt: null,
      },
      found,
    );
    try {
      await createOwnJson(ports.store, caller.org, segmentKey(id), row);
    } catch (error) {
      if (error instanceof StoreError) await ports.blob.remove(caller.org, row.members);
      throw error;
    }
    return c.json({ segment: await showCard(ports, viewer, row) }, 201);
  });

  app.post('/v1/segments/count', async (c) => {
    const caller = requireRight(c, 'view');
    const segment = parseSegment(await readBody(c, defined));
    const { rules, view } = await viewerOf(ports, caller, segment);
    const found = await evaluate(ports, caller, { segment, keepAs: null, former: null, view });
    const { generation, asOf, summary } = found;
    return c.json({ generation, asOf, ...maskSummary(summary, rules), ...(view === null ? {} : { outside: null }) });
  });

  app.get('/v1/segments/:id', async (c) => {
    const caller = requireRight(c, 'view');
    const { value } = await existingSegment(c, ports, caller);
    const segment = await showCard(ports, await viewerOf(ports, caller), value);
    return c.json({ segment, usedIn: await findUses(ports, caller, value.id) });
  });

  app.put('/v1/segments/:id', async (c) => {
    const caller = requireRight(c, 'editSegments');
    const item = await existingSegment(c, ports, caller);
    const { version, ...definition } = await readBody(c, changed);
    const segment = parseSegment(definition);
    const { id, members } = item.value;
    // Somebody saved after this form was filled: their definition is not overwritten unseen.
    if (version !== item.value.version) throw new RefusedError(409, { code: 'segment.changedMeanwhile' });
    if (segment.parent === id) throw new RefusedError(422, { code: 'segment.ownParent' });
    // One level (SEG-2): its children would be children of a child.
    if (segment.parent !== null && (await childrenOf(ports, caller, id)).length > 0)
      throw new RefusedError(422, { code: 'segment.hasChildren' });
    const viewer = await viewerOf(ports, caller, segment);
    // Edited criteria rebuild a static segment once (SEG-3).
    const keepAs = `segments/${id}/${ports.ids.next('members')}`;
    const found = await evaluate(ports, caller, { segment, keepAs, former: members });
    const evaluatedAt = new Date(ports.clock.now()).toISOString();
    const definers = definersAfter(item.value, segment, caller);
    const row = toRow({ ...item.value, version: version + 1, segment, ...definers, evaluatedAt }, found);
    return c.json({ segment: await showCard(ports, viewer, await keepEvaluation(ports, caller, item, row)) });
  });

  app.post('/v1/segments/:id/restore', async (c) => {
    const caller = requireRight(c, 'deleteSegments');
    const item = await existingSegment(c, ports, caller, { deletedToo: true });
    const row = { ...item.value, deletedAt: null };
    const { parent } = row.segment;
    // A child of nothing, or of a child, could never be evaluated again (SEG-2).
    if (parent !== null && (await aliveSegment(ports, caller, parent))?.segment.parent !== null)
      throw new RefusedError(409, { code: 'segment.parentGone' });
    const viewer = await viewerOf(ports, caller);
    if (item.value.deletedAt !== null) await replaceOrConflict(ports, caller, item, row);
    return c.json({ segment: await showCard(ports, viewer, row) });
  });

  app.post('/v1/segments/:id/refresh', async (c) => {
    const caller = requireRight(c, 'editSegments');
    const item = await existingSegment(c, ports, caller);
    const { segment, id, members } = item.value;
    if (segment.nature.kind === 'static') throw new RefusedError(409, { code: 'segment.isStatic' });
    const viewer = await viewerOf(ports, caller);
    const keepAs = `segments/${id}/${ports.ids.next('members')}`;
    const found = await evaluate(ports, caller, { segment, keepAs, former: members });
    const row = toRow({ ...item.value, evaluatedAt: new Date(ports.clock.now()).toISOString() }, found);
    return c.json({ segment: await showCard(ports, viewer, await keepEvaluation(ports, caller, item, row)) });
  });

  app.delete('/v1/segments/:id', async (c) => {
    const caller = requireRight(c, 'deleteSegments');
    const item = await existingSegment(c, ports, caller);
    if ((await childrenOf(ports, caller, item.value.id)).length > 0)
      throw new RefusedError(409, { code: 'segment.hasChildren' });
    const row = { ...item.value, deletedAt: new Date(ports.clock.now()).toISOString() };
    await replaceOrConflict(ports, caller, item, row);
    return c.json({ deleted: item.value.id });
  });
}

/** By what a caller's cards are cut, asked before anything is written; criteria of theirs must ask about nothing hidden. */
async function viewerOf(ports: FunctionPorts, caller: Caller, segment: Segment | null = null): Promise<Viewer> {
  const rules = segment === null ? await maskRulesFor(ports, caller) : await allowedRules(ports, caller, segment);
  return { caller, rules, view: await viewOf(ports, caller) };
}

function parseSegment(body: Record<string, unknown>): Segment {
  const parsed = segmentSchema.safeParse({ ...body, format: SEGMENT_FORMAT });
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      code: `request.${issue.code}`,
      params: {},
      where: issue.path.join('.'),
    }));
    throw new RefusedError(400, { code: 'segment.invalid', problems });
  }
  refuseTooLarge(parsed.data);
  // Contacts and deals reach labels through their lookup and need tables that runs do not publish yet.
  if (parsed.data.module !== 'accounts') throw new RefusedError(422, { code: 'segment.moduleNotSupported' });
  return parsed.data;
}

/** 25 conditions of 100 values each can be more than the store holds beside what an evaluation found. */
function refuseTooLarge(segment: Segment): void {
  const bytes = Buffer.byteLength(JSON.stringify(segment));
  const most = MAX_ITEM_BYTES - ROOM_FOR_EVALUATION_BYTES;
  if (bytes <= most) return;
  const problem = { code: 'segment.tooLarge', params: { bytes, most }, where: 'criteria' };
  throw new RefusedError(422, { code: 'segment.invalid', problems: [problem] });
}

async function evaluate(
  ports: FunctionPorts,
  caller: Caller,
  {
    segment,
    keepAs,
    former,
    view = null,
  }: {
    readonly segment: Segment;
    readonly keepAs: string | null;
    readonly former: string | null;
    readonly view?: AccountView | null;
  },
): Promise<FoundMembers> {
  const alive = await aliveSegment(ports, caller, segment.parent);
  const { org } = caller;
  const question: SegmentQuestion = {
    org,
    segment,
    parent: alive?.segment ?? null,
    parentMembers: alive?.members ?? null,
    formerMembers: former,
    keepAs,
    view,
  };
  const found = await ports.segments.evaluate(question);
  if (found.ok)
    return { ...found.value, parentDefinedBy: alive === null ? null : (alive.definedBy ?? alive.createdBy) };
  if (found.error.reason === 'noGeneration') throw new RefusedError(409, { code: 'segment.noGeneration' });
  throw new RefusedError(422, { code: 'segment.doesNotFit', problems: found.error.problems });
}

/** SEG-5, "used in": children, and exports whose file may still be fetched. */
async function findUses(ports: FunctionPorts, caller: Caller, id: string): Promise<Record<string, unknown>> {
  const now = ports.clock.now();
  const [children, exports] = await Promise.all([
    childrenOf(ports, caller, id),
    listJson(ports.store, caller.org, EXPORT_PREFIX, exportRowSchema),
  ]);
  const files = exports.filter(({ value }) => value.segmentId === id && (downloadUntil(value) ?? 0) > now);
  return { exports: files.length, children: children.map((child) => ({ id: child.id, name: child.segment.name })) };
}

async function childrenOf({ store }: FunctionPorts, { org }: Caller, id: string): Promise<readonly SegmentRow[]> {
  const rows = await listJson(store, org, SEGMENT_PREFIX, segmentRowSchema);
  return rows.map(({ value }) => value).filter((row) => row.deletedAt === null && row.segment.parent === id);
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

/** The new members take the place of the present ones, which stay beside them until the next evaluation. */
async function keepEvaluation(
  ports: FunctionPorts,
  caller: Caller,
  item: JsonItem<SegmentRow>,
  row: SegmentRow,
): Promise<SegmentRow> {
  const { members, formerMembers } = item.value;
  const kept = { ...row, formerMembers: members };
  try {
    await replaceOrConflict(ports, caller, item, kept);
  } catch (error) {
    if (error instanceof RefusedError) await ports.blob.remove(caller.org, row.members);
    throw error;
  }
  if (formerMembers !== null) await ports.blob.remove(caller.org, formerMembers);
  return kept;
}

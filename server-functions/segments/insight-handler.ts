import { TECHNIQUES } from '#core/labels/label.ts';
import * as z from 'zod';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import { isHidden, type MaskRules } from '#core/permissions/mask-fields.ts';
import { SEGMENT_FORMAT, segmentIdSchema, type Segment } from '#core/segments/segment.ts';
import { GENERATION_COLUMNS as C } from '../score/generation.ts';
import { maskRulesFor } from '../score/mask-rules.ts';
import { ACCOUNT_POINTS } from '../scoring-rules/account-points.ts';
import {
  readBody,
  RefusedError,
  requireRight,
  type FunctionApp,
  type FunctionContext,
} from '../shared/http/function-app.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { viewOf } from '../shared/sharing/view-of.ts';
import { answerFrom } from '../shared/work/answer-from.ts';
import { DISTRIBUTIONS, distributionColumn, LABEL_COLUMN } from './insights/group-rows.ts';
import { ACCOUNT_SORTS, SORT_COLUMNS } from './insights/sort-rows.ts';
import { aliveSegment, allowedRules, existingSegment, isOwnDefinition } from './segment-access.ts';

/** Every account in ABM, where a segment's id could stand. */
const ALL = 'all';
/** 5,000,000 accounts a page at a time: a higher page is a typing error. */
const MAX_PAGE = 100_000;

const previewSchema = z.strictObject({
  criteria: criteriaSchema,
  /** Compare with this segment's members. */
  segment: z.optional(segmentIdSchema),
  /** Absent = the present one of `segment`; null = none. */
  parent: z.optional(z.union([segmentIdSchema, z.null()])),
});
const distributionSchema = z.enum(DISTRIBUTIONS);
const accountsSchema = z.object({
  page: z.coerce.number().int().min(1).max(MAX_PAGE).default(1),
  sort: z
    .string()
    .regex(new RegExp(`^-?(?:${ACCOUNT_SORTS.join('|')})$`))
    .optional(),
  by: distributionSchema.optional(),
  value: z.string().max(255).optional(),
  none: z.literal('true').optional(),
  technique: z.enum(TECHNIQUES).default('rfm'),
});

/** SEG-2, SEG-4, SEG-8: who would belong, who belongs, what they bring and how they are spread. */
export function addInsightRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.post('/v1/segments/preview', async (c) => {
    const caller = requireRight(c, 'view');
    const body = await readBody(c, previewSchema);
    const rules = await allowedRules(ports, caller, body);
    const present = await aliveSegment(ports, caller, body.segment ?? null);
    if (body.segment !== undefined && present === null) throw new RefusedError(404, { code: 'segment.unknown' });
    const parentId = body.parent === undefined ? (present?.segment.parent ?? null) : body.parent;
    const parent = await aliveSegment(ports, caller, parentId);
    const segment: Segment = {
      format: SEGMENT_FORMAT,
      name: 'preview',
      module: 'accounts',
      nature: { kind: 'static' },
      parent: parentId,
      criteria: body.criteria,
    };
    return answerFrom(c, ports, {
      kind: 'segmentPreview',
      org: caller.org,
      view: await viewOf(ports, caller),
      hidden: hiddenColumns(rules),
      segment,
      parent: parent?.segment ?? null,
      parentMembers: parent?.members ?? null,
      members: present?.members ?? null,
    });
  });

  app.get('/v1/segments/:id/accounts', async (c) => {
    const caller = requireRight(c, 'view');
    const subject = await subjectOf(c, ports, caller);
    const query = accountsSchema.safeParse(c.req.query());
    if (!query.success) throw new RefusedError(400, { code: 'request.invalid' });
    const { page, sort, by, value, none, technique } = query.data;
    const rules = await maskRulesFor(ports, caller);
    const sortBy = ACCOUNT_SORTS.find((known) => known === sort?.replace('-', '')) ?? null;
    if (sortBy !== null) requireVisible(SORT_COLUMNS[sortBy], rules);
    if (by !== undefined) requireVisible(distributionColumn(by, technique), rules);
    const isFiltered = by !== undefined && (none === 'true' || value !== undefined);
    return answerFrom(c, ports, {
      kind: 'segmentAccounts',
      org: caller.org,
      view: await viewOf(ports, caller),
      hidden: hiddenColumns(rules),
      ...subject,
      page,
      sort: sortBy === null ? null : { by: sortBy, descending: sort?.startsWith('-') === true },
      filter: isFiltered ? { by, technique, value: none === 'true' ? null : (value ?? null) } : null,
    });
  });

  app.get('/v1/segments/:id/performance', async (c) => {
    const caller = requireRight(c, 'view');
    const subject = await subjectOf(c, ports, caller);
    const rules = await maskRulesFor(ports, caller);
    const hideDeals = isHidden('stage', 'deals', rules) || isHidden('closingDate', 'deals', rules);
    return answerFrom(c, ports, {
      kind: 'segmentPerformance',
      org: caller.org,
      view: await viewOf(ports, caller),
      hidden: hiddenColumns(rules),
      ...subject,
      hideDeals,
    });
  });

  app.get('/v1/segments/:id/distribution', async (c) => {
    const caller = requireRight(c, 'view');
    const subject = await subjectOf(c, ports, caller);
    const by = distributionSchema.safeParse(c.req.query('by'));
    if (!by.success) throw new RefusedError(400, { code: 'request.invalid' });
    const rules = await maskRulesFor(ports, caller);
    // A field that is not mapped is not hidden: it is not there, and the answer says so.
    const column = distributionColumn(by.data, 'rfm');
    if (rules.mapping.accounts.fields[column] !== undefined) requireVisible(column, rules);
    return answerFrom(c, ports, {
      kind: 'segmentDistribution',
      org: caller.org,
      view: await viewOf(ports, caller),
      hidden: hiddenColumns(rules),
      ...subject,
      by: by.data,
    });
  });
}

/** Blob of the members of the path's segment, null = all accounts in ABM; and whether its criteria are the caller's. */
async function subjectOf(
  c: FunctionContext,
  ports: FunctionPorts,
  caller: Caller,
): Promise<{ readonly members: string | null; readonly isOwn: boolean }> {
  if (c.req.param('id') === ALL) return { members: null, isOwn: false };
  const { value } = await existingSegment(c, ports, caller);
  return { members: value.members, isOwn: isOwnDefinition(value, caller) };
}

/** An order or a group by a hidden value tells the value. */
function requireVisible(column: string, rules: MaskRules): void {
  if (!isHidden(column, 'accounts', rules)) return;
  const problem = { code: 'permissions.fieldHidden', params: { field: column }, where: column };
  throw new RefusedError(403, { code: 'permission.fieldHidden', problems: [problem] });
}

/** Columns that screens show, all of them, and this viewer may not see. */
function hiddenColumns(rules: MaskRules): string[] {
  const labels = TECHNIQUES.map((technique) => LABEL_COLUMN[technique]);
  const shown = [C.name, 'owner', C.won, C.pipeline, ...labels, C.r, C.f, C.m, C.voiceSurge, ACCOUNT_POINTS];
  return shown.filter((column) => isHidden(column, 'accounts', rules));
}

import { isDeepStrictEqual } from 'node:util';
import { conditionsOnHidden, isHidden, type MaskRules } from '#core/permissions/mask-fields.ts';
import type { Segment } from '#core/segments/segment.ts';
import { maskRulesFor } from '../score/mask-rules.ts';
import { pathId, RefusedError, type FunctionContext } from '../shared/http/function-app.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { readJson, type JsonItem } from '../shared/stores/json-items.ts';
import { segmentKey, segmentRowSchema, type SegmentRow } from './segment-row.ts';

/** The segment of the path; one that is deleted, or another org's, is the same 404. */
export async function existingSegment(
  c: FunctionContext,
  { store }: Pick<FunctionPorts, 'store'>,
  { org }: Caller,
  { deletedToo = false }: { readonly deletedToo?: boolean } = {},
): Promise<JsonItem<SegmentRow>> {
  const item = await readJson(store, org, segmentKey(pathId(c, 'segment.unknown')), segmentRowSchema);
  if (item === null || (item.value.deletedAt !== null && !deletedToo))
    throw new RefusedError(404, { code: 'segment.unknown' });
  return item;
}

/** null = none is named, or it is deleted or not there. */
export async function aliveSegment(
  { store }: Pick<FunctionPorts, 'store'>,
  { org }: Caller,
  id: string | null,
): Promise<SegmentRow | null> {
  const item = id === null ? null : await readJson(store, org, segmentKey(id), segmentRowSchema);
  return item === null || item.value.deletedAt !== null ? null : item.value;
}

/** A condition on a hidden field is a question about its value: refused like the field itself. */
export async function allowedRules(
  ports: FunctionPorts,
  caller: Caller,
  segment: Pick<Segment, 'criteria'>,
): Promise<MaskRules> {
  const rules = await maskRulesFor(ports, caller);
  const problems = conditionsOnHidden(segment.criteria, 'accounts', rules);
  if (problems.length > 0) throw new RefusedError(403, { code: 'permission.fieldHidden', problems });
  return rules;
}

/** An amount on a screen: null where the viewer may not see it (PER-4). */
export function shownAmount(minor: number | null, reference: string, rules: MaskRules): number | null {
  return isHidden(reference, 'accounts', rules) ? null : minor;
}

/**
 * The caller chose what its members were found by: its criteria, its parent, or the parent's criteria. What these catch outside
 * the view would answer any question about it (PER-3). A parent's criteria that nobody can be named for count as the caller's.
 */
export function isOwnDefinition(
  { createdBy, definedBy, groupedBy, parentDefinedBy, segment }: SegmentRow,
  { userId }: Pick<Caller, 'userId'>,
): boolean {
  const ofParent = segment.parent === null ? null : (parentDefinedBy ?? userId);
  return [definedBy ?? createdBy, groupedBy, ofParent].includes(userId);
}

/** Who chose what, once the caller has saved this definition: names and natures ask nothing. */
export function definersAfter(
  { segment: former, definedBy, groupedBy }: Pick<SegmentRow, 'segment' | 'definedBy' | 'groupedBy'>,
  segment: Segment,
  { userId }: Pick<Caller, 'userId'>,
): Pick<SegmentRow, 'definedBy' | 'groupedBy'> {
  return {
    definedBy: isDeepStrictEqual(former.criteria, segment.criteria) ? definedBy : userId,
    groupedBy: former.parent === segment.parent ? groupedBy : userId,
  };
}

import { formatIsoDay } from '#core/crm/days.ts';
import type { Decision } from '#core/permissions/can.ts';
import type { Caller } from '../identity/caller.ts';
import { createZoneDay } from '../rest/zone-day.ts';
import type { Audit } from './create-audit.ts';
import type { AuditLine } from './audit-line.ts';

/** A decision of `can` in a request: `action` as it was asked, an export's module included. */
export interface ObservedDecision {
  readonly action: string;
  readonly decision: Decision;
  /** The route's pattern. */
  readonly route: string;
}

/** What a request that went well has changed, taken away or let out. Every other route reads or asks. */
export const AUDITED_CHANGES: ReadonlyMap<string, string> = new Map([
  ['PUT /v1/configuration', 'configuration.published'],
  ['DELETE /v1/setup/draft', 'draft.deleted'],
  ['PUT /v1/permissions', 'permissions.changed'],
  ['PUT /v1/policies', 'policies.changed'],
  ['PUT /v1/credits', 'credits.changed'],
  ['PUT /v1/refresh', 'refresh.changed'],
  ['PUT /v1/intake', 'intake.changed'],
  ['POST /v1/intake/runs', 'intake.started'],
  ['POST /v1/intake/runs/:id/pause', 'intake.paused'],
  ['POST /v1/intake/runs/:id/cancel', 'intake.cancelled'],
  ['POST /v1/intake/runs/:id/resume', 'intake.resumed'],
  ['PUT /v1/scoring-rules', 'scoringRules.changed'],
  ['POST /v1/scoring-rules/runs', 'scoringRules.started'],
  ['POST /v1/scoring-rules/runs/:id/pause', 'scoringRules.paused'],
  ['POST /v1/scoring-rules/runs/:id/cancel', 'scoringRules.cancelled'],
  ['POST /v1/scoring-rules/runs/:id/resume', 'scoringRules.resumed'],
  ['POST /v1/runs', 'run.started'],
  ['POST /v1/runs/:id/pause', 'run.paused'],
  ['POST /v1/runs/:id/cancel', 'run.cancelled'],
  ['POST /v1/runs/:id/resume', 'run.resumed'],
  ['POST /v1/segments', 'segment.created'],
  ['PUT /v1/segments/:id', 'segment.changed'],
  ['DELETE /v1/segments/:id', 'segment.deleted'],
  ['POST /v1/segments/:id/restore', 'segment.restored'],
  ['POST /v1/segments/:id/refresh', 'segment.refreshed'],
  ['POST /v1/exports', 'export.started'],
  ['POST /v1/exports/:id/cancel', 'export.cancelled'],
  ['GET /v1/exports/:id/file', 'export.fetched'],
  // What the link gives is fetched without a name.
  ['POST /v1/exports/:id/link', 'export.fetched'],
]);

interface EndedRequest {
  readonly caller: Caller;
  readonly at: number;
  readonly method: string;
  readonly status: number;
  readonly decisions: readonly ObservedDecision[];
  /** The right or the code that a 403 named. */
  readonly refusedFor: string | null;
  /** The id in its address, or what it was changed to. */
  readonly subject: string | null;
}

/** Writes down what was decided in a request, once it is answered. */
export function auditRequest(audit: Audit, request: EndedRequest): void {
  const { caller, at } = request;
  const day = formatIsoDay(createZoneDay(caller.crmOrg.timeZone)(at));
  for (const line of linesOf(request)) audit.record(caller.org, day, line);
}

function linesOf({ caller, at, method, status, decisions, refusedFor, subject }: EndedRequest): readonly AuditLine[] {
  const plain = { at, last: at, times: 1, userId: caller.userId, missing: null, route: null, subject: null };
  const lines = decisions.map(({ action, decision, route }): AuditLine =>
    decision.allowed
      ? { ...plain, kind: 'use', what: action }
      : { ...plain, kind: 'refusal', what: action, missing: decision.missing, route: `${method} ${route}` },
  );
  const last = decisions.at(-1);
  if (last === undefined || !last.decision.allowed) return lines;
  const route = `${method} ${last.route}`;
  // Let in, and refused a part of what was asked: a field that the profile hides (PER-4).
  if (refusedFor !== null)
    return [...lines, { ...plain, kind: 'refusal', what: last.action, missing: refusedFor, route }];
  const change = AUDITED_CHANGES.get(route);
  return change === undefined || status >= 400
    ? lines
    : [...lines, { ...plain, kind: 'change', what: change, route, subject }];
}

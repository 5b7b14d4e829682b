import * as z from 'zod';
import { parseIsoDay } from '#core/crm/days.ts';
import { TECHNIQUES } from '#core/labels/label.ts';
import { RefusedError, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { createZoneDay } from '../shared/rest/zone-day.ts';
import { viewOf } from '../shared/sharing/view-of.ts';
import { answerFrom } from '../shared/work/answer-from.ts';
import { HISTORY_DAYS } from './history-entry.ts';

/** Without a `from`: four weeks. Days. */
const USUAL_DAYS = 28;
/** The CRM's own ids: 64 bits, no sign. */
const ACCOUNT = /^[1-9][0-9]{0,18}$/;
const MOST = 2n ** 63n - 1n;

const day = z.iso.date().optional();
const querySchema = z.object({
  technique: z.enum(TECHNIQUES).default('rfm'),
  from: day,
  to: day,
  by: z.enum(['day', 'week']).default('day'),
});

/** Decision 15: how labels were spread on any past day, who moved where, and what one account's were. */
export function addHistoryRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/history/labels', async (c) => {
    const caller = requireRight(c, 'view');
    const query = querySchema.safeParse(c.req.query());
    if (!query.success) throw new RefusedError(400, { code: 'history.invalidQuestion' });
    const { technique, by } = query.data;
    const today = createZoneDay(caller.crmOrg.timeZone)(ports.clock.now());
    // Nothing is known of tomorrow.
    const to = Math.min(toDay(query.data.to) ?? today, today);
    const from = toDay(query.data.from) ?? to - USUAL_DAYS;
    if (from > to || to - from > HISTORY_DAYS) throw new RefusedError(400, { code: 'history.invalidDays' });
    const { org } = caller;
    const view = await viewOf(ports, caller);
    return answerFrom(c, ports, { kind: 'labelHistory', org, view, technique, from, to, by });
  });

  app.get('/v1/history/accounts/:id', async (c) => {
    const caller = requireRight(c, 'view');
    const account = c.req.param('id');
    if (!ACCOUNT.test(account) || BigInt(account) > MOST) throw unknownAccount();
    const { org } = caller;
    const view = await viewOf(ports, caller);
    return answerFrom(c, ports, { kind: 'accountHistory', org, view, account });
  });
}

function toDay(text: string | undefined): number | null {
  if (text === undefined) return null;
  const parsed = parseIsoDay(text);
  if (parsed === null) throw new RefusedError(400, { code: 'history.invalidDays' });
  return parsed;
}

function unknownAccount(): RefusedError {
  return new RefusedError(404, { code: 'accountHistory.unknown' });
}

import type { Context, Hono } from 'hono';
import { listFaults } from '../faults/fault-desk.ts';
import { parseFaultPlan } from '../faults/fault-plan.ts';
import type { HttpAppOptions } from './create-http-app.ts';

/** What only a sandbox has: credits and concurrency to read, a reset, and faults to ask for. */
export function addControlRoutes(app: Hono, options: HttpAppOptions): void {
  app.get('/sandbox/credits', (c) => c.json({ orgs: options.balances() }));

  app.post('/sandbox/reset', async (c) => {
    const refusal = refuseStranger(c);
    if (refusal !== null) return refusal;
    await options.reset();
    return c.json({ status: 'success' });
  });

  app.get('/sandbox/faults', (c) => c.json({ planned: options.faults.state(), available: listFaults() }));

  app.post('/sandbox/faults', async (c) => {
    const refusal = refuseStranger(c);
    if (refusal !== null) return refusal;
    const plan = parseFaultPlan(await c.req.json().catch(() => null));
    if (!plan.ok) return c.json({ code: 'INVALID_PLAN', message: plan.error }, 400);
    options.faults.plan(plan.value);
    return c.json({ planned: options.faults.state() });
  });
}

/**
 * A reset wipes an org and a fault breaks it, and neither asks for a token. A page of another origin can post without asking
 * first, but not JSON, and its browser says where it comes from. The server has refused other hosts by then. null = it may go
 * on.
 */
function refuseStranger(c: Context): Response | null {
  const type = (c.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return c.json({ code: 'UNSUPPORTED_MEDIA_TYPE', expected: 'application/json' }, 415);
  const origin = c.req.header('Origin');
  return origin === undefined || origin === new URL(c.req.url).origin ? null : c.json({ code: 'FORBIDDEN' }, 403);
}

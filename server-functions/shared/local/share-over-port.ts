import type { MessagePort } from 'node:worker_threads';
import * as z from 'zod';
import { CrmError, CRM_ERROR_REASONS } from '#core/crm/crm-error.ts';
import type { InstallerShare, InstallerShares } from './installer-share.ts';

/** What the thread that works asks of the one that keeps the shares. */
const askedSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('enter'), id: z.number(), org: z.string() }),
  /** The call that entered under this id is over. */
  z.strictObject({ kind: z.literal('leave'), id: z.number() }),
  z.strictObject({ kind: z.literal('token'), id: z.number(), org: z.string() }),
  z.strictObject({ kind: z.literal('invalidate'), org: z.string(), token: z.string() }),
  z.strictObject({ kind: z.literal('download'), id: z.number(), org: z.string() }),
]);
type Asked = z.infer<typeof askedSchema>;

const answeredSchema = z.strictObject({
  id: z.number(),
  outcome: z.discriminatedUnion('ok', [
    /** The token; empty where there is nothing to say but "go on". */
    z.strictObject({ ok: z.literal(true), value: z.string() }),
    z.strictObject({
      ok: z.literal(false),
      reason: z.enum(CRM_ERROR_REASONS),
      message: z.string(),
      details: z.record(z.string(), z.unknown()),
    }),
  ]),
});
type Answered = z.infer<typeof answeredSchema>;

/** Answers the other thread's questions out of these shares until the port closes; places it held are free then. */
export function serveShares(port: MessagePort, shares: InstallerShares): void {
  const entered = new Map<number, () => void>();
  let closed = false;
  const answer = async (asked: Exclude<Asked, { kind: 'leave' | 'invalidate' }>): Promise<string> => {
    const share = shares.get(asked.org);
    if (share === undefined) throw new Error(`nothing is installed in ${asked.org}`);
    switch (asked.kind) {
      case 'enter': {
        const leave = await share.slots.enter();
        // Whoever asked may be gone meanwhile: nobody would ever leave.
        if (closed) leave();
        else entered.set(asked.id, leave);
        return '';
      }
      case 'token':
        return share.tokens.token();
      case 'download':
        await share.enterDownload();
        return '';
    }
  };
  port.on('message', (message: unknown) => {
    const asked = askedSchema.parse(message);
    if (asked.kind === 'leave') {
      entered.get(asked.id)?.();
      entered.delete(asked.id);
    } else if (asked.kind === 'invalidate') {
      shares.get(asked.org)?.tokens.invalidate(asked.token);
    } else {
      void answer(asked).then(
        (value) => port.postMessage({ id: asked.id, outcome: { ok: true, value } } satisfies Answered),
        (error: unknown) => port.postMessage({ id: asked.id, outcome: describeFailure(error) } satisfies Answered),
      );
    }
  });
  port.on('close', () => {
    closed = true;
    for (const leave of entered.values()) leave();
    entered.clear();
  });
  // Keeping shares is no reason for a process to live.
  port.unref();
}

/** The shares of another thread. Throws as they do. */
export function createSharesOver(port: MessagePort, orgs: readonly string[]): InstallerShares {
  const waiting = new Map<number, (outcome: Answered['outcome']) => void>();
  let next = 0;
  port.on('message', (message: unknown) => {
    const { id, outcome } = answeredSchema.parse(message);
    waiting.get(id)?.(outcome);
    waiting.delete(id);
  });
  const ask = async (kind: 'enter' | 'token' | 'download', org: string): Promise<{ id: number; value: string }> => {
    const id = next++;
    const outcome = await new Promise<Answered['outcome']>((resolve) => {
      waiting.set(id, resolve);
      port.postMessage({ kind, id, org } satisfies Asked);
    });
    if (outcome.ok) return { id, value: outcome.value };
    throw new CrmError(outcome.reason, outcome.message, outcome.details);
  };
  const shareOf = (org: string): InstallerShare => ({
    slots: {
      async enter() {
        const { id } = await ask('enter', org);
        return () => port.postMessage({ kind: 'leave', id } satisfies Asked);
      },
    },
    tokens: {
      renewable: true,
      token: async () => (await ask('token', org)).value,
      invalidate: (token) => port.postMessage({ kind: 'invalidate', org, token } satisfies Asked),
    },
    enterDownload: async () => void (await ask('download', org)),
  });
  return new Map(orgs.map((org) => [org, shareOf(org)]));
}

function describeFailure(error: unknown): Answered['outcome'] {
  const known = error instanceof CrmError ? error : new CrmError('unavailable', 'the shared access failed', {}, error);
  const { reason, message, details } = known;
  return { ok: false, reason, message, details: cloneable(details) };
}

/** What of it can be posted: a detail that cannot is less of a loss than the answer. */
function cloneable(details: CrmError['details']): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, detail] of Object.entries(details)) {
    try {
      kept[name] = structuredClone(detail);
    } catch {
      kept[name] = null;
    }
  }
  return kept;
}

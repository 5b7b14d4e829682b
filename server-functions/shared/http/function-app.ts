import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type * as z from 'zod';
import { CrmError } from '#core/crm/crm-error.ts';
import type { Problem } from '#core/message.ts';
import { can, type Action } from '#core/permissions/can.ts';
import { StoreError } from '#core/store/store-error.ts';
import { auditRequest, type ObservedDecision } from '../audit/observe-decisions.ts';
import type { Caller, IdentityRefusal } from '../identity/caller.ts';
import { presentedAuthorization } from '../identity/presented-authorization.ts';
import type { FunctionPorts } from '../ports.ts';
import { allowOrigins } from './cors.ts';
import { describeBug } from '../log/describe-bug.ts';

export interface FunctionEnv {
  Variables: {
    caller: Caller;
    decisions: ObservedDecision[];
    /** What was changed, for the audit, where its address does not say it. */
    subject: string | null;
  };
}
export type FunctionContext = Context<FunctionEnv>;
export type FunctionApp = Hono<FunctionEnv>;
type AddRoutes = (app: FunctionApp, ports: FunctionPorts) => void;

/** A configuration of 25 conditions with 100 values each stays well below. Bytes. */
const MAX_BODY_BYTES = 512 * 1024;

/** Body of every refusal. `missing` is the CRM's own name of the right (PER-4). */
export interface Refusal {
  readonly code: string;
  readonly missing?: string;
  readonly problems?: readonly Problem[];
}

/** An expected refusal on its way out of a handler. */
export class RefusedError extends HTTPException {
  readonly refusal: Refusal;

  constructor(status: ContentfulStatusCode, refusal: Refusal) {
    super(status, { message: refusal.code });
    this.refusal = refusal;
  }
}

/**
 * The frame of every function: the caller is established before any route runs, refusals have one shape, a line is logged per
 * request without its contents. Routes ask `requireRight` before they read or write.
 */
export function createFunctionApp(
  ports: FunctionPorts,
  addRoutes: AddRoutes,
  /** Routes that answer before anybody is known. */
  addOpenRoutes: AddRoutes = () => undefined,
): FunctionApp {
  const app = new Hono<FunctionEnv>();
  app.use(logRequests(ports));
  app.use(allowOrigins(ports.widgetOrigins));
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: async (c) => {
        await hearOut(c.req.raw.body);
        throw new RefusedError(413, { code: 'request.tooLarge' });
      },
    }),
  );
  addOpenRoutes(app, ports);
  app.use(async (c, next) => {
    const caller = await ports.identify(presentedAuthorization(c), c.req.header('x-crm-dc'));
    if (!caller.ok) throw identityRefused(caller.error);
    c.set('caller', caller.value);
    c.set('decisions', []);
    c.set('subject', null);
    await next();
    auditRequest(ports.audit, {
      caller: caller.value,
      at: ports.clock.now(),
      method: c.req.method,
      status: c.res.status,
      decisions: c.get('decisions'),
      refusedFor: c.error instanceof RefusedError && c.error.status === 403 ? namedBy(c.error.refusal) : null,
      subject: c.get('subject') ?? c.req.param('id') ?? null,
    });
  });
  addRoutes(app, ports);
  app.notFound((c) => c.json({ code: 'request.noSuchRoute' } satisfies Refusal, 404));
  app.onError((error, c) => {
    const { status, refusal } = toRefusal(error);
    if (status >= 500)
      ports.logger.warn('request.failed', {
        status,
        code: refusal.code,
        route: c.req.routePath,
        ...(refusal.code === 'internal' ? describeBug(error) : {}),
      });
    return c.json(refusal, status);
  });
  return app;
}

/** A sender hears the answer only after the last byte; one that goes on beyond this is cut off. Bytes. */
const MAX_HEARD_BYTES = 8 * 1024 * 1024;

async function hearOut(body: ReadableStream<Uint8Array> | null): Promise<void> {
  let heard = 0;
  for await (const chunk of body ?? []) {
    heard += chunk.byteLength;
    if (heard > MAX_HEARD_BYTES) return;
  }
}

/** Denied unless the caller has the right; the refusal names the missing permission. */
export function requireRight(c: FunctionContext, action: Action): Caller {
  const caller = c.get('caller');
  const decision = can(caller, action);
  const name = typeof action === 'string' ? action : `export:${action.export}`;
  c.get('decisions').push({ action: name, decision, route: c.req.routePath });
  if (!decision.allowed) throw new RefusedError(403, { code: 'permission.missing', missing: decision.missing });
  return caller;
}

/** The same where any of several actions will do; the refusal names what the first one lacks. */
export function requireOne(c: FunctionContext, [first, ...others]: readonly [Action, ...Action[]]): Caller {
  const caller = c.get('caller');
  return requireRight(c, others.find((action) => can(caller, action).allowed) ?? first);
}

/** The body by its strict schema; anything else is 400 with the place. */
export async function readBody<T>(c: FunctionContext, schema: z.ZodType<T>): Promise<T> {
  let value: unknown;
  try {
    value = await c.req.json();
  } catch (cause) {
    if (cause instanceof HTTPException) throw cause;
    throw new RefusedError(400, { code: 'request.notJson' });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RefusedError(400, {
    code: 'request.invalid',
    problems: parsed.error.issues.map((issue) => ({
      code: `request.${issue.code}`,
      params: {},
      where: issue.path.join('.'),
    })),
  });
}

const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** A path parameter that may become part of a storage key; anything else names nothing. */
export function pathId(c: FunctionContext, code: string): string {
  const id = c.req.param('id');
  if (id === undefined || !ID.test(id)) throw new RefusedError(404, { code });
  return id;
}

function logRequests({ logger, clock }: FunctionPorts): MiddlewareHandler<FunctionEnv> {
  return async (c, next) => {
    const start = clock.now();
    await next();
    const caller: Caller | undefined = c.get('caller');
    logger.info('request', {
      method: c.req.method,
      route: c.req.routePath,
      status: c.res.status,
      ms: clock.now() - start,
      ...(caller === undefined ? {} : { dc: caller.org.dc, orgId: caller.org.orgId, userId: caller.userId }),
    });
  };
}

function namedBy({ missing, code }: Refusal): string {
  return missing ?? code;
}

const IDENTITY_STATUS = {
  notAuthenticated: 401,
  unknownDataCentre: 401,
  notVerifiable: 403,
  crmUnavailable: 503,
} as const satisfies Record<IdentityRefusal, ContentfulStatusCode>;

function identityRefused(reason: IdentityRefusal): RefusedError {
  return new RefusedError(IDENTITY_STATUS[reason], { code: `identity.${reason}` });
}

function toRefusal(error: unknown): { readonly status: ContentfulStatusCode; readonly refusal: Refusal } {
  if (error instanceof RefusedError) return { status: error.status, refusal: error.refusal };
  if (error instanceof HTTPException) return { status: error.status, refusal: { code: 'request.invalid' } };
  if (error instanceof CrmError) {
    const { permissions } = error.details;
    const missing = Array.isArray(permissions) && typeof permissions[0] === 'string' ? permissions[0] : undefined;
    return { status: 502, refusal: { code: `crm.${error.reason}`, ...(missing === undefined ? {} : { missing }) } };
  }
  if (error instanceof StoreError) return { status: 503, refusal: { code: `store.${error.code}` } };
  return { status: 500, refusal: { code: 'internal' } };
}

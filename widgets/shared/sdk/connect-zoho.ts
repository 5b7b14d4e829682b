import * as z from 'zod/mini';
import { fail, ok, type Result } from '#core/result.ts';
import type { Timer } from '../timer.ts';
import type { ZohoGlobal } from './zoho-global.ts';

/** The SDK has no time-outs of its own: an unanswered handshake would leave an empty panel for ever. */
export const HANDSHAKE_MS = 10_000;
/** After the handshake, PageLoad normally follows at once; a web tab may bring none, so its absence is an answer. */
export const PAGE_LOAD_MS = 3_000;

export interface PageContext {
  /** Module api name, where the page belongs to a record. */
  readonly entity: string | null;
  readonly recordIds: readonly string[];
}

export type ConnectFailure = 'sdkMissing' | 'handshakeTimeout' | 'handshakeFailed';

export interface ZohoConnection {
  readonly zoho: ZohoGlobal;
  /** The last PageLoad at the time of reading, whenever it came; without one, a context without record. */
  readonly page: PageContext;
  /** PageLoads from now on (the CRM reuses the frame for another record); `page` holds what came before. Returns the clean-up. */
  onPage(listener: (page: PageContext) => void): () => void;
}

const idSchema = z.string().check(z.regex(/^[0-9]{1,19}$/));
/** Event data comes from any window that can reach the frame: it is checked like all foreign input. */
const pageLoadSchema = z.object({
  Entity: z.optional(z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/))),
  EntityId: z.optional(z.union([idSchema, z.array(idSchema).check(z.maxLength(100))])),
});

/** null = of no shape that the CRM sends. */
export function parsePageLoad(data: unknown): PageContext | null {
  const parsed = pageLoadSchema.safeParse(data);
  if (!parsed.success) return null;
  const { Entity: entity = null, EntityId: ids = [] } = parsed.data;
  return { entity, recordIds: typeof ids === 'string' ? [ids] : ids };
}

/**
 * Registers for PageLoad before `init()` (the SDK keeps the first handler only), then shakes hands within `HANDSHAKE_MS`.
 * Only what stands on a record's page waits for PageLoad: a web tab and the settings may never get one.
 */
export async function connectZoho(
  zoho: ZohoGlobal | null,
  timer: Timer,
  place: 'recordPage' | 'ownPage' = 'recordPage',
): Promise<Result<ZohoConnection, ConnectFailure>> {
  if (zoho === null) return fail('sdkMissing');
  let page: PageContext | null = null;
  const listeners = new Set<(page: PageContext) => void>();
  zoho.embeddedApp.on('PageLoad', (data) => {
    const parsed = parsePageLoad(data);
    // A forged or unknown shape changes nothing.
    if (parsed === null) return;
    page = parsed;
    for (const listener of listeners) listener(parsed);
  });

  // A script that is half loaded throws at once; that is a failed handshake like any other.
  const handshake = await within(
    timer,
    HANDSHAKE_MS,
    Promise.resolve().then(() => zoho.embeddedApp.init()),
  );
  if (handshake !== 'done') return fail(handshake === 'late' ? 'handshakeTimeout' : 'handshakeFailed');
  if (page === null && place === 'recordPage') {
    await within(
      timer,
      PAGE_LOAD_MS,
      new Promise<void>((resolve) => {
        const once = (): void => {
          listeners.delete(once);
          resolve();
        };
        listeners.add(once);
      }),
    );
  }
  return ok({
    zoho,
    // Not a copy: words may still be loading when the late PageLoad of an older SDK comes.
    get page() {
      return page ?? { entity: null, recordIds: [] };
    },
    onPage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
}

async function within(timer: Timer, ms: number, work: Promise<unknown>): Promise<'done' | 'late' | 'failed'> {
  let stop = (): void => undefined;
  const late = new Promise<'late'>((resolve) => {
    stop = timer.after(ms, () => resolve('late'));
  });
  try {
    return await Promise.race([
      work.then(
        () => 'done' as const,
        () => 'failed' as const,
      ),
      late,
    ]);
  } finally {
    stop();
  }
}

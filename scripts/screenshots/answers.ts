import type { BrowserContext, Route } from 'playwright-core';
import type { LocalSite } from '../browser/local-site.ts';

/**
 * What a server would do in a situation that a sound one rarely shows: the browser's own requests are held, refused, cut off
 * or answered with a changed body. Pages and widgets are the real ones and cannot tell.
 */
export interface AnsweredInstead {
  /** Never answers. */
  hold(path: RegExp): Promise<void>;
  /** No connection. */
  cutOff(path: RegExp): Promise<void>;
  /** Answers with a status and JSON of ours. */
  answer(path: RegExp, status: number, json: unknown, method?: string): Promise<void>;
  /** The server's own answer, changed. */
  change(path: RegExp, change: (json: unknown) => unknown, method?: string): Promise<void>;
}

export function answerInstead(context: BrowserContext, site: LocalSite): AnsweredInstead {
  const cors = { 'access-control-allow-origin': site.widgetsUrl };
  const on = async (path: RegExp, method: string | null, handle: (route: Route) => Promise<void>): Promise<void> => {
    await context.route(
      (url) =>
        path.test(url.pathname) &&
        [new URL(site.functionsUrl).origin, new URL(site.crmUrl).origin].includes(url.origin),
      (route) => (method === null || route.request().method() === method ? handle(route) : route.fallback()),
    );
  };
  return {
    hold: (path) => on(path, null, () => new Promise<void>(() => undefined)),
    cutOff: (path) => on(path, null, (route) => route.abort('internetdisconnected')),
    answer: (path, status, json, method) =>
      on(path, method ?? null, (route) => route.fulfill({ status, json, headers: cors })),
    change: (path, change, method) =>
      on(path, method ?? 'GET', async (route) => {
        const response = await route.fetch();
        const json: unknown = await response.json();
        await route.fulfill({ response, json: change(json) });
      }),
  };
}

/** A JSON object with some of its parts replaced. */
export function withParts(json: unknown, parts: Readonly<Record<string, unknown>>): unknown {
  return { ...(typeof json === 'object' ? json : null), ...parts };
}

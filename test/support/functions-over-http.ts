import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFunctions, type RunningFunctions } from '#server-functions/shared/local/start-functions.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';

/** The origin whose pages may call. */
export const WIDGET_ORIGIN = 'http://localhost:4810';

export interface HttpFunctions extends RunningFunctions {
  readonly folder: string;
}

/** The functions as `npm start` runs them: a process of their own, in front of a real sandbox, on its day. */
export async function startHttpFunctions(sandbox: Sandbox, now: number): Promise<HttpFunctions> {
  const folder = mkdtempSync(join(tmpdir(), 'lodestar-functions-'));
  const { clientId, clientSecret, url: accountsUrl } = sandbox;
  const dcs = [...new Set(sandbox.tokens.map((token) => token.dc))];
  const installers = sandbox.tokens.filter(({ user }) => user === 'administrator');
  const functions = await startFunctions({
    port: 0,
    folder,
    clockOffsetMs: now - Date.now(),
    firstPollMs: 20,
    retryDelay: { initialMs: 1, maxMs: 3 },
    dataCentres: dcs.map((dc) => ({ dc, apiUrl: sandbox.url, contentUrl: sandbox.url })),
    installations: installers.map(({ dc, orgId, refreshToken }) => ({
      dc,
      orgId,
      refreshToken,
      accountsUrl,
      clientId,
      clientSecret,
    })),
    web: { widgetOrigins: [WIDGET_ORIGIN], clientId, clientSecret, accounts: dcs.map((dc) => ({ dc, accountsUrl })) },
  });
  return {
    ...functions,
    folder,
    async close() {
      await functions.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

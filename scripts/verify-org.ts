import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { CrmError } from '#core/crm/crm-error.ts';
import { createSandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { createRefreshingTokens, type RefreshCredentials } from '#server-functions/shared/rest/access-tokens.ts';
import { createRestSender } from '#server-functions/shared/rest/send-rest.ts';
import { observeBehaviour, type Observation } from '#server-functions/verify-org/observe-behaviour.ts';
import { orgDescriptionSchema } from '#server-functions/verify-org/org-description.ts';
import { isReady, verifyOrg, type Finding } from '#server-functions/verify-org/verify-org.ts';

const HELP = `Compares an org with what the extension needs, and sees what it does where no document says. Reads only.

  npm run verify:org                                the sandbox's sample org
  npm run verify:org -- --credentials <file.json>   a live org

The file holds {"apiUrl", "accountsUrl", "clientId", "clientSecret", "refreshToken"}, for example
https://www.zohoapis.eu and https://accounts.zoho.eu; the grant is an administrator's with the scopes of docs/org-description.json.

  --json    the result as JSON
  --help

Ends with 0 where everything needed is there, 3 where something is missing, 2 on bad input, 1 on anything unforeseen.
`;

const EXIT = { ready: 0, failed: 1, badInput: 2, notReady: 3 } as const;
const ROOT = resolve(import.meta.dirname, '..');

const origin = z.url({ protocol: /^https?$/ });
const credentialsSchema = z.strictObject({
  apiUrl: origin,
  accountsUrl: origin,
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  refreshToken: z.string().min(1),
});

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') return complain(options);
  if (options.help) {
    process.stdout.write(HELP);
    return EXIT.ready;
  }
  const description = orgDescriptionSchema.parse(
    JSON.parse(await readFile(join(ROOT, 'docs/org-description.json'), 'utf8')),
  );
  const target = options.credentials === null ? await startSample() : await readCredentials(options.credentials);
  if (typeof target === 'string') return complain(target);
  try {
    const tokens = createRefreshingTokens(target, { fetch, clock: { now: Date.now } });
    const rest = createRestSender({ fetch, apiUrl: target.apiUrl, tokens });
    const findings = await verifyOrg(rest, description);
    const behaviour = await observeBehaviour(rest);
    const ready = isReady(findings);
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ ready, findings, behaviour }, null, 2)}\n`
        : describe(findings, behaviour, ready),
    );
    return ready ? EXIT.ready : EXIT.notReady;
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    return complain(
      `The CRM at ${target.apiUrl} did not answer as one: ${error.reason}. ${REMEDY[error.reason] ?? ''}`.trim(),
    );
  } finally {
    await target.close();
  }
}

const REMEDY: Readonly<Record<string, string>> = {
  notAuthenticated:
    'Check client id, client secret and refresh token, and that accountsUrl is the same data centre as apiUrl.',
  unavailable: 'Check apiUrl, and that this machine reaches it.',
  timeout: 'Try again; nothing was changed.',
  rateLimited: 'Wait a minute and try again.',
  creditsExhausted: "The org's API credits of the day are used up.",
};

interface Options {
  readonly credentials: string | null;
  readonly json: boolean;
  readonly help: boolean;
}

function readOptions(args: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { credentials: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
    });
    return { credentials: values.credentials ?? null, json: values.json === true, help: values.help === true };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}. See --help.`;
  }
}

type Target = RefreshCredentials & { readonly apiUrl: string; close(): Promise<void> };

async function readCredentials(path: string): Promise<Target | string> {
  const file = resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return `${path} cannot be read. Check the path given to --credentials.`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `${path} is not JSON.`;
  }
  const parsed = credentialsSchema.safeParse(value);
  if (parsed.success) return { ...parsed.data, close: () => Promise.resolve() };
  const [issue] = parsed.error.issues;
  return `${path}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}. See --help for what the file holds.`;
}

/** The sandbox's sample org, for as long as it is asked. */
async function startSample(): Promise<Target> {
  const moduleUrl = new URL('../sandbox/sample-org/seed.ts', import.meta.url).href;
  const seed = { moduleUrl, options: { seed: 1, accounts: 200, touchPoints: 0 } };
  const sandbox = await createSandbox({
    orgs: [
      { definition: ZYLKER, seed },
      { definition: NORDLICHT, seed: null },
    ],
    clock: { now: Date.now },
  });
  const administrator = sandbox.tokens.find(({ user, dc }) => user === 'administrator' && dc === ZYLKER.dc);
  if (administrator === undefined) throw new Error('the sample org has no administrator');
  const { url, clientId, clientSecret } = sandbox;
  const { refreshToken } = administrator;
  return { apiUrl: url, accountsUrl: url, clientId, clientSecret, refreshToken, close: () => sandbox.close() };
}

function describe(findings: readonly Finding[], behaviour: readonly Observation[], ready: boolean): string {
  const wide = Math.max(...findings.map(({ name }) => name.length), ...behaviour.map(({ name }) => name.length));
  const lines = findings.map(({ state, name, note }) => `${state.padEnd(8)} ${name.padEnd(wide)}  ${note}`);
  const seen = behaviour.map(
    ({ name, behaviour: value, note }) =>
      `${(value === null ? 'open' : 'seen').padEnd(8)} ${name.padEnd(wide)}  ${value === null ? note : `${value} (${note})`}`,
  );
  const verdict = ready ? 'Everything the extension needs is there.' : 'Something is missing: see above.';
  return `${lines.join('\n')}\n\nWhere no document says what Zoho does:\n${seen.join('\n')}\n\n${verdict}\n`;
}

function complain(message: string): number {
  process.stderr.write(`${message}\n`);
  return EXIT.badInput;
}

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { rolldown } from 'rolldown';
import * as z from 'zod';
import { NAMES } from './connect-fake.ts';
import type { FakeCatalyst, FakeProject } from './fake-catalyst.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';

export const FUNCTIONS_URL = 'https://abm.example.com';
export const BUNDLE_ORIGIN = 'https://widgets.example.com';

const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('listening'), url: z.url(), node: z.string() }),
  z.object({ kind: z.literal('closed'), closed: z.array(z.string()), rssMb: z.number() }),
  z.object({ kind: z.literal('broke'), message: z.string() }),
]);
type Message = z.infer<typeof messageSchema>;

/** The Node that runs this, and Node 20 where the machine has one outside this project. */
export function availableNodes(): readonly { readonly name: 'Node 24' | 'Node 20'; readonly path: string | null }[] {
  const outside = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const candidates = outside.map((folder) => join(folder, 'node'));
  const node20 = candidates.find((path) => versionOf(path).startsWith('v20.'));
  return [
    { name: 'Node 24', path: process.execPath },
    { name: 'Node 20', path: node20 ?? null },
  ];
}

/** Empty where there is no Node. */
function versionOf(path: string): string {
  const { error, stdout } = spawnSync(path, ['-v'], { encoding: 'utf8' });
  return error === undefined ? stdout : '';
}

/** What the deployment guide asks to be set. */
export function environmentOf(project: FakeProject, fake: FakeCatalyst, sandbox: Sandbox): Record<string, string> {
  const { clientId, clientSecret, url } = sandbox;
  const installers = sandbox.tokens.filter(({ user }) => user === 'administrator');
  const dcs = [...new Set(installers.map(({ dc }) => dc))];
  return {
    X_ZOHO_CATALYST_CONSOLE_URL: fake.url,
    ABM_TABLE: NAMES.table,
    ABM_BUCKET: project.bucketName,
    ABM_JOB_POOL: NAMES.jobPool,
    ABM_FUNCTIONS_URL: FUNCTIONS_URL,
    ABM_WIDGET_ORIGINS: BUNDLE_ORIGIN,
    ABM_CLIENT_ID: clientId,
    ABM_CLIENT_SECRET: clientSecret,
    ABM_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    ABM_INSTALLATIONS: JSON.stringify(installers.map(({ dc, orgId, refreshToken }) => ({ dc, orgId, refreshToken }))),
    ABM_SERVERS: JSON.stringify(dcs.map((dc) => ({ dc, apiUrl: url, contentUrl: url, accountsUrl: url }))),
    ABM_FIRST_POLL_MS: '20',
  };
}

export interface BundleProcess {
  readonly child: ChildProcess;
  /** Standard output and error so far. */
  output(): string;
  ask(message: unknown, wanted: Message['kind']): Promise<Message>;
  close(): Promise<void>;
}

/** Builds what plays the platform's runtime; its path. */
export async function buildLauncher(folder: string): Promise<string> {
  const file = join(folder, 'run-bundle.cjs');
  const input = join(import.meta.dirname, 'run-bundle.ts');
  const build = await rolldown({ input, platform: 'node', transform: { target: 'node20' } });
  await build.write({ file, format: 'cjs', codeSplitting: false });
  await build.close();
  return file;
}

/** A built function in a process of its own, under the Node and the flags that are given. */
export async function startBundle(options: {
  readonly node: string;
  /** Of `buildLauncher`. */
  readonly launcher: string;
  readonly bundle: string;
  readonly fake: FakeCatalyst;
  readonly project: FakeProject;
  readonly env: Record<string, string>;
  readonly flags?: readonly string[];
}): Promise<BundleProcess> {
  const args = [options.launcher, options.bundle, String(options.fake.port), JSON.stringify(options.project.headers)];
  const child = spawn(options.node, [...(options.flags ?? []), ...args], {
    // Nothing of this process's environment: what the function needs is what it is given.
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (data: Buffer) => void (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => void (output += data.toString()));
  const next = (wanted: Message['kind']): Promise<Message> =>
    new Promise((resolve, reject) => {
      const onMessage = (message: unknown): void => {
        const parsed = messageSchema.parse(message);
        if (parsed.kind !== wanted) return;
        child.off('message', onMessage);
        resolve(parsed);
      };
      child.on('message', onMessage);
      child.once('exit', (code) => reject(new Error(`the function ended with ${code}: ${output}`)));
    });
  await next('ready');
  return {
    child,
    output: () => output,
    ask(message, wanted) {
      const answer = next(wanted);
      child.send(message instanceof Object ? message : { kind: 'unknown' });
      return answer;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

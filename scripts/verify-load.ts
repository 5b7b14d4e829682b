import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { createFunctionsApi, type FunctionsApi } from '#sandbox/once/functions-api.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { describeCpu, readCpuSeconds } from './load/cpu-seconds.ts';
import { reportOf } from './load/report.ts';
import { signInAs } from './load/sign-in.ts';
import { describeMachine } from './scale/describe-machine.ts';
import { generateOrg, startScaleSystem } from './scale/scale-org.ts';
import { scoreOrg } from './scale/score-org.ts';

/** `npm run verify:load`: people at their screens while a run goes on. Exits 1 when they wait too long, or are refused. */

/** What the product promises to 50 users. Milliseconds, and share of all calls. */
const MOST_P95_MS = 200;
const MOST_ERRORS = 0.001;
/** How long somebody looks at a screen before the next one: quick users. Milliseconds. */
const THINK_MS = [1_000, 4_000] as const;
const WIDGET_ORIGIN = 'http://localhost:4810';
/** Whose sessions: one in ten sets up, the others use the tab, two of five without the right to see amounts or deals. */
const USERS = [
  ['administrator', 'wizard'],
  ['marketer', 'tab'],
  ['rep', 'tab'],
  ['noAmounts', 'tabWithoutAmounts'],
  ['marketer', 'tab'],
  ['rep2', 'tab'],
  ['noDeals', 'tabWithoutAmounts'],
  ['rep3', 'tab'],
  ['marketer', 'tab'],
  ['rep', 'tab'],
] as const;
const SEGMENTS = [['champions'], ['champions', 'loyal'], ['at-risk', 'cant-lose', 'hibernating']] as const;

const number = z.coerce.number().min(1);
const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '100000' },
    deals: { type: 'string', default: '1000000' },
    users: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '60' },
    folder: { type: 'string', default: join(tmpdir(), 'lodestar-scale') },
  },
});
const size = { accounts: number.parse(values.accounts), deals: number.parse(values.deals) };
const [count, seconds] = [number.parse(values.users), number.parse(values.seconds)];

const segmentAnswer = z.object({ segment: z.object({ id: z.string() }) });
const accountsAnswer = z.object({ accounts: z.array(z.object({ id: z.string() })) });
const measuredAnswer = z.array(z.object({ route: z.string(), ms: z.number(), error: z.string().nullable() }));

console.log(describeMachine());
await generateOrg(values.folder, size);
const system = await startScaleSystem(values.folder, size, { widgetOrigin: WIDGET_ORIGIN });
try {
  const { sandbox, functions } = system;
  const token = sandbox.tokens.find(({ user }) => user === 'administrator')?.accessToken ?? '';
  const api = createFunctionsApi(functions.url, ZYLKER.dc, token);
  const proposal = z.object({ configuration: z.looseObject({}) });
  const { configuration } = await api.call('GET', '/v1/configuration/proposal', proposal);
  await api.call('PUT', '/v1/configuration', z.unknown(), { configuration, replaces: null, reason: 'proposed' });
  await scoreOrg(api, {});
  const segments = await Promise.all(SEGMENTS.map((labels) => createSegment(api, labels)));
  const { accounts } = await api.call('GET', '/v1/segments/all/accounts?page=1&sort=-wonMinor', accountsAnswer);
  const place = { functionsUrl: functions.url, sandboxUrl: sandbox.url, widgetOrigin: WIDGET_ORIGIN };
  const users: { readonly role: string; readonly bearer: string }[] = [];
  for (let index = 0; index < count; index++) {
    const [user, role] = USERS[index % USERS.length] ?? USERS[0];
    users.push({ role, bearer: await signInAs(place, user, ZYLKER) });
  }
  console.log(`${size.accounts} accounts scored, ${segments.length} segments, ${users.length} users signed in`);

  const load = new Worker(new URL('./load/load-thread.ts', import.meta.url), {
    name: 'users',
    workerData: {
      url: functions.url,
      widgetOrigin: WIDGET_ORIGIN,
      users,
      segments,
      accounts: accounts.map(({ id }) => id),
      seconds,
      thinkMs: THINK_MS,
    },
  });
  const answer = once(load, 'message').then(([message]) => measuredAnswer.parse(message));
  const ended = { is: false };
  const runs = keepRunning(api, ended, (run) => load.postMessage({ run }));
  const pids = { functions: functions.pid, 'sandbox and users': process.pid };
  const cpu = Object.entries(pids).map(([name, pid]) => ({ name, pid, before: readCpuSeconds(pid) }));
  const began = performance.now();
  const measured = await answer;
  ended.is = true;
  const took = (performance.now() - began) / 1_000;
  const used = cpu.map(({ name, pid, before }) => `${name}: ${describeCpu(before, readCpuSeconds(pid))}`);
  await load.terminate();
  const { routes, all } = reportOf(measured);
  for (const line of [...routes, all]) {
    const times = [line.p50, line.p95, line.p99].map((ms) => ms.toFixed(0).padStart(6)).join(' ');
    console.log(
      `${line.route.padEnd(42)} ${String(line.calls).padStart(6)} calls ${line.errors} errors  p50 p95 p99 ${times} ms`,
    );
  }
  for (const { route, error } of measured.filter((each) => each.error !== null).slice(0, 5))
    console.log(`${route}: ${error}`);
  console.log(`${(all.calls / took).toFixed(0)} calls a second for ${took.toFixed(0)} s; ${describeMachine()}`);
  for (const line of used) console.log(`CPU of ${line}`);
  const share = all.errors / all.calls;
  const held = all.calls > 0 && all.p95 <= MOST_P95_MS && share <= MOST_ERRORS;
  console.log(
    `${held ? 'ok    ' : 'BROKEN'} p95 ${all.p95.toFixed(0)} ms <= ${MOST_P95_MS}, errors ${(share * 100).toFixed(2)} % <= ${MOST_ERRORS * 100} %`,
  );
  if (!held) process.exitCode = 1;
  console.log(`${await runs} runs ended meanwhile`);
} finally {
  await system.close();
}

async function createSegment(api: FunctionsApi, labels: readonly string[]): Promise<string> {
  const criteria = { conditions: [{ field: 'abm:rfm.label', operator: 'isAnyOf', values: labels }], pattern: '' };
  const { segment } = await api.call('POST', '/v1/segments', segmentAnswer, {
    name: labels.join(' and '),
    module: 'accounts',
    nature: { kind: 'static' },
    parent: null,
    criteria,
  });
  return segment.id;
}

/** One full run after the other until the users have gone; gives how many ended. */
async function keepRunning(
  api: FunctionsApi,
  ended: { readonly is: boolean },
  onRun: (id: string) => void,
): Promise<number> {
  let runs = 0;
  const answer = z.object({ run: z.object({ id: z.string(), state: z.string() }) });
  while (!ended.is) {
    const { run } = await api.call('POST', '/v1/runs', answer, {});
    onRun(run.id);
    for (let { state } = run; !['done', 'failed', 'refused', 'publishedPartly'].includes(state);) {
      await wait(500);
      state = (await api.call('GET', `/v1/runs/${run.id}`, answer)).run.state;
    }
    runs++;
  }
  return runs;
}

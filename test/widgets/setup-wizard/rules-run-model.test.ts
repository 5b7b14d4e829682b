import { expect, test } from 'vitest';
import { ok } from '#core/result.ts';
import {
  createRulesRunModel,
  QUICK_LOOKS,
  RULES_POLL_MS,
  RULES_SLOW_POLL_MS,
} from '#widgets/setup-wizard/scoring-rules/RulesRunModel.ts';
import { createScoringRulesApi } from '#widgets/setup-wizard/scoring-rules/scoring-rules-api.ts';
import { createScoringRulesModel } from '#widgets/setup-wizard/scoring-rules/ScoringRulesModel.ts';
import { sayRulesRun } from '#widgets/setup-wizard/scoring-rules/say-run.ts';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';
import { scored } from './fake-rules.ts';
import { createFakeServer } from './fake-server.ts';

const OFFLINE = { status: 503, body: { code: 'internal' } };

async function open() {
  const server = createFakeServer();
  const { rules } = server.world;
  scored(rules);
  const api = createScoringRulesApi(server.backend);
  const readModules = async () => ok([]);
  const model = createScoringRulesModel({ api, readModules, today: '2026-11-22', newId: () => 'r-1' });
  await model.load();
  const timer = createManualTimer();
  const standing = () => (model.state.value.kind === 'ready' ? model.state.value.standing : null);
  const state = (): string | undefined => standing()?.run?.state;
  let ended = 0;
  const run = createRulesRunModel({
    api,
    timer,
    run: () => standing()?.run ?? null,
    onSeen: model.follow,
    onEnded: () => ended++,
  });
  const asked = (path: string): number =>
    server.calls.filter((call) => call.method === 'GET' && call.path === path).length;
  return { server, rules, run, timer, standing, state, ended: () => ended, asked };
}

test('a run is priced before it begins, looked at until it has ended, and steered', async () => {
  const { server, rules, run, timer, standing, state, ended } = await open();
  await run.ask();
  expect(run.pricing.value).toMatchObject({ kind: 'priced', estimate: { credits: 140 } });
  await run.start();
  await timer.run(RULES_POLL_MS);
  expect([state(), standing()?.run?.judged, ended()]).toEqual(['running', 2_400, 0]);
  server.world.offline = true;
  await timer.run(RULES_POLL_MS);
  expect([run.unheard.value, state()]).toEqual([true, 'running']);
  server.world.offline = false;
  rules.ends = true;
  await timer.run(RULES_POLL_MS);
  expect([run.unheard.value, state(), ended()]).toEqual([false, 'done', 1]);

  await run.start();
  await run.steer('pause');
  expect(state()).toBe('paused');
  await run.steer('cancel');
  expect([state(), ended()]).toEqual(['cancelled', 2]);
  rules.run = null;
  server.world.trouble.set('POST /v1/scoring-rules/runs', { status: 409, body: { code: 'scoringRules.budget' } });
  await run.start();
  expect(run.failure.value).toEqual({ reason: 'conflict', code: 'scoringRules.budget' });
  run.stop();
});

test('a run is looked at alone, less often once it lasts, and the rules are read once it has ended', async () => {
  const { server, rules, run, timer, state, ended, asked } = await open();
  const [all, one] = ['/v1/scoring-rules', '/v1/scoring-rules/runs/rules-1'];
  await run.start();
  const before = asked(all);
  await timer.run(QUICK_LOOKS * RULES_POLL_MS);
  expect([asked(one), asked(all) - before]).toEqual([QUICK_LOOKS, 0]);
  await timer.run(12 * RULES_SLOW_POLL_MS);
  expect([asked(one), asked(all) - before]).toEqual([QUICK_LOOKS + 12, 0]);
  // Who steers waits to see it.
  await run.steer('pause');
  await run.steer('resume');
  await timer.run(3 * RULES_POLL_MS);
  expect(asked(one)).toBe(QUICK_LOOKS + 15);
  expect(asked(all)).toBe(before);

  rules.ends = true;
  server.world.trouble.set('GET /v1/scoring-rules', OFFLINE);
  await timer.run(RULES_POLL_MS);
  // What it published could not be read: it is looked for again.
  expect([state(), run.unheard.value, ended()]).toEqual(['running', true, 0]);
  server.world.trouble.delete('GET /v1/scoring-rules');
  await timer.run(RULES_POLL_MS);
  expect([state(), run.unheard.value, ended()]).toEqual(['done', false, 1]);
  expect(timer.waiting()).toBe(0);
});

test('a run whose row is gone is not asked for any more: what stands instead is read', async () => {
  const { server, rules, run, timer, state, ended, asked } = await open();
  await run.start();
  await timer.run(RULES_POLL_MS);
  expect(state()).toBe('running');
  server.world.trouble.set('GET /v1/scoring-rules/runs/rules-1', { status: 404, body: { code: 'rulesRun.unknown' } });
  rules.run = null;
  await timer.run(RULES_POLL_MS);
  expect([run.unheard.value, state(), ended(), timer.waiting()]).toEqual([false, undefined, 1, 0]);
  const looks = asked('/v1/scoring-rules/runs/rules-1');
  await timer.run(10 * RULES_SLOW_POLL_MS);
  expect(asked('/v1/scoring-rules/runs/rules-1')).toBe(looks);
});

test('where another run is at work, that one is shown', async () => {
  const { rules, run, state } = await open();
  rules.run = { ...rules.run, state: 'running', endedAt: null };
  await run.start();
  expect([run.failure.value, state()]).toEqual([
    { reason: 'conflict', code: 'scoringRules.alreadyRunning' },
    'running',
  ]);
  run.stop();
});

test('a run that added nothing, since the rules had acted by themselves before it, does not say that nobody was given points', async () => {
  const { standing } = await open();
  const run = standing()?.run ?? null;
  if (run === null) throw new Error('one has ended');
  const [en, es] = (['en', 'es'] as const).map(
    (language) => sayRulesRun({ ...run, lines: 0 }, [], translatorIn(language))[0],
  );
  expect(en).toMatch(/131 have points\. It added nothing: the ledgers already held what the rules say\.$/);
  expect(es).toMatch(/131 tienen puntos\. No añadió nada: los historiales ya contenían lo que dicen las reglas\.$/);
});

test('a run that stopped at a limit of credits says at which, and how much of it was spent', async () => {
  const { standing } = await open();
  const run = standing()?.run ?? null;
  if (run === null) throw new Error('one has ended');
  const stopped = { ...run, state: 'failed', reason: 'budgetReached' };
  const say = (limit: typeof run.limit) => sayRulesRun({ ...stopped, limit }, [], translatorIn('en'))[0];
  expect(say({ of: 'run', most: 100, spent: 61 })).toContain('61 of the 100 credits that one run may spend were spent');
  expect(say(null)).toContain('the credits that were set for runs were used up');
});

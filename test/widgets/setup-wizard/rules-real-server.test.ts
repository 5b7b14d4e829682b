import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { ok } from '#core/result.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { createDirectBackend } from '#widgets/shared/backend/direct-backend.ts';
import { createOrgWords } from '#widgets/setup-wizard/models/org-words.ts';
import { createSetupApi } from '#widgets/setup-wizard/models/setup-api.ts';
import { startRule } from '#widgets/setup-wizard/scoring-rules/edit-rules.ts';
import { readRuleModules } from '#widgets/setup-wizard/scoring-rules/rule-modules.ts';
import { createScoringRulesApi } from '#widgets/setup-wizard/scoring-rules/scoring-rules-api.ts';
import { createScoringRulesModel } from '#widgets/setup-wizard/scoring-rules/ScoringRulesModel.ts';
import { startHttpFunctions, type HttpFunctions } from '#test/support/functions-over-http.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

/** A run over sixty accounts beside whatever else is at work. */
const RUN_MS = 60_000;

let sandbox: Sandbox;
let functions: HttpFunctions;

beforeAll(async () => {
  sandbox = await startSampleSandbox(60, {}, 1);
  functions = await startHttpFunctions(sandbox, SAMPLE_NOON);
  const send = globalThis.fetch;
  // A session says where its org is; a token of the CRM's is told beside it.
  vi.stubGlobal('fetch', (url: string | URL, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('x-crm-dc', ZYLKER.dc);
    return send(url, { ...init, headers });
  });
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await functions.close();
  await sandbox.close();
});

/** The page's own way to the functions, as a user of the sandbox. */
function backendOf(user: string) {
  const holder = sandbox.tokens.find((each) => each.orgId === ZYLKER.orgId && each.user === user);
  return createDirectBackend(functions.url, {
    current: () => holder?.accessToken ?? null,
    lost: () => undefined,
  });
}

test('rules made on the page are put in force, run for all, ranked and explained by the real functions over a real CRM', async () => {
  const backend = backendOf('administrator');
  const setup = createSetupApi(backend);
  const proposed = await backend.call({ method: 'GET', path: '/v1/configuration/proposal' });
  const { configuration } = z.object({ configuration: z.unknown() }).parse(proposed.ok && proposed.value);
  const body = { configuration, replaces: null, reason: '' };
  expect((await backend.call({ method: 'PUT', path: '/v1/configuration', body })).ok).toBe(true);

  const org = await setup.org();
  if (!org.ok) throw new Error('the sample org has metadata');
  const api = createScoringRulesApi(backend);
  let made = 0;
  const model = createScoringRulesModel({
    api,
    today: SAMPLE_DAY,
    newId: () => `r-${++made}`,
    async readModules() {
      const published = await setup.configuration();
      if (!published.ok || published.value === null) throw new Error('it was just published');
      return ok(await readRuleModules(setup, createOrgWords(org.value), published.value));
    },
  });
  await model.load();
  const { modules } = z
    .object({ modules: z.array(z.object({ module: z.string(), state: z.string(), label: z.string().nullable() })) })
    .parse(model.state.value);
  expect(modules.map(({ module, state, label }) => [module, state, label])).toEqual([
    ['leads', 'there', 'Leads'],
    ['contacts', 'there', 'Contacts'],
    ['accounts', 'there', 'Accounts'],
    ['deals', 'there', 'Deals'],
  ]);

  const criteria = { conditions: [{ field: 'industry', operator: 'is' as const, value: 'Hospital' }], pattern: '' };
  model.edit((before) => [
    ...before,
    startRule(before, { module: 'accounts', id: model.newId(), today: SAMPLE_DAY, criteria }),
  ]);
  expect(await model.save()).not.toBeNull();
  expect(model.saving.value).toEqual({ kind: 'idle' });

  const estimate = await api.estimate();
  expect(estimate).toMatchObject({ ok: true, value: { records: { accounts: 60 } } });
  const started = await api.start();
  expect(started).toMatchObject({ ok: true, value: { kind: 'all', records: 60 } });
  await expect
    .poll(() => api.read(), { timeout: RUN_MS })
    .toMatchObject({ value: { run: { state: 'done', judged: 60, step: 'clean' } } });

  const ranked = await api.ranked('accounts', 1);
  if (!ranked.ok) throw new Error(ranked.error.reason);
  const [best] = ranked.value.records;
  expect([ranked.value.total > 3, best?.total, (best?.name ?? '').length > 0]).toEqual([true, 5, true]);
  const ledger = await api.ledger('accounts', best?.id ?? '');
  expect(ledger.ok && ledger.value.ledger).toEqual([
    expect.objectContaining({ date: SAMPLE_DAY, points: 5, total: 5, rule: 'r-1' }),
  ]);

  // What nobody may put in force is named at its place: a rule of a field that the CRM does not have.
  const gone = { conditions: [{ field: 'crm:Not_There', operator: 'isNotEmpty' as const }], pattern: '' };
  model.edit((before) => [
    ...before,
    startRule(before, { module: 'deals', id: 'r-9', today: SAMPLE_DAY, criteria: gone }),
  ]);
  expect(await model.save()).toBeNull();
  expect(model.problems.value.ofRules).toMatchObject([{ rule: 'r-9', place: 'criteria.conditions[0].field' }]);
  model.discard();

  const restored = await model.restore(1);
  expect(restored).not.toBeNull();
  expect(model.state.value).toMatchObject({ standing: { version: 2, versions: [{ version: 2 }, { version: 1 }] } });
});

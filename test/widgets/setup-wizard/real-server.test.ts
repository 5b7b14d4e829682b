import { afterAll, beforeAll, expect, test } from 'vitest';
import { fail, ok } from '#core/result.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { loadSetup } from '#widgets/setup-wizard/models/SetupModel.ts';
import { chooseEngagement } from '#widgets/setup-wizard/techniques/engagement/edit-engagement.ts';
import { chooseRecommendations } from '#widgets/setup-wizard/techniques/recommendations/edit-recommendations.ts';
import { chooseVoice } from '#widgets/setup-wizard/techniques/voice/edit-voice.ts';
import { findProducts, nameProducts } from '#widgets/setup-wizard/techniques/recommendations/find-products.ts';
import { fieldsToWrite } from '#widgets/setup-wizard/review/fields-to-write.ts';
import { askPreview, type PreviewQuestion } from '#widgets/setup-wizard/techniques/preview/preview-api.ts';
import { createSetupApi } from '#widgets/setup-wizard/models/setup-api.ts';
import { mappingOf } from '#widgets/setup-wizard/models/setup-draft.ts';
import type { Backend } from '#widgets/shared/backend/backend.ts';
import { sessionInfoSchema } from '#widgets/shared/schemas/session-info.ts';
import { recordsSchema } from '#widgets/shared/sdk/zoho-shapes.ts';
import { browserTimer } from '#widgets/shared/timer.ts';
import { startHttpFunctions, type HttpFunctions } from '#test/support/functions-over-http.ts';
import { SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
let functions: HttpFunctions;

beforeAll(async () => {
  sandbox = await startSampleSandbox(120);
  functions = await startHttpFunctions(sandbox, SAMPLE_NOON);
});
afterAll(async () => {
  await functions.close();
  await sandbox.close();
});

/** The wizard's port over real HTTP, signed in as the administrator. */
function backend(): Backend {
  const call = functions.as('administrator', ZYLKER);
  return {
    async call({ method, path, body }) {
      const answer = await call(method, path, body);
      if (answer.status < 300) return ok(answer.body);
      return fail(
        answer.status === 404
          ? { reason: 'notFound' }
          : { reason: 'failed', code: `${answer.status} ${JSON.stringify(answer.body)}` },
      );
    },
    download: () => Promise.reject(new Error('setup downloads nothing')),
  };
}

async function until(isTrue: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

test('the whole wizard works on the real functions over a real CRM', async () => {
  const port = backend();
  const session = await port.call({ method: 'GET', path: '/v1/session' });
  expect(session.ok && sessionInfoSchema.parse(session.value).rights.setup).toBe(true);

  const loaded = await loadSetup({ api: createSetupApi(port), timer: browserTimer, now: () => SAMPLE_NOON, run: null });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const setup = loaded.value;
  setup.mapping.saveAll();
  expect(setup.mapping.unsaved.value).toEqual([]);
  expect(setup.go('criteria')).toBeNull();
  expect(await setup.draft.flush()).toBe(true);

  const mapping = mappingOf(setup.draft.draft.value);
  if (mapping === null) throw new Error('Zylker maps itself');
  const criteria = { conditions: [{ field: 'billingCountry', operator: 'isNotEmpty' as const }], pattern: '' };
  setup.draft.edit((draft) => ({ ...draft, criteria }));
  setup.count.ask({ mapping, criteria });
  await until(() => setup.count.state.value.answer !== null || setup.count.state.value.failure !== null);
  const counted = setup.count.state.value.answer;
  expect(counted).toMatchObject({ total: 120 });
  expect(setup.go('techniques')).toBeNull();

  const { rfm, firmographics } = setup.draft.draft.value;
  const { recencyField, frequencyOf, monetaryField, contributing } = rfm;
  setup.snapshot.want({ mapping, criteria, rfm: { recencyField, frequencyOf, monetaryField, contributing } });
  await until(() => !['none', 'building'].includes(setup.snapshot.state.value.kind));
  const snapshot = setup.snapshot.state.value;
  if (snapshot.kind !== 'ready') throw new Error(JSON.stringify(snapshot));
  setup.preview.ask({ id: snapshot.id, rfm, firmographics });
  await until(() => !setup.preview.state.value.busy);
  const { answer, failure } = setup.preview.state.value;
  expect(failure).toBeNull();
  expect(answer?.accounts).toBe(counted?.matching);

  // Settings that no run scores yet are published with the rest.
  for (const choose of [chooseEngagement, chooseRecommendations, chooseVoice])
    setup.draft.edit((draft) => choose(draft, setup.mapping.org.value));
  expect(setup.go('review')).toBeNull();
  setup.review.ask(setup.draft.draft.value);
  await until(() => !setup.review.state.value.busy);
  const reviewed = setup.review.state.value.answer;
  expect(reviewed).toMatchObject({ problems: [], warnings: [{ code: 'sources.readingIsOff' }] });
  expect(reviewed?.fields).toContainEqual({ apiName: 'ABM_RFM_Label', label: 'ABM RFM Label', exists: false });
  // The writes alone: 120 accounts, ten to a credit.
  expect(reviewed?.credits).toBeGreaterThan(12);
  expect(reviewed?.dailyCredits).toBe(sandbox.credits(ZYLKER).limit);
  expect(fieldsToWrite(setup)).toEqual(reviewed?.fields);

  await setup.configure('the first one');
  await until(() => !['publishing', 'running'].includes(setup.run.stage.value.kind));
  expect(setup.run.stage.value).toMatchObject({ kind: 'ended', run: { state: 'done', progress: { accounts: 120 } } });

  const again = await loadSetup({ api: createSetupApi(port), timer: browserTimer, now: () => SAMPLE_NOON, run: null });
  const { engagement, recommendations, voice } = setup.draft.draft.value;
  expect(engagement?.sources.length).toBeGreaterThan(0);
  expect(again.ok && again.value.draft.draft.value).toMatchObject({
    replaces: 1,
    criteria,
    step: 'welcome',
    chosen: { engagement: true, recommendations: true, voice: true },
    engagement,
    recommendations,
    voice,
  });
});

test('after a run the numbers of the techniques are the published ones, and move with their settings', async () => {
  const port = backend();
  const loaded = await loadSetup({ api: createSetupApi(port), timer: browserTimer, now: () => SAMPLE_NOON, run: null });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const draft = loaded.value.draft.draft.value;
  const mapping = mappingOf(draft);
  const { criteria, engagement, recommendations, voice } = draft;
  if (mapping === null || engagement === null || recommendations === null || voice === null)
    throw new Error('it was just published');
  const ask = async (of: PreviewQuestion['draft']) => {
    const answer = await askPreview(port, { mapping, criteria, draft: of }, new AbortController().signal);
    if (!answer.ok || answer.value.state !== 'ready') throw new Error(JSON.stringify(answer));
    return answer.value;
  };
  for (const of of [
    { technique: 'engagement', settings: engagement },
    { technique: 'recommendations', settings: recommendations },
    { technique: 'voice', settings: voice },
  ] as const) {
    const { labels, published, accounts, sampled, notes } = await ask(of);
    expect(labels).toEqual(published);
    expect([sampled, notes]).toEqual([accounts, []]);
  }
  const [first, ...others] = recommendations.labels;
  if (first === undefined) throw new Error('the preset has labels');
  const anything = { products: [], probability: { operator: 'atLeast' as const, percent: 0 } };
  const labels = [{ ...first, types: { nextBuy: anything, repeatBuy: anything } }, ...others];
  const moved = await ask({ technique: 'recommendations', settings: { ...recommendations, labels } });
  expect(moved.labels[0]).toEqual({ labelId: first.id, accounts: moved.accounts });
  expect(moved.labels).not.toEqual(moved.published);
  expect(moved.published.reduce((sum, each) => sum + each.accounts, 0)).toBe(moved.accounts);
});

test('products are found by a part of their name, and named by their ids', async () => {
  const holder = sandbox.tokens.find(({ orgId, user }) => orgId === ZYLKER.orgId && user === 'administrator');
  const reader = {
    async query(query: string) {
      const answer = await fetch(`${sandbox.url}/crm/v8/coql`, {
        method: 'POST',
        headers: { Authorization: `Zoho-oauthtoken ${holder?.accessToken}` },
        body: JSON.stringify({ select_query: query }),
      });
      if (answer.status === 204) return { records: [], moreRecords: false };
      const { data } = recordsSchema.parse(await answer.json());
      return { records: data, moreRecords: false };
    },
  };
  const products = { module: 'Products', fields: { name: 'Product_Name' } };
  const all = await findProducts(reader, products, '');
  expect(all.length).toBeGreaterThan(1);
  const [first, second] = all;
  if (first === undefined || second === undefined) throw new Error('Zylker sells several');
  const part = first.name.slice(1, -1).toUpperCase();
  expect(await findProducts(reader, products, part)).toContainEqual(first);
  expect(await findProducts(reader, products, "no 'such' product")).toEqual([]);
  const named = await nameProducts(reader, products, [second.id, first.id, '999']);
  expect(named.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([first, second]);
});

import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configurationSchema } from '#core/configuration/configuration.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { readBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import { readExport } from '#test/e2e/read-export.ts';
import { configureAndScore, createLocalFunctions, type LocalFunctions } from '#test/support/local-functions.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { shippedRecipe } from '#test/support/techniques-org.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };
let sandbox: Sandbox;
let functions: LocalFunctions;
beforeAll(async () => {
  sandbox = await startSampleSandbox(40);
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { queryUpToRows: 32_000 });
  await configureAndScore(functions, ORG, SAMPLE_DAY);
});
afterAll(() => sandbox.close());

test('techniques that were published and have not run yet are empty columns of a file with all fields', async () => {
  const admin = functions.as('administrator', ORG);
  const current = await admin.call('GET', '/v1/configuration');
  const { techniques, ...rest } = configurationSchema.parse(current.at('configuration'));
  const more = {
    engagement: presetEngagementSettings([shippedRecipe('calls')]),
    recommendations: presetRecommendationsSettings(),
  };
  const configuration = { ...rest, techniques: { ...techniques, ...more } };
  const published = await admin.call('PUT', '/v1/configuration', { configuration, replaces: rest.version, reason: '' });
  expect([published.status, published.at('problems')]).toEqual([200, undefined]);
  const asked = await functions.as('marketer', ORG).call('POST', '/v1/exports', { segment: null, fields: 'all' });
  const id = String(asked.at('export', 'id'));
  const bytes = await readBytes(functions.blob, ORG, `exports/${id}/file`);
  const folder = makeFolder({ 'export.zip': bytes ?? new Uint8Array() });
  const { rows } = await readExport(join(folder, 'export.zip'), ',');
  expect(rows.length).toBe(40);
  const columns = Object.keys(rows[0] ?? {}).filter((name) => /ngagement|ecommendation/.test(name));
  expect(columns.length).toBeGreaterThan(3);
  for (const row of rows) for (const column of columns) expect([column, row[column]]).toEqual([column, '']);
  expect(rows.some((row) => row['RFM label'] !== '')).toBe(true);
});

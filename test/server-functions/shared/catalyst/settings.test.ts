import { describe, expect, test } from 'vitest';
import { DATA_CENTRES } from '#core/crm/org-key.ts';
import { readCatalystSettings, SettingsError } from '#server-functions/shared/catalyst/settings.ts';
import { withoutPlatformPath } from '#server-functions/shared/catalyst/serve-http.ts';
import { parseJob } from '#server-functions/shared/catalyst/job-queue.ts';
import { zohoServers } from '#server-functions/shared/catalyst/zoho-servers.ts';

const WHOLE = {
  ABM_BUCKET: 'abm-files',
  ABM_JOB_POOL: 'abm_pool',
  ABM_FUNCTIONS_URL: 'https://abm.example.com/',
  ABM_WIDGET_ORIGINS: 'https://one.example.com, https://two.example.com:8443',
  ABM_CLIENT_ID: '1000.ID',
  ABM_CLIENT_SECRET: 'secret',
  ABM_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
  ABM_INSTALLATIONS: '[{"dc":"eu","orgId":"20071234567","refreshToken":"1000.r"}]',
};

function problemsOf(env: Record<string, string>): { readonly variables: readonly string[]; readonly message: string } {
  try {
    readCatalystSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  return { variables: [], message: '' };
}

describe('settings', () => {
  test('of a whole environment, with what may be left out', () => {
    expect(readCatalystSettings(WHOLE)).toMatchObject({
      table: 'abm_items',
      jobFunction: 'abm_jobs',
      ttlUnit: null,
      publicUrl: 'https://abm.example.com',
      widgetOrigins: ['https://one.example.com', 'https://two.example.com:8443'],
      servers: [zohoServers('eu')],
      firstPollMs: null,
    });
  });

  test('of an empty one name every variable at once, with a remedy each', () => {
    const { variables, message } = problemsOf({});
    expect(variables).toEqual([
      'ABM_INSTALLATIONS',
      'ABM_BUCKET',
      'ABM_JOB_POOL',
      'ABM_FUNCTIONS_URL',
      'ABM_WIDGET_ORIGINS',
      'ABM_CLIENT_ID',
      'ABM_CLIENT_SECRET',
      'ABM_ENCRYPTION_KEY',
    ]);
    for (const variable of variables) expect(message).toMatch(new RegExp(`- ${variable} is not set\\. [A-Z]`));
    expect(message).toContain('docs/deploy-catalyst.md');
  });

  test.each([
    ['ABM_TABLE', 'a b'],
    ['ABM_BUCKET', '../x'],
    ['ABM_TABLE_TTL', 'minutes'],
    ['ABM_FUNCTIONS_URL', 'http://abm.example.com'],
    ['ABM_FUNCTIONS_URL', 'https://abm.example.com/server/abm_api'],
    ['ABM_WIDGET_ORIGINS', '*'],
    ['ABM_WIDGET_ORIGINS', 'https://one.example.com/path'],
    ['ABM_ENCRYPTION_KEY', 'c2hvcnQ='],
    ['ABM_INSTALLATIONS', '[]'],
    ['ABM_INSTALLATIONS', '{"dc":"eu"}'],
    ['ABM_INSTALLATIONS', '[{"dc":"mars","orgId":"1","refreshToken":"x"}]'],
    ['ABM_SERVERS', '[{"dc":"eu"}]'],
    ['ABM_FIRST_POLL_MS', '0'],
  ])('%s = %j is refused by name, without its value', (variable, value) => {
    const { variables, message } = problemsOf({ ...WHOLE, [variable]: value });
    expect(variables).toEqual([variable]);
    expect(message).toMatch(new RegExp(`- ${variable} cannot be used\\. [A-Z]`));
    if (value.length > 3) expect(message).not.toContain(value);
  });
});

test('every data centre has servers of its own', () => {
  const all = DATA_CENTRES.map(zohoServers);
  expect(new Set(all.map(({ apiUrl }) => apiUrl)).size).toBe(DATA_CENTRES.length);
  expect(
    all.every(({ apiUrl, contentUrl, accountsUrl }) =>
      [apiUrl, contentUrl, accountsUrl].every((url) => URL.canParse(url)),
    ),
  ).toBe(true);
  expect(zohoServers('ca').accountsUrl).toBe('https://accounts.zohocloud.ca');
});

test.each([
  ['/v1/health', '/v1/health'],
  ['/execute/v1/health?a=1', '/v1/health?a=1'],
  ['/server/abm_api/v1/health', '/v1/health'],
  ['/server/abm_api/execute/v1/health', '/v1/health'],
  ['/server/abm_api', '/'],
  ['/execute', '/'],
  ['/execute?x', '/?x'],
  ['/executed/v1', '/executed/v1'],
  ['/v1/server/x/execute', '/v1/server/x/execute'],
])('of the address %s the function sees %s', (url, path) => {
  expect(withoutPlatformPath(url)).toBe(path);
});

test('parameters of a job that are none of ours ask for nothing', () => {
  const whole = { kind: 'score', dc: 'eu', orgId: '7001', id: 'run-1' };
  expect(parseJob(whole)).toEqual({ kind: 'score', org: { dc: 'eu', orgId: '7001' }, runId: 'run-1' });
  for (const wrong of [
    null,
    'score',
    {},
    { ...whole, kind: 'format' },
    { ...whole, dc: 'mars' },
    { ...whole, orgId: '7001/../7002' },
    { ...whole, orgId: '' },
    { ...whole, id: '../run-1' },
    { ...whole, id: 'x'.repeat(65) },
    { kind: 'score', dc: 'eu', orgId: '7001' },
  ])
    expect(parseJob(wrong)).toBeNull();
});

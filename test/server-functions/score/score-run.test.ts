import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatOrgKey } from '#core/crm/org-key.ts';
import { parseLabelChanges } from '#core/labels/change-log.ts';
import { decodeEvidenceShard, labelFromEvidence } from '#core/labels/evidence.ts';
import { parseRfmBasis } from '#core/techniques/rfm/basis.ts';
import { findManifest } from '#server-functions/score/ledger/ledger-manifest.ts';
import { loadAccounts } from '#server-functions/score/load-generation.ts';
import { readBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import {
  configureAndScore,
  createLocalFunctions,
  scoreOnce,
  type LocalFunctions,
} from '#test/support/local-functions.ts';
import { sandboxSender } from '#test/support/sandbox-fixture.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { queryTables } from '#test/support/query-tables.ts';

let sandbox: Sandbox;
let functions: LocalFunctions;

beforeAll(async () => {
  sandbox = await startSampleSandbox(150);
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.reset();
  functions = createLocalFunctions(sandbox, SAMPLE_NOON);
});

const labelsInCrm = () =>
  queryTables(
    sandbox.databasePath(ZYLKER),
    'SELECT CAST(id AS TEXT) AS id, ABM_RFM_Label AS label, ABM_RFM_Since AS since FROM Accounts ORDER BY id',
  );

describe('a run', () => {
  test('puts labels and evidence on the accounts, and the evidence gives each label back', async () => {
    const run = await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    expect(run.at('run', 'state')).toBe('done');
    expect(run.at('run', 'projection')).toEqual({ of: 150, written: 150, failed: 0, failures: [] });

    const generation = String(run.at('run', 'generation'));
    const table = await loadAccounts(functions.ports, ZYLKER, { id: generation, digests: null });
    expect(table.length).toBe(150);
    const text = async (key: string) =>
      new TextDecoder().decode((await readBytes(functions.blob, ZYLKER, key)) ?? undefined);
    const manifest = await findManifest(functions, ZYLKER, generation);
    const shard = decodeEvidenceShard(await text(`ledger/${manifest?.evidence[0]?.name}`), 'shard');
    const stored: unknown = JSON.parse(await text(`generations/${generation}/basis`));
    const basis = parseRfmBasis(
      typeof stored === 'object' && stored !== null && 'rfm' in stored ? stored.rfm : null,
      'basis',
    );
    if (!shard.ok || !basis.ok) throw new Error('not readable');
    const names = new Map([
      ['cant-lose', 'Can’t Lose'],
      ['at-risk', 'At Risk'],
    ]);
    const labelOf = new Map(labelsInCrm().map((row) => [row['id'], row['label']]));
    for (const { account, evidence } of shard.value) {
      const label = evidence.rfm === null ? null : labelFromEvidence(evidence.rfm, basis.value);
      const shown = label === null ? null : (names.get(label) ?? label[0]?.toUpperCase() + label.slice(1));
      expect(labelOf.get(account)).toBe(shown);
    }
  });

  test('that changes nothing writes nothing', async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    const again = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect(again.at('run', 'projection')).toEqual({ of: 0, written: 0, failed: 0, failures: [] });
  });

  test('keeps "since" while a label holds and logs only what moved', async () => {
    await configureAndScore(functions, ZYLKER, '2025-12-31');
    const before = labelsInCrm();
    const later = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    const after = labelsInCrm();
    const moved = after.filter((row, index) => row['label'] !== before[index]?.['label']);
    expect(moved.length).toBeGreaterThan(10);
    expect(moved.length).toBeLessThan(140);
    for (const [index, row] of after.entries()) {
      const same = row['label'] === before[index]?.['label'];
      expect(row['since']).toBe(row['label'] === null ? null : same ? '2025-12-31' : SAMPLE_DAY);
    }
    const key = `generations/${String(later.at('run', 'generation'))}/changes`;
    const changes = parseLabelChanges(
      new TextDecoder().decode((await readBytes(functions.blob, ZYLKER, key)) ?? undefined),
      'log',
    );
    if (!changes.ok) throw new Error('not readable');
    const rfm = changes.value.filter((change) => change.technique === 'rfm');
    expect(rfm.map((change) => change.account).sort()).toEqual(moved.map((row) => String(row['id'])).sort());
    expect(new Set(rfm.map((change) => change.cause))).toEqual(new Set(['data']));
  });

  test('repairs what a hand changed in the CRM', async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    const [first] = labelsInCrm();
    const token =
      sandbox.tokens.find(({ user, dc }) => user === 'administrator' && dc === ZYLKER.dc)?.accessToken ?? '';
    const put = await fetch(`${sandbox.url}/crm/v8/Accounts`, {
      method: 'PUT',
      headers: { authorization: `Zoho-oauthtoken ${token}` },
      body: JSON.stringify({
        data: [{ id: first?.['id'], ABM_RFM_Label: first?.['label'] === 'Lost' ? 'New' : 'Lost' }],
      }),
    });
    expect(put.status).toBe(200);
    const again = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect(again.at('run', 'projection', 'of')).toBe(1);
    expect(labelsInCrm()[0]).toEqual(first);
  });

  test('clears the fields of accounts that left ABM (SET-4)', async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    const administrator = functions.as('administrator', ZYLKER);
    const configuration = (await administrator.call('GET', '/v1/configuration')).at('configuration');
    const criteria = { conditions: [{ field: 'billingCountry', operator: 'isNotEmpty' }], pattern: '' };
    if (typeof configuration !== 'object') throw new Error('no configuration');
    const published = await administrator.call('PUT', '/v1/configuration', {
      configuration: { ...configuration, criteria },
      replaces: 1,
      reason: 'only those with a country',
    });
    expect(published.status).toBe(200);
    const count = (where: string) =>
      queryTables(sandbox.databasePath(ZYLKER), `SELECT count(*) AS n FROM Accounts WHERE ${where}`)[0]?.['n'];
    const labelledOutside =
      'Billing_Country IS NULL AND (ABM_RFM_Label IS NOT NULL OR ABM_RFM_R IS NOT NULL OR ABM_Evidence IS NOT NULL)';
    expect(count(labelledOutside)).toBeGreaterThan(0);
    const run = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect(run.at('run', 'state')).toBe('done');
    expect(count(labelledOutside)).toBe(0);
    expect(count('ABM_RFM_Label IS NOT NULL')).toBeGreaterThan(0);
  });

  test('of too few accounts is refused with its reason, and the last generation stays', async () => {
    const run = await configureAndScore(functions, ZYLKER, '2022-09-01');
    expect([run.at('run', 'state'), run.at('run', 'reason')]).toEqual(['refused', 'techniqueRefused']);
    expect((await functions.as('marketer', ZYLKER).call('GET', '/v1/overview')).at('overview')).toBeNull();
  });
});

test('two publishes from one version: the second is told, not lost', async () => {
  const administrator = functions.as('administrator', ZYLKER);
  const configuration = (await administrator.call('GET', '/v1/configuration/proposal')).at('configuration');
  const publish = () => administrator.call('PUT', '/v1/configuration', { configuration, replaces: null, reason: '' });
  const both = await Promise.all([publish(), publish()]);
  expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
  expect((await administrator.call('GET', '/v1/configuration')).at('configuration', 'version')).toBe(1);
});

test('a publish that comes too late leaves the fields of the CRM as they are', async () => {
  const administrator = functions.as('administrator', ZYLKER);
  const configuration = (await administrator.call('GET', '/v1/configuration/proposal')).at('configuration');
  const publish = (text: string) =>
    administrator.call('PUT', '/v1/configuration', `{"configuration":${text},"replaces":null,"reason":""}`);
  const text = JSON.stringify(configuration);
  expect((await publish(text)).status).toBe(200);
  const named = text.replace('"en":"Champions"', '"en":"Late Stars"');
  expect(named).not.toBe(text);
  expect((await publish(named)).status).toBe(409);
  const fields = await sandboxSender(sandbox, ZYLKER, 'administrator').send({
    method: 'GET',
    path: '/crm/v8/settings/fields',
    query: { module: 'Accounts' },
  });
  expect(JSON.stringify(fields)).toContain('Champions');
  expect(JSON.stringify(fields)).not.toContain('Late Stars');
});

test('a configuration that does not fit the org names the place', async () => {
  const administrator = functions.as('administrator', ZYLKER);
  const configuration = (await administrator.call('GET', '/v1/configuration/proposal')).at('configuration');
  const text = JSON.stringify({ configuration, replaces: null, reason: '' }).replace(
    '"industry":"Industry"',
    '"industry":"Gone_Field"',
  );
  const reply = await administrator.call('PUT', '/v1/configuration', text);
  expect([reply.status, reply.at('problems', 0, 'where')]).toEqual([422, 'mapping.accounts.fields.industry']);
});

test('a configuration too large to be kept is refused before the CRM gets any field', async () => {
  const administrator = functions.as('administrator', ZYLKER);
  const configuration = (await administrator.call('GET', '/v1/configuration/proposal')).at('configuration');
  const values = Array.from({ length: 100 }, (_, n) => `${n} ${'x'.repeat(60)}`);
  const conditions = Array.from({ length: 20 }, () => ({ field: 'industry', operator: 'isNoneOf', values }));
  const text = JSON.stringify({ configuration, replaces: null, reason: '' }).replace(
    '"criteria":{"conditions":[]',
    `"criteria":{"conditions":${JSON.stringify(conditions)}`,
  );
  const reply = await administrator.call('PUT', '/v1/configuration', text);
  expect([reply.status, reply.at('problems', 0, 'code')]).toEqual([422, 'configuration.tooLarge']);
});

test('logs hold no name, token or amount', async () => {
  await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  const log = functions.log.join('');
  expect(log).toContain('run.projected');
  const secrets = [
    ...sandbox.tokens.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]),
    sandbox.clientSecret,
    ...queryTables(sandbox.databasePath(ZYLKER), 'SELECT Account_Name AS name FROM Accounts').map((row) =>
      String(row['name']),
    ),
  ];
  for (const secret of secrets) expect(log).not.toContain(secret);
  expect(log).toContain(formatOrgKey(ZYLKER).split('/')[1]);
});

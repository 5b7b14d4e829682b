import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { configureAndScore, createLocalFunctions } from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSampleSandbox(60);
});
afterAll(() => sandbox.close());

test("an org without the extension's module gets its labels, and a warning that names the module", async () => {
  const functions = createLocalFunctions(sandbox, SAMPLE_NOON);
  const { fetch } = functions.network;
  functions.network.fetch = (input, init) =>
    String(input).includes('/ABM_Basis/')
      ? Promise.resolve(
          Response.json(
            {
              code: 'INVALID_MODULE',
              message: 'the module name given seems to be invalid',
              details: {},
              status: 'error',
            },
            { status: 400 },
          ),
        )
      : fetch(input, init);
  const run = await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  expect(run.at('run', 'state')).toBe('done');
  expect(run.at('run', 'projection', 'written')).toBe(60);
  expect(run.at('run', 'problems')).toEqual([
    { code: 'basis.moduleMissing', params: { module: 'ABM_Basis', remedy: 'addModule' }, where: 'ABM_Basis' },
  ]);
});

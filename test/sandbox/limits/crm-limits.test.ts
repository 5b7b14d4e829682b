import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, type TestSandbox } from '../start-sandbox.ts';
import { CRM_LIMITS, judge, limitsPage, productPhrase } from './limit-table.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

test.each(CRM_LIMITS)('$endpoint, $when: $status $code', async (limit) => {
  const answer = await limit.provoke(sandbox);
  const { row = [] } = limit;
  const code = answer.at(...row, 'code') ?? answer.at('error');
  expect([answer.status, code]).toEqual([limit.status, limit.code]);
  for (const [key, value] of Object.entries(limit.details ?? {}))
    expect([key, answer.at(...row, 'details', key)]).toEqual([key, value]);
  // What the page says of the documented answer holds for this one.
  if (limit.row !== undefined || limit.does !== undefined) return;
  const { reason } = await judge(limit.endpoint, answer);
  expect(await productPhrase(limit)).toContain(`stops: \`${reason}\``);
});

test('the page of limits is what the data say', async () => {
  const page = readFileSync(new URL('../../../docs/crm-limits.md', import.meta.url), 'utf8');
  expect(page, 'run npm run write:limits').toBe(await limitsPage());
});

import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../../..');
const sources = globSync('{server-functions,core,cli}/**/*.ts', { cwd: root }).map((path) => ({
  path,
  text: readFileSync(resolve(root, path), 'utf8'),
}));
const thatHave = (pattern: RegExp): readonly string[] =>
  sources
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path)
    .toSorted((a, b) => a.localeCompare(b));

// Retries on two layers multiply: six times six calls to a CRM that asked for rest. Whoever wants another layer argues here.
test('the CRM’s calls are retried in one layer, and the platform’s own services in another', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect(thatHave(/from 'cockatiel'/)).toEqual([
    'server-functions/shared/catalyst/catalyst-call.ts',
    'server-functions/shared/rest/call-policy.ts',
    'server-functions/shared/rest/call-slots.ts',
  ]);
  expect(thatHave(/\bisRetryable\(/)).toEqual(['server-functions/shared/rest/call-policy.ts']);
});

test('nobody calls the network around it: records and metadata by the sender, tokens by two accounts clients', () => {
  expect(thatHave(/await (?:globalThis\.|options\.)?fetch\(/)).toEqual([
    'server-functions/shared/rest/access-tokens.ts',
    'server-functions/shared/rest/send-rest.ts',
    'server-functions/sign-in/oauth-client.ts',
  ]);
  expect(thatHave(/import .*\brequest\b.* from 'node:https?'|from 'undici'/)).toEqual([]);
});

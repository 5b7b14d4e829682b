import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';
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

const NETWORK_MODULES =
  /^(?:node:)?(?:https?|http2|net|tls|dgram)$|^(?:undici|axios|got|node-fetch|cross-fetch)(?:\/|$)/;

/** What a file has of the network: `fetch` by name, in whatever shape; calls of it; modules that open connections. */
function networkOf(path: string, text: string): readonly ('fetch' | 'call' | 'module')[] {
  const found = new Set<'fetch' | 'call' | 'module'>();
  const noteModule = (source: unknown): void => {
    if (typeof source === 'string' && NETWORK_MODULES.test(source)) found.add('module');
  };
  new Visitor({
    Identifier: ({ name }) => void (name === 'fetch' && found.add('fetch')),
    Literal: ({ value }) => void (value === 'fetch' && found.add('fetch')),
    CallExpression: ({ callee, start }) => {
      // `fetch(`, `x.fetch(`, `x?.fetch?.(`, `x['fetch'](`, `fetch.call(`.
      if (/(?:^|[^\w$])fetch['"`]?\]?(?:\s*\??\.\s*(?:call|apply|bind))?$/.test(text.slice(start, callee.end)))
        found.add('call');
    },
    ImportDeclaration: ({ source, importKind }) => void (importKind === 'type' || noteModule(source.value)),
    ImportExpression: ({ source }) => void (source.type === 'Literal' && noteModule(source.value)),
  }).visit(parseSync(path, text).program);
  return [...found];
}
const networks = sources.map(({ path, text }) => ({ path, found: networkOf(path, text) }));
const thatUse = (what: 'fetch' | 'call' | 'module'): readonly string[] =>
  networks
    .filter(({ found }) => found.includes(what))
    .map(({ path }) => path)
    .toSorted((a, b) => a.localeCompare(b));

test.each([
  ['return fetch(url);', ['fetch', 'call']],
  ['void fetch(url).then(read);', ['fetch', 'call']],
  ['await options.fetch?.(url);', ['fetch', 'call']],
  ["globalThis['fetch'](url);", ['fetch', 'call']],
  ['fetch.call(null, url);', ['fetch', 'call']],
  ['const ask = globalThis.fetch;', ['fetch']],
  ['const { fetch: ask } = globalThis;', ['fetch']],
  ['createSender({ fetch });', ['fetch']],
  ["import https from 'node:https';", ['module']],
  ["import * as http from 'http';", ['module']],
  ["const { request } = await import('undici');", ['module']],
  ["import type { Server } from 'node:http';", []],
  ['// fetch(url)\nprefetch(url); const told = `fetch(url)`;', []],
])('the network is seen in %s', (text, found) => {
  expect(networkOf('a.ts', text).toSorted()).toEqual(found.toSorted());
});

test('nobody calls the network around it: records and metadata by the sender, tokens by two accounts clients', () => {
  expect(thatUse('call')).toEqual([
    // The functions' own entry: a request that came in.
    'server-functions/shared/catalyst/serve-http.ts',
    'server-functions/shared/rest/access-tokens.ts',
    'server-functions/shared/rest/send-rest.ts',
    'server-functions/sign-in/oauth-client.ts',
  ]);
  // Beside them: who gives it to those, and who has a parameter or a listener of that name.
  expect(thatUse('fetch').filter((path) => !thatUse('call').includes(path))).toEqual([
    'server-functions/shared/catalyst/connect-services.ts',
    'server-functions/shared/catalyst/create-catalyst-ports.ts',
    'server-functions/shared/local/create-work-ports.ts',
    'server-functions/shared/local/functions-process.ts',
    'server-functions/shared/local/installer-share.ts',
    'server-functions/shared/local/sign-in-ports.ts',
  ]);
  // Who listens, not who calls.
  expect(thatUse('module')).toEqual(['server-functions/shared/local/functions-process.ts']);
});

import { request } from 'node:http';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createBuiltPages } from '#sandbox/widget-origin/built-files.ts';
import { createWidgetOrigin, type WidgetOrigin } from '#sandbox/widget-origin/create-widget-origin.ts';
import { rewritePage } from '#sandbox/widget-origin/rewrite-page.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';

const FUNCTIONS = 'http://127.0.0.1:8481';
const PAGE = `<!doctype html><meta content="script-src 'self' https://live.zwidgets.com; connect-src 'self' https://functions.lodestar.invalid">
<meta name="lodestar-functions" content="https://functions.lodestar.invalid">
<script src="https://live.zwidgets.com/js-sdk/1.2/ZohoEmbededAppSDK.min.js"></script><p>Ünïcode</p>`;
const SCRIPT = 'const home = "https://functions.lodestar.invalid";';

const folder = createTemporaryFolder();
let origin: WidgetOrigin;
beforeAll(async () => {
  mkdirSync(join(folder.path, 'app/assets'), { recursive: true });
  writeFileSync(join(folder.path, 'app/page.html'), PAGE);
  writeFileSync(join(folder.path, 'app/assets/page-a1b2c3.js'), SCRIPT);
  writeFileSync(join(folder.path, 'app/assets/page-a1b2c3.css'), 'p{}');
  writeFileSync(join(folder.path, 'secret.html'), 'not yours');
  const pages = createBuiltPages({ widgetFolder: join(folder.path, 'app') });
  origin = await createWidgetOrigin({ pages, functionsUrl: () => FUNCTIONS });
});
afterAll(async () => {
  await origin.close();
  folder.remove();
});

/** `fetch` tidies paths up before they leave; an attacker does not. */
function getRaw(path: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(origin.url);
    request({ host: '127.0.0.1', port, path }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

test('a page is served with the two replacements and nothing else changed', async () => {
  const response = await fetch(`${origin.url}/app/page.html?serviceOrigin=http%3A%2F%2Fcrm`);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const expected = PAGE.replaceAll('https://functions.lodestar.invalid', FUNCTIONS).replace(
    'https://live.zwidgets.com/js-sdk/1.2/ZohoEmbededAppSDK.min.js',
    '/sdk/ZohoEmbededAppSDK.min.js',
  );
  expect(await response.text()).toBe(expected);
});

test('what is no page is served byte for byte, with its type, and may be kept for good', async () => {
  const script = await fetch(`${origin.url}/app/assets/page-a1b2c3.js`);
  expect(await script.text()).toBe(SCRIPT);
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect(script.headers.get('x-content-type-options')).toBe('nosniff');
  const style = await fetch(`${origin.url}/app/assets/page-a1b2c3.css`);
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
});

test('no path leads out of the folder', async () => {
  const climbs = [
    '../',
    '..%2f',
    '%2e%2e/',
    '%2e%2e%2f',
    '..\\',
    '..%5c',
    '%252e%252e/',
    './../',
    'assets/../../',
    '/',
  ];
  for (const climb of climbs) {
    for (const target of [`/app/${climb}secret.html`, `/app/${climb}${climb}package.json`, `/${climb}secret.html`]) {
      const answer = await getRaw(target);
      expect([target, [400, 404].includes(answer.status)]).toEqual([target, true]);
      expect(answer.body).not.toContain('not yours');
    }
  }
  expect((await getRaw('/app/assets')).status).toBe(404);
  expect((await getRaw('/app/')).status).toBe(404);
});

test('only reading is answered', async () => {
  expect((await fetch(`${origin.url}/app/page.html`, { method: 'HEAD' })).status).toBe(200);
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect((await fetch(`${origin.url}/app/page.html`, { method })).status).toBe(404);
  }
});

test('the SDK client stands where Zoho has its script, and what the handshake asks for is empty', async () => {
  const client = await fetch(`${origin.url}/sdk/ZohoEmbededAppSDK.min.js`);
  expect(client.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await client.text()).toContain('SDK.EVENT');
  const zdk = await fetch(`${origin.url}/sdk/zdk.js`);
  expect([zdk.status, await zdk.text()]).toEqual([200, '']);
});

test('pages wait for the functions: without their address none is served', async () => {
  const pages = createBuiltPages({ widgetFolder: join(folder.path, 'app') });
  const early = await createWidgetOrigin({ pages, functionsUrl: () => null });
  onTestFinished(() => early.close());
  expect((await fetch(`${early.url}/app/page.html`)).status).toBe(503);
  expect((await fetch(`${early.url}/app/assets/page-a1b2c3.js`)).status).toBe(200);
});

test('the widgets are another site than the CRM: their own name, not only their own port', () => {
  expect(new URL(origin.url).hostname).toBe('localhost');
});

test('every place of both names is replaced', () => {
  const twice = rewritePage(PAGE + PAGE, { sdkUrl: '/sdk.js', functionsUrl: FUNCTIONS });
  expect(twice).not.toContain('lodestar.invalid');
  expect(twice.match(/src="\/sdk\.js"/g)).toHaveLength(2);
  // The policy keeps naming Zoho's server: it is the page that ships.
  expect(twice.match(/script-src 'self' https:\/\/live\.zwidgets\.com/g)).toHaveLength(2);
});

test('a packed page, which names its own functions, runs with the sandbox’s', () => {
  const packed = PAGE.replaceAll('https://functions.lodestar.invalid', 'https://abm.example.com:8443');
  const served = rewritePage(packed, { sdkUrl: '/sdk.js', functionsUrl: FUNCTIONS });
  expect(served).toBe(rewritePage(PAGE, { sdkUrl: '/sdk.js', functionsUrl: FUNCTIONS }));
});

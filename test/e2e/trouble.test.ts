import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { launchChromium, NO_CHROMIUM } from '#test/support/chromium.ts';
import { watchForTrouble, type Trouble } from './trouble.ts';

/** A browser says what happened a moment later. */
const PATIENTLY = { timeout: 60_000 };

/** A walk that hears nothing passes for nothing: each kind of trouble, made on purpose in a page of its own. */
describe.skipIf(NO_CHROMIUM !== null)(`what fails a walk ${NO_CHROMIUM ?? ''}`, () => {
  let browser: Browser;
  let server: Server;
  let port: number;
  let context: BrowserContext;
  let trouble: Trouble;
  beforeAll(async () => {
    browser = await launchChromium();
    server = createServer((request, response) => {
      if (request.url === '/refused') response.statusCode = 403;
      response.setHeader('Content-Type', 'text/html');
      response.setHeader('Content-Security-Policy', "script-src 'self' 'unsafe-inline'");
      response.end('<!doctype html><link rel="icon" href="data:,"><title>page</title>');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  beforeEach(async () => {
    context = await browser.newContext();
    trouble = await watchForTrouble(context);
    onTestFinished(() => context.close());
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });
  const own = (path: string): string => `http://127.0.0.1:${port}${path}`;
  /** The same server under a name that makes it another origin. */
  const other = (path: string): string => `http://localhost:${port}${path}`;
  const run = async (script: string): Promise<void> => {
    const page = await context.newPage();
    await page.goto(own('/'));
    // A value of its own, or a promise that the script ends with would be the test's.
    await page.evaluate(`{ ${script} } 0`);
  };
  const heard = (): string => trouble.found.join('\n');

  test.each([
    ['an error on the console', 'console.error("lost")', /console: lost/],
    ['an exception', 'setTimeout(() => { throw new Error("thrown"); })', /exception: thrown/],
    ['a promise nobody caught', 'Promise.reject(new Error("left"))', /exception: left/],
    [
      'a breach of the content policy',
      'document.head.append(Object.assign(document.createElement("script"), { src: "http://127.0.0.1:9/x.js" }))',
      /content policy: script-src/,
    ],
    ['a request that fails', 'fetch("http://127.0.0.1:9/").catch(() => 0)', /request: GET http:\/\/127\.0\.0\.1:9/],
    ['a refused answer', 'fetch("/refused")', /answer: GET 403 \/refused/],
  ])('%s', async (_kind, script, pattern) => {
    await run(script);
    await expect.poll(heard, PATIENTLY).toMatch(pattern);
  });

  test('a read that the other origin did not allow', async () => {
    await run(`fetch(${JSON.stringify(other('/'))}).catch(() => 0)`);
    await expect.poll(heard, PATIENTLY).toMatch(/CORS policy/);
  });

  test('trouble in a frame of another origin and in a pop-up', async () => {
    await run(
      `document.body.append(Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(other('/'))} }))`,
    );
    const page = context.pages()[0];
    await expect.poll(() => page?.frames().length).toBe(2);
    await page?.frames()[1]?.waitForLoadState();
    await page?.frames()[1]?.evaluate('console.error("in the frame")');
    const [popUp] = await Promise.all([context.waitForEvent('page'), page?.evaluate('open("/")')]);
    await popUp.evaluate('console.error("in the pop-up")');
    await expect.poll(heard, PATIENTLY).toMatch(/in the frame[^]*in the pop-up/);
  });

  test('a refusal that the walk expects is none, unless it stays away', async () => {
    await trouble.expecting(/^403 \/refused$/, async () => {
      const answered = context.waitForEvent('response', (response) => response.status() === 403);
      await run('fetch("/refused")');
      await answered;
    });
    expect(trouble.found).toEqual([]);
    await trouble.expecting(/^403 \/refused$/, () => run('0'));
    expect(trouble.found).toEqual([expect.stringContaining('no answer')]);
  });

  test('nothing, where nothing is wrong', async () => {
    await run('console.log("fine"); fetch("/")');
    expect(trouble.found).toEqual([]);
  });
});

import type { BrowserContext, ConsoleMessage, Request, Response } from 'playwright-core';

/** What went wrong while somebody walked, in the order it came. */
export interface Trouble {
  readonly found: readonly string[];
  /** Where the walk is. */
  readonly place: string;
  /** Names the place for what comes next. */
  at(place: string): void;
  add(trouble: string): void;
  /**
   * A refusal that belongs to the walk, as `status path`, e.g. `403 /v1/setup/org`. It has to come while `work` runs, and is
   * trouble at any other time.
   */
  expecting(refusal: RegExp, work: () => Promise<void>): Promise<void>;
}

/** A browser says a failed answer twice, once on the console; the answer itself is judged. */
const ANSWER_ON_CONSOLE = /^Failed to load resource: the server responded with a status of \d+/;
/** A page that is left breaks off what it was asking for. */
const BROKEN_OFF = 'net::ERR_ABORTED';

/** Listens to every page, frame and pop-up of a context. Call it before the first page opens. */
export async function watchForTrouble(context: BrowserContext): Promise<Trouble> {
  const found: string[] = [];
  let place = 'the start';
  let awaited: RegExp | null = null;
  let came = false;
  const add = (trouble: string): void => void found.push(`${place}: ${trouble}`);

  context.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error' && !ANSWER_ON_CONSOLE.test(message.text())) add(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => add(`exception: ${error.error().message}`));
  context.on('requestfailed', (request: Request) => {
    const reason = request.failure()?.errorText ?? 'unknown';
    if (reason !== BROKEN_OFF) add(`request: ${request.method()} ${request.url()} ${reason}`);
  });
  context.on('response', (response: Response) => {
    if (response.status() < 400) return;
    const refusal = `${response.status()} ${new URL(response.url()).pathname}`;
    if (awaited?.test(refusal) === true) came = true;
    else add(`answer: ${response.request().method()} ${refusal}`);
  });
  // A violation is on the console in words that change from browser to browser; the event is the same everywhere.
  await context.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
    console.error('content policy: ' + event.violatedDirective + ' ' + event.blockedURI));`);

  return {
    found,
    get place() {
      return place;
    },
    at(name) {
      place = name;
    },
    add,
    async expecting(refusal, work) {
      awaited = refusal;
      came = false;
      await work();
      if (!came) add(`no answer ${String(refusal)} came`);
      awaited = null;
    },
  };
}

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
   * Answers that belong to the walk: `refusals` are `status path`, e.g. `403 /v1/setup/org`. Each has to come at least once while
   * `work` runs, and counts as trouble at any other time.
   */
  expecting(refusals: readonly string[], work: () => Promise<void>): Promise<void>;
}

/** A browser says a failed answer twice, once on the console; the answer itself is judged. */
const ANSWER_ON_CONSOLE = /^Failed to load resource: the server responded with a status of \d+/;
/** A page that is left breaks off what it was asking for. */
const BROKEN_OFF = 'net::ERR_ABORTED';

/** Listens to every page, frame and pop-up of a context. Call it before the first page opens. */
export async function watchForTrouble(context: BrowserContext): Promise<Trouble> {
  const found: string[] = [];
  let place = 'the start';
  let awaited = new Map<string, boolean>();
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
    if (awaited.has(refusal)) awaited.set(refusal, true);
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
    async expecting(refusals, work) {
      awaited = new Map(refusals.map((refusal) => [refusal, false]));
      await work();
      for (const [refusal, came] of awaited) if (!came) add(`the expected ${refusal} did not come`);
      awaited = new Map();
    },
  };
}

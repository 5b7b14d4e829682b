import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import process from 'node:process';
import { parseRecipeText } from '#core/configuration/parse-recipe.ts';
import type { Recipe } from '#core/configuration/recipe.ts';
import { FunctionsStartError } from '#server-functions/shared/local/start-functions.ts';
import { formatProblem } from '#server-functions/shared/messages/format-message.ts';
import { describeFaults, describeImport, describeMet, describeResult, describeSystem } from './once/describe-system.ts';
import { readLastWonDay } from './once/last-won-day.ts';
import { RunEndedError, runMainJob } from './once/main-job.ts';
import { startLocal, type LocalSystem } from './once/start-local.ts';
import { HELP, parseStartOptions, type StartOptions } from './once/start-options.ts';
import { StartInputError } from './once/start-input-error.ts';
import { SeedRefusedError } from './store/seed-refused-error.ts';

/** Decision 17; an unforeseen failure ends with 1. */
const EXIT = { done: 0, failed: 1, badInput: 2, refused: 3 } as const;
type Exit = (typeof EXIT)[keyof typeof EXIT];

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<Exit> {
  // npm runs scripts in the repository's folder and says here where the person stands.
  const options = parseStartOptions(args, process.env['INIT_CWD'] ?? process.cwd());
  if (!options.ok) {
    say(options.error);
    return EXIT.badInput;
  }
  if (options.value.help) {
    process.stdout.write(HELP);
    return EXIT.done;
  }
  if (options.value.listFaults) {
    process.stdout.write(describeFaults());
    return EXIT.done;
  }
  // From the first moment on, so that a stop while the org is being seeded is clean as well.
  const stop = stopSignal();
  try {
    const recipe = await readRecipe(options.value);
    const system = await startLocal(options.value, recipe);
    try {
      if (system.importReport !== null) say(describeImport(system.importReport));
      if (!options.value.once) await keepRunning(system, stop);
      else if ((await Promise.race([once(system, options.value, recipe), stop])) === 'stopped') return EXIT.failed;
      return EXIT.done;
    } finally {
      await system.close();
    }
  } catch (error) {
    return explain(error, options.value);
  }
}

async function readRecipe({ data, recipe }: StartOptions): Promise<Recipe | null> {
  if (data === null || recipe === null) return null;
  const folder = await stat(data).catch(() => null);
  if (folder?.isDirectory() !== true)
    throw new StartInputError(`There is no folder ${data}. Check the path given to --data.`);
  const text = await readFile(recipe, 'utf8').catch(() => {
    throw new StartInputError(`${recipe} cannot be read. Check the path given to --recipe.`);
  });
  const parsed = parseRecipeText(text, basename(recipe));
  if (!parsed.ok) throw new StartInputError(parsed.error.map((problem) => formatProblem(problem)).join('\n'));
  return parsed.value;
}

async function once(system: LocalSystem, options: StartOptions, recipe: Recipe | null): Promise<void> {
  const { sandbox, functions } = system;
  const administrator = sandbox.tokens.find(({ user }) => user === 'administrator');
  if (administrator === undefined) throw new Error('the org has no administrator');
  const { dc, orgId, accessToken } = administrator;
  const asOf =
    options.asOf ?? (recipe === null ? null : await readLastWonDay(sandbox.url, accessToken, recipe.stages.won));
  const job = runMainJob({
    functionsUrl: functions.url,
    sandboxUrl: sandbox.url,
    dc,
    orgId,
    accessToken,
    asOf,
    out: options.out,
    progress: say,
  });
  const result = await job.catch((error: unknown) => {
    for (const line of describeMet(sandbox.faults())) say(line);
    throw error;
  });
  const faults = sandbox.faults();
  const text = options.json
    ? JSON.stringify({ ...result, faults })
    : [describeResult(result), ...describeMet(faults)].join('\n');
  process.stdout.write(`${text}\n`);
}

async function keepRunning(system: LocalSystem, stop: Promise<'stopped'>): Promise<void> {
  process.stdout.write(describeSystem(system));
  const ended = system.functions.ended.then(() => 'ended' as const);
  if ((await Promise.race([stop, ended])) === 'ended') throw new Error('the server functions ended by themselves');
  say('stopping');
}

function stopSignal(): Promise<'stopped'> {
  return new Promise((resolve) => {
    let stopping = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        // A second signal does not wait.
        if (stopping) process.exit(EXIT.failed);
        stopping = true;
        resolve('stopped');
      });
    }
  });
}

function explain(error: unknown, options: StartOptions): Exit {
  if (error instanceof StartInputError) {
    say(error.message);
    return EXIT.badInput;
  }
  if (error instanceof RunEndedError) {
    say(error.message);
    return error.refused ? EXIT.refused : EXIT.failed;
  }
  const taken = takenPort(error, options);
  if (taken !== null) {
    say(`Port ${taken.port} is in use. Stop what uses it, or choose another with ${taken.option} (0 = any free one).`);
    return EXIT.badInput;
  }
  if (error instanceof SeedRefusedError) {
    for (const problem of error.problems) say(formatProblem(problem));
    return EXIT.badInput;
  }
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT.failed;
}

function takenPort(error: unknown, options: StartOptions): { readonly port: number; readonly option: string } | null {
  if (error instanceof FunctionsStartError) {
    return error.reason === 'portInUse' ? { port: options.functionsPort, option: '--functions-port' } : null;
  }
  const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (!inUse) return null;
  // The system's error says which of the two listeners of this process met it.
  const isWidgets = 'port' in error && error.port === options.widgetsPort;
  return isWidgets ? { port: options.widgetsPort, option: '--widgets-port' } : { port: options.port, option: '--port' };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

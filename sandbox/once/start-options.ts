import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseIsoDay } from '#core/crm/days.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { parseFaultPlan, type PlannedFault } from '../faults/fault-plan.ts';

/**
 * The sample org's today. Fixed, so that every start shows the same numbers; `--today system` follows the clock. Both the
 * sandbox and the functions live on that day, and their time goes on from its noon (UTC).
 */
export const SAMPLE_TODAY = '2026-06-30';
/** Ports of `npm start`; tests and `--once` take any free ones. */
export const DEFAULT_PORTS = { sandbox: 8_480, functions: 8_481, widgets: 8_482 } as const;
/** What a generator and a laptop's disk still take. Accounts. */
const MAX_ACCOUNTS = 1_000_000;

/** Calls that are made only where modules are read, or labels written, by bulk jobs. */
const OF_BULK_READS = /\/crm\/bulk\/v8\/(?:read|\*)/;
const OF_BULK_WRITES = /\/crm\/v8\/upload|\/crm\/bulk\/v8\/(?:write|\*)|\/bulk-write/;

export interface StartOptions {
  readonly once: boolean;
  readonly json: boolean;
  readonly help: boolean;
  /** Show what `--fault` knows, and end. */
  readonly listFaults: boolean;
  readonly faults: readonly PlannedFault[];
  /** Read, or write, by bulk jobs at any size, as large orgs are: else no call of a small org would meet the fault of a job. */
  readonly bulkReads: boolean;
  readonly bulkWrites: boolean;
  /** null = the sample org's default. */
  readonly accounts: number | null;
  readonly dealsPerAccount: number | null;
  readonly data: string | null;
  readonly recipe: string | null;
  /** yyyy-mm-dd, or "system". */
  readonly today: string;
  /** null = today, or for imported files their last won deal. */
  readonly asOf: string | null;
  readonly port: number;
  readonly functionsPort: number;
  readonly widgetsPort: number;
  /** Keeps databases and results between starts; null = a temporary folder. */
  readonly folder: string | null;
  /** Labels are refreshed by themselves after the first run. */
  readonly refreshes: boolean;
  /** Where `--once` leaves the exported file. */
  readonly out: string;
}

export const HELP = `npm start -- [options]

Starts a sandbox CRM with the sample org Zylker, the widgets and the server functions, prints where to open the CRM, and keeps
running until Ctrl-C.

  --accounts N            size of the sample org (default 2000)
  --deals-per-account N   average number of deals of an account
  --data FOLDER           your own CSV files instead of the sample org; needs --recipe
  --recipe FILE           what the files mean (recipes/*.recipe.json)
  --today DAY             the sandbox's day, yyyy-mm-dd or "system" (default ${SAMPLE_TODAY})
  --as-of DAY             the day that --once scores (default: today; with --data the day of the last won deal)
  --port N                the CRM's port (default ${DEFAULT_PORTS.sandbox}), 0 = any free one
  --functions-port N      the functions' port (default ${DEFAULT_PORTS.functions}), 0 = any free one
  --widgets-port N        the widgets' port (default ${DEFAULT_PORTS.widgets}), 0 = any free one
  --folder FOLDER         keep the databases here
  --fault NAME            let the CRM fail so (many faults but once); "list" shows all names. Also as a rule, for example
                          --fault '{"fault":"tooManyRequests","on":"GET /crm/**","at":{"seed":7,"rate":0.2}}'
                          A fault of bulk jobs is given jobs to meet: modules are then read, or labels written, as with --bulk
  --bulk                  read modules and write labels by bulk jobs, as in an org too large for queries
  --without-refresh       labels change by runs alone that somebody starts
  --once                  configure, score, label, make a segment, export; then stop
  --json                  with --once: print the result as JSON, with how many calls met which fault
  --out FOLDER            with --once: where the exported file goes (default .lodestar/exports)
`;

/** Options of `npm start`. A refusal is a sentence for the person, naming option and remedy. */
export function parseStartOptions(args: readonly string[], folder: string): Result<StartOptions, string> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      strict: true,
      options: {
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        bulk: { type: 'boolean', default: false },
        'without-refresh': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        accounts: { type: 'string' },
        'deals-per-account': { type: 'string' },
        data: { type: 'string' },
        recipe: { type: 'string' },
        today: { type: 'string', default: SAMPLE_TODAY },
        'as-of': { type: 'string' },
        port: { type: 'string' },
        'functions-port': { type: 'string' },
        'widgets-port': { type: 'string' },
        folder: { type: 'string' },
        fault: { type: 'string', multiple: true, default: [] },
        out: { type: 'string' },
      },
    }));
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : 'Unknown option'}. --help shows all options.`);
  }
  const accounts = readNumber(values.accounts, 1, MAX_ACCOUNTS, true);
  if (accounts === undefined) return fail(`--accounts is a whole number from 1 to ${MAX_ACCOUNTS}.`);
  const dealsPerAccount = readNumber(values['deals-per-account'], 0, 1_000, false);
  if (dealsPerAccount === undefined) return fail('--deals-per-account is a number from 0 to 1000.');
  const port = readNumber(values.port, 0, 65_535, true);
  const functionsPort = readNumber(values['functions-port'], 0, 65_535, true);
  const widgetsPort = readNumber(values['widgets-port'], 0, 65_535, true);
  if (port === undefined || functionsPort === undefined || widgetsPort === undefined) {
    return fail('--port, --functions-port and --widgets-port are numbers from 0 to 65535.');
  }
  if (values.today !== 'system' && parseIsoDay(values.today) === null)
    return fail('--today is yyyy-mm-dd or "system".');
  if (values['as-of'] !== undefined && parseIsoDay(values['as-of']) === null) return fail('--as-of is yyyy-mm-dd.');
  if (values.data !== undefined && values.recipe === undefined) {
    return fail('--data needs --recipe FILE: which file is which module. The folder recipes/ has examples.');
  }
  if (values.data === undefined && values.recipe !== undefined) return fail('--recipe belongs to --data FOLDER.');
  if (values.data !== undefined && (accounts !== null || dealsPerAccount !== null)) {
    return fail('--accounts and --deals-per-account size the sample org; they do not go with --data.');
  }
  if (values.json && !values.once) return fail('--json belongs to --once.');
  const listFaults = values.fault.includes('list');
  const faults = parseFaultPlan({ faults: listFaults ? [] : values.fault.map(readRule) });
  if (!faults.ok) return fail(`--fault: ${faults.error} --fault list shows all names.`);
  const { once } = values;
  const path = (value: string | undefined): string | null => (value === undefined ? null : resolve(folder, value));
  return ok({
    once,
    json: values.json,
    help: values.help,
    listFaults,
    faults: faults.value,
    bulkReads: values.bulk || faults.value.some(({ on }) => OF_BULK_READS.test(on)),
    bulkWrites: values.bulk || faults.value.some(({ on }) => OF_BULK_WRITES.test(on)),
    // One run is all that `--once` is for.
    refreshes: !once && !values['without-refresh'],
    accounts,
    dealsPerAccount,
    data: path(values.data),
    recipe: path(values.recipe),
    today: values.today,
    asOf: values['as-of'] ?? null,
    port: port ?? (once ? 0 : DEFAULT_PORTS.sandbox),
    functionsPort: functionsPort ?? (once ? 0 : DEFAULT_PORTS.functions),
    widgetsPort: widgetsPort ?? (once ? 0 : DEFAULT_PORTS.widgets),
    folder: path(values.folder),
    out: path(values.out) ?? resolve(folder, '.lodestar', 'exports'),
  });
}

/** A name, or a rule as JSON. */
function readRule(text: string): unknown {
  if (!text.startsWith('{')) return { fault: text };
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** null = not given; undefined = given and not in range. */
function readNumber(text: string | undefined, min: number, max: number, whole: boolean): number | null | undefined {
  if (text === undefined) return null;
  const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max && (!whole || Number.isInteger(number)) ? number : undefined;
}

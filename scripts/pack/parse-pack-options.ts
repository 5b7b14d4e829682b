import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '#core/result.ts';
import { parseFunctionsOrigin } from './functions-origin.ts';

export interface PackOptions {
  readonly help: boolean;
  readonly functionsOrigin: string;
  /** Our own archive on purpose, without Zoho's tool. */
  readonly ownZip: boolean;
  /** Start the unpacked pages in a browser. */
  readonly boot: boolean;
  /** The whole walk of the three users over the unpacked pages. */
  readonly walk: boolean;
}

export const HELP = `npm run pack -- --functions-origin https://abm.example.com [options]

Builds the widgets, checks them, packs them with Zoho's own tool, unpacks the archive and starts its pages in a browser.
The archive is dist/lodestar-abm.zip; docs/install.md says where it goes.

  --functions-origin URL  where the server functions are; written into the pages' policy and setting
  --own-zip               without Zoho's tool (a download of 55 MB on first use): an archive of our own with the same content
  --no-boot               do not start the pages in a browser
  --walk                  walk through the unpacked pages as administrator, marketer and rep (minutes)

Exit codes: 0 done, 2 bad input, 3 refused by a check, 4 packed but something asked for could not be done, 1 anything unforeseen.
`;

/** Options of `npm run pack`. A refusal is a sentence for the person, naming option and remedy. */
export function parsePackOptions(args: readonly string[]): Result<PackOptions, string> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      strict: true,
      options: {
        help: { type: 'boolean', default: false },
        'functions-origin': { type: 'string' },
        'own-zip': { type: 'boolean', default: false },
        'no-boot': { type: 'boolean', default: false },
        walk: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : 'Unknown option'}. --help shows all options.`);
  }
  const rest = { help: values.help, ownZip: values['own-zip'], boot: !values['no-boot'], walk: values.walk };
  if (values.help) return ok({ ...rest, functionsOrigin: '' });
  const given = values['functions-origin'];
  if (given === undefined)
    return fail('Say where the server functions are: npm run pack -- --functions-origin https://abm.example.com');
  const origin = parseFunctionsOrigin(given);
  return origin.ok ? ok({ ...rest, functionsOrigin: origin.value }) : origin;
}

import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { makeFolder } from '#test/support/make-folder.ts';

const MAIN = resolve(import.meta.dirname, '../../../sandbox/main.ts');
/** A start that fails must also end. Milliseconds. */
const PATIENCE_MS = 240_000;

export interface EndedStart {
  /** null = it had to be killed. */
  readonly code: number | null;
  readonly stderr: string;
}

/** `npm start -- --once` with the arguments, up to its end. */
export function runStart(args: readonly string[]): Promise<EndedStart> {
  const out = makeFolder();
  const child = spawn(process.execPath, [MAIN, '--once', '--json', '--out', out, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  return new Promise((settle) => {
    // Not "close": a process left behind would hold the pipe open.
    child.on('exit', (code) => {
      clearTimeout(timer);
      settle({ code, stderr });
    });
  });
}

const RECIPE = {
  format: 'lodestar.recipe/1',
  name: 'Two files',
  currency: 'USD',
  timeZone: 'Europe/Berlin',
  decimalSeparator: 'point',
  accounts: {
    file: 'accounts.csv',
    nameColumn: 'name',
    fields: [{ column: 'employees', field: 'Employees', type: 'integer' }],
  },
  deals: {
    file: 'deals.csv',
    nameColumn: 'deal',
    fields: [
      { column: 'account', field: 'Account_Name', type: 'reference', to: 'accounts', by: 'name' },
      { column: 'stage', field: 'Stage', type: 'choice' },
      { column: 'closed', field: 'Closing_Date', type: 'date', dateFormat: 'yyyy-mm-dd' },
      { column: 'amount', field: 'Amount', type: 'money' },
    ],
  },
  stages: { open: ['Open'], won: ['Won'], lost: ['Lost'] },
};

/** Three accounts with a deal each: readable, and too few for labels (exit code 3). */
export const GOOD_ACCOUNTS = 'name,employees\nAcme,10\nBolt,20\nCog,30\n';
/** Its fifth line has one cell too few. */
export const BAD_ACCOUNTS = `${GOOD_ACCOUNTS}Dent\n`;

/** A data folder and its recipe, as arguments. */
export function makeData(accounts: string): { readonly folder: string; readonly args: readonly string[] } {
  const folder = makeFolder({
    'accounts.csv': accounts,
    'deals.csv':
      'deal,account,stage,closed,amount\nA,Acme,Won,2026-01-02,5\nB,Bolt,Won,2026-01-03,6\nC,Cog,Won,2026-01-04,7\n',
    'two.recipe.json': JSON.stringify(RECIPE),
  });
  return { folder, args: ['--data', folder, '--recipe', join(folder, 'two.recipe.json')] };
}

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseIsoDay } from '#core/crm/days.ts';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';

export interface ScoreCommand {
  readonly name: 'score';
  readonly data: string;
  /** null: the folder holds the CRM's own exports. */
  readonly recipe: string | null;
  readonly settings: string;
  /** Epoch day. */
  readonly asOfDay: number;
  readonly out: string;
}

export interface ProposeCommand {
  readonly name: 'propose';
  readonly data: string;
  readonly recipe: string | null;
  readonly out: string;
}

export type Command = ScoreCommand | ProposeCommand | { readonly name: 'help' };

const OPTIONS = {
  data: { type: 'string' },
  recipe: { type: 'string' },
  settings: { type: 'string' },
  'as-of': { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;
type OptionName = keyof typeof OPTIONS;

const MEANINGS: Readonly<Record<OptionName, string>> = {
  data: 'the folder with the CSV files',
  recipe: 'the file that says which column is what',
  settings: 'the configuration file',
  'as-of': 'the day to score as of, as yyyy-mm-dd',
  out: 'where the results go',
  help: 'the help text',
};

const OPTIONS_OF = {
  score: { required: ['data', 'settings', 'as-of', 'out'], optional: ['recipe'] },
  propose: { required: ['data', 'out'], optional: ['recipe'] },
} as const satisfies Record<string, { required: readonly OptionName[]; optional: readonly OptionName[] }>;

/**
 * The words after `abm --` as a command, with absolute paths (relative ones start at `folder`), or everything that is wrong
 * with them: `cli.*` problems whose `where` is the option or "arguments".
 */
export function parseArguments(words: readonly string[], folder: string): Result<Command, readonly Problem[]> {
  // Not strict: the built-in errors name neither all problems at once nor what an option is for.
  const { tokens } = parseArgs({ args: [...words], options: OPTIONS, strict: false, tokens: true });
  const values = new Map<OptionName, string>();
  const positionals: string[] = [];
  const problems: Problem[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const name = token.name;
    if (!isOption(name)) problems.push(problem('cli.unknownOption', token.rawName));
    else if (values.has(name)) problems.push(problem('cli.optionTwice', token.rawName));
    else {
      // A following option is no value: `--out --help` forgot one.
      const missing =
        name !== 'help' &&
        (token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('--')));
      if (missing) problems.push(problem('cli.valueMissing', token.rawName, { meaning: MEANINGS[name] }));
      values.set(name, token.value ?? '');
    }
  }
  if (values.has('help') || (words.length === 1 && words[0] === 'help')) return ok({ name: 'help' });

  const [command, ...rest] = positionals;
  for (const found of rest) problems.push(problem('cli.unexpectedArgument', 'arguments', { found }));
  if (command === undefined) return fail([problem('cli.noCommand', 'arguments'), ...problems]);
  if (command !== 'score' && command !== 'propose')
    return fail([problem('cli.unknownCommand', 'arguments', { found: command }), ...problems]);

  const { required, optional } = OPTIONS_OF[command];
  const taken: readonly OptionName[] = [...required, ...optional];
  for (const name of values.keys()) if (!taken.includes(name)) problems.push(problem('cli.unknownOption', `--${name}`));
  for (const name of required)
    if (!values.has(name)) problems.push(problem('cli.optionMissing', `--${name}`, { meaning: MEANINGS[name] }));

  const path = (name: OptionName): string => resolve(folder, values.get(name) ?? '');
  const recipe = values.has('recipe') ? path('recipe') : null;
  if (command === 'propose') {
    return problems.length > 0 ? fail(problems) : ok({ name: command, data: path('data'), recipe, out: path('out') });
  }
  const asOf = values.get('as-of') ?? '';
  const asOfDay = parseIsoDay(asOf);
  if (asOfDay === null && asOf !== '' && problems.length === 0)
    problems.push(problem('cli.notADay', '--as-of', { value: asOf }));
  return problems.length > 0 || asOfDay === null
    ? fail(problems)
    : ok({ name: command, data: path('data'), recipe, settings: path('settings'), asOfDay, out: path('out') });
}

function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

function problem(code: string, where: string, params: Problem['params'] = {}): Problem {
  return { code, where, params };
}

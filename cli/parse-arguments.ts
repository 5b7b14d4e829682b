import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseIsoDay } from '#core/crm/days.ts';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { parseLabelCommand, type BackTestCommand, type HistoryCommand } from './parse-label-commands.ts';
import { parseRecommendCommand, type RecommendCommand } from './parse-recommend-command.ts';

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

export interface VoiceCommand {
  readonly name: 'voice';
  readonly file: string;
  readonly out: string;
  /** null: no competitors are looked for. */
  readonly competitors: string | null;
}

export interface RulesCommand {
  readonly name: 'rules';
  readonly data: string;
  readonly recipe: string | null;
  readonly rules: string;
  /** Epoch day. */
  readonly asOfDay: number;
  readonly out: string;
}

export interface HelpCommand {
  readonly name: 'help';
  /** null: of all. */
  readonly of: CommandName | null;
}

export type Command =
  | ScoreCommand
  | RulesCommand
  | ProposeCommand
  | RecommendCommand
  | VoiceCommand
  | BackTestCommand
  | HistoryCommand
  | HelpCommand;

const OPTIONS = {
  data: { type: 'string' },
  recipe: { type: 'string' },
  settings: { type: 'string' },
  rules: { type: 'string' },
  'as-of': { type: 'string' },
  out: { type: 'string' },
  file: { type: 'string' },
  competitors: { type: 'string' },
  days: { type: 'string' },
  from: { type: 'string' },
  every: { type: 'string' },
  account: { type: 'string' },
  k: { type: 'string' },
  seed: { type: 'string' },
  'leave-last-out': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;
export type OptionName = keyof typeof OPTIONS;

const MEANINGS: Readonly<Record<OptionName, string>> = {
  data: 'the folder with the CSV files',
  recipe: 'the file that says which column is what',
  settings: 'the configuration file',
  rules: 'the file with the scoring rules; recipes/example.scoring-rules.json shows what it holds',
  'as-of': 'the day to score as of, as yyyy-mm-dd',
  out: 'where the results go',
  file: 'the CSV file with the texts',
  competitors: 'the file with the names of competitors',
  days: 'how many days of revenue count',
  from: 'the first day, as yyyy-mm-dd',
  every: 'how far apart the days are',
  account: 'what the files call the account',
  k: 'how many products, 1 to 100',
  seed: 'a whole number that samples are drawn from',
  'leave-last-out': 'to hold back the last order of each account',
  json: 'to print JSON',
  help: 'the help text',
};

const OPTIONS_OF = {
  score: { required: ['data', 'settings', 'as-of', 'out'], optional: ['recipe'] },
  propose: { required: ['data', 'out'], optional: ['recipe'] },
  rules: { required: ['data', 'rules', 'as-of', 'out'], optional: ['recipe'] },
  voice: { required: ['file', 'out'], optional: ['competitors'] },
  backtest: { required: ['data', 'settings', 'as-of'], optional: ['recipe', 'days', 'seed', 'json'] },
  history: {
    required: ['data', 'settings', 'as-of'],
    optional: ['recipe', 'from', 'every', 'account', 'json', 'out'],
  },
  recommend: { required: ['data'], optional: ['recipe', 'as-of', 'k', 'seed', 'leave-last-out', 'json', 'out'] },
} as const satisfies Record<string, { required: readonly OptionName[]; optional: readonly OptionName[] }>;

export type CommandName = keyof typeof OPTIONS_OF;

/** What a command takes, what it needs first. */
export function optionsOf(command: CommandName): readonly OptionName[] {
  const { required, optional } = OPTIONS_OF[command];
  return [...required, ...optional];
}

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
        OPTIONS[name].type === 'string' &&
        (token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('--')));
      if (missing) problems.push(problem('cli.valueMissing', token.rawName, { meaning: MEANINGS[name] }));
      values.set(name, token.value ?? '');
    }
  }
  const [command, ...rest] = positionals;
  if (values.has('help') || command === 'help') {
    const of = command === 'help' ? rest[0] : command;
    return ok({ name: 'help', of: of !== undefined && isCommand(of) ? of : null });
  }

  for (const found of rest) problems.push(problem('cli.unexpectedArgument', 'arguments', { found }));
  const known = Object.keys(OPTIONS_OF).join(', ');
  if (command === undefined) return fail([problem('cli.noCommand', 'arguments', { known }), ...problems]);
  if (!isCommand(command))
    return fail([problem('cli.unknownCommand', 'arguments', { found: command, known }), ...problems]);

  const { required } = OPTIONS_OF[command];
  const taken = optionsOf(command);
  for (const name of values.keys()) if (!taken.includes(name)) problems.push(problem('cli.unknownOption', `--${name}`));
  for (const name of required)
    if (!values.has(name)) problems.push(problem('cli.optionMissing', `--${name}`, { meaning: MEANINGS[name] }));

  const path = (name: OptionName): string => resolve(folder, values.get(name) ?? '');
  if (command === 'voice') {
    const competitors = values.has('competitors') ? path('competitors') : null;
    return problems.length > 0
      ? fail(problems)
      : ok({ name: command, file: path('file'), out: path('out'), competitors });
  }
  const given = { text: (name: OptionName) => values.get(name), has: (name: OptionName) => values.has(name), path };
  if (command === 'backtest' || command === 'history') return parseLabelCommand(command, given, problems);
  if (command === 'recommend') return parseRecommendCommand(given, problems);
  const recipe = values.has('recipe') ? path('recipe') : null;
  if (command === 'propose') {
    return problems.length > 0 ? fail(problems) : ok({ name: command, data: path('data'), recipe, out: path('out') });
  }
  const asOf = values.get('as-of') ?? '';
  const asOfDay = parseIsoDay(asOf);
  if (asOfDay === null && asOf !== '' && problems.length === 0)
    problems.push(problem('cli.notADay', '--as-of', { value: asOf }));
  if (problems.length > 0 || asOfDay === null) return fail(problems);
  const shared = { data: path('data'), recipe, asOfDay, out: path('out') };
  return ok(
    command === 'rules'
      ? { name: command, rules: path('rules'), ...shared }
      : { name: command, settings: path('settings'), ...shared },
  );
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(OPTIONS_OF, name);
}

function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

function problem(code: string, where: string, params: Problem['params'] = {}): Problem {
  return { code, where, params };
}

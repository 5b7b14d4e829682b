import type { CommandName, OptionName } from './parse-arguments.ts';
import { optionsOf } from './parse-arguments.ts';

const TITLE = 'Lodestar ABM on the command line: accounts and deals in CSV files become scores and labels.';

const COMMANDS: Readonly<Record<CommandName, string>> = {
  score: `  npm run -s abm -- score --data <folder> --settings <file> --as-of <day> --out <folder> [--recipe <file>]
      Scores and labels every account and writes accounts.csv and levels.json. Where the settings hold engagement, its
      sources name further files of the folder (Calls.csv and others), and contacts.csv is written too where the recipe has
      contacts. Where they hold voice of the customer, its sources name files of texts (Notes.csv, Cases.csv and others),
      and texts.csv says how each text was read.`,
  propose: `  npm run -s abm -- propose --data <folder> --out <file> [--recipe <file>]
      Writes settings to start from: automatic RFM, firmographics where the number of employees is known, engagement
      where the folder holds files of touch points that a recipe in recipes/touchpoints knows, and voice of the customer
      where it holds texts that one in recipes/texts knows.`,
  rules: `  npm run -s abm -- rules --data <folder> --rules <file> --as-of <day> --out <folder> [--recipe <file>]
      Runs scoring rules for all accounts, contacts and deals: scores.csv ranks them by points, ledger.csv says for each
      what was added or taken away, when and by which rule. Touch points come from files that a recipe in
      recipes/touchpoints knows.`,
  recommend: `  npm run -s abm -- recommend --data <folder> [--recipe <file>] [--as-of <day>] [--k 10] [--out <file>]
      [--leave-last-out] [--json]
      Says what each account is likely to buy next, with the probability and what speaks for it, as CSV; at a terminal
      without --out the best for the first accounts as a table. Under 200 buyers there is a band for a probability. With
      --leave-last-out it holds back each account's last order instead, and prints how many of its products every model
      finds among its first k, against popularity. Products come from the recipe: a file of line items, a column that
      lists several, or a lookup.`,
  voice: `  npm run -s abm -- voice --file <csv> --out <csv> [--competitors <file>]
      Reads texts (columns id, text and perhaps lang) and writes, for each, its language, sentiment with a score from -1
      to 1, intent (request, query, complaint, purchase, cancellation, praise, other), keywords with their sentiment, and
      the competitors it names. English and Spanish; other languages are named, not judged. No text leaves the machine.`,
  backtest: `  npm run -s abm -- backtest --data <folder> --settings <file> --as-of <day> [--days 90] [--recipe <file>] [--json]
      Holds the labels as of a day against the revenue won in the days after it: share, recall, lift with its interval,
      and "too few accounts" instead of a claim. Refuses labels that later records decide.`,
  history: `  npm run -s abm -- history --data <folder> --settings <file> --as-of <day> [--from <day>] [--every month]
      [--account <id>] [--out <folder>] [--recipe <file>] [--json]
      Recomputes the labels of earlier days from dated records: accounts per label, who moved where, one account's labels,
      and the next RFM label by ageing alone. Says what cannot be dated back. With --out also as CSV files.`,
};

const OPTIONS: Readonly<Record<OptionName, string>> = {
  data: `  --data <folder>    the CSV files`,
  recipe: `  --recipe <file>    says which file and column is what; without it the folder holds Zoho CRM's own exports
                     (Accounts.csv and Deals.csv, with field labels as headers)`,
  settings: `  --settings <file>  the configuration, a lodestar.config/1 document`,
  rules: `  --rules <file>     the scoring rules, a lodestar.scoring-rules/1 document as recipes/example.scoring-rules.json`,
  'as-of': `  --as-of <day>      the day that recency is counted from, yyyy-mm-dd; later deals do not count yet (recommend: the
                     day of the latest order unless said)`,
  k: `  --k <n>            products of each type and account, 1 to 100; 10 unless said`,
  'leave-last-out': `  --leave-last-out   back-test on the last orders`,
  json: `  --json             JSON instead of a table`,
  seed: `  --seed <n>         samples and intervals are drawn from it; the same number, the same result`,
  file: `  --file <csv>       the texts`,
  competitors: `  --competitors <file>  names to look for, one a line`,
  days: `  --days <n>         length of the window after the day, 1 to 3650; 90 unless said`,
  from: `  --from <day>       no day of a history before it, whose days are counted back from --as-of; twelve steps unless said`,
  every: `  --every <step>     week, month, quarter or year; month unless said`,
  account: `  --account <id>     one account, as the files call it`,
  out: `  --out <path>       where the results go; existing results are replaced, settings are not (recommend: a file, or - for
                     the standard output)`,
  help: `  --help             this text`,
};

const EXIT_CODES = `Exit codes: 0 done; 2 bad input (the message names file, line and remedy); 3 refused (for example too few accounts
for automatic levels); 1 anything unforeseen. Unless the exit code is 0, no result file is written or changed.`;

/** All commands, or one with the options that it takes. */
export function helpText(command: CommandName | null): string {
  const commands = command === null ? Object.values(COMMANDS) : [COMMANDS[command]];
  const options =
    command === null ? Object.values(OPTIONS) : [...optionsOf(command), 'help' as const].map((name) => OPTIONS[name]);
  const more = command === null ? [] : ['--help without a command shows all commands.'];
  return [TITLE, ...commands, ['Options', ...options].join('\n'), ...more, EXIT_CODES].join('\n\n');
}

import type { Cancellation } from '#core/cancellation.ts';
import type { Clock } from '#core/clock.ts';
import type { Problem } from '#core/message.ts';
import { problemsOfFiles } from '#core/recipes/recipe-error.ts';
import {
  formatCountedProblem,
  formatMessage,
  formatProblem,
} from '#server-functions/shared/messages/format-message.ts';
import { backTest } from './back-test.ts';
import { backTestJson, backTestLines } from './back-test-lines.ts';
import { CLI_SENTENCES } from './cli-sentences.ts';
import { describeLevels } from './describe-levels.ts';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import { helpText } from './help.ts';
import { HISTORY_FILES, history } from './history.ts';
import { historyJson, historyLines } from './history-lines.ts';
import { InputError } from './input-error.ts';
import type { OpenData } from './open-input.ts';
import { parseArguments } from './parse-arguments.ts';
import { propose } from './propose.ts';
import { recommend } from './recommend.ts';
import { runRules } from './rules.ts';
import { sayMade, shownPath } from './say-paths.ts';
import { ScoreRefusedError, score } from './score.ts';
import { voice } from './voice.ts';

export interface CliPorts {
  /** Where relative paths start. */
  readonly folder: string;
  /** Results, a line at a time. */
  readonly print: (line: string) => void;
  /** What is wrong or worth knowing, a line at a time. */
  readonly warn: (line: string) => void;
  /** Somebody reads what is printed as it comes: it goes into no file and no other program. */
  readonly terminal: boolean;
  readonly openData: OpenData;
  readonly clock: Clock;
  readonly cancellation: Cancellation;
}

/** Runs one command. Anything unforeseen is thrown; everything that can be foreseen is said and becomes an exit code. */
export async function runCli(words: readonly string[], ports: CliPorts): Promise<ExitCode> {
  const command = parseArguments(words, ports.folder);
  if (!command.ok) {
    complain(command.error, ports);
    return EXIT_CODE.badInput;
  }
  try {
    switch (command.value.name) {
      case 'help':
        ports.print(helpText(command.value.of));
        return EXIT_CODE.done;
      case 'score': {
        const levels = await score(command.value, ports.openData, ports.cancellation);
        const { notes, results } = describeLevels(levels);
        for (const line of notes) ports.warn(line);
        for (const line of results) ports.print(line);
        const files = [
          'accounts.csv',
          ...(levels.engagement?.contacts === true ? ['contacts.csv'] : []),
          ...(levels.voice === null ? [] : ['texts.csv']),
        ];
        ports.print(`Written: ${files.join(', ')} and levels.json in ${shownPath(command.value.out, ports)}`);
        return EXIT_CODE.done;
      }
      case 'propose': {
        const { notes, missing, made } = await propose(command.value, ports.openData, ports.clock, ports.cancellation);
        for (const note of notes) ports.warn(formatCountedProblem(note));
        complain(missing, ports);
        sayMade(made, ports);
        ports.print(`Written: ${shownPath(command.value.out, ports)}`);
        return EXIT_CODE.done;
      }
      case 'rules': {
        const { records, warnings } = await runRules(command.value, ports.openData, ports.cancellation);
        for (const warning of warnings) ports.warn(`note: ${formatMessage(warning, CLI_SENTENCES)}`);
        ports.print(counted(records.length, 'record has a score', 'records have a score'));
        ports.print(`Written: scores.csv and ledger.csv in ${shownPath(command.value.out, ports)}`);
        return EXIT_CODE.done;
      }
      case 'voice': {
        const { texts, unjudged, made, notes } = await voice(command.value, ports);
        for (const note of notes) ports.warn(`note: ${formatMessage(note, CLI_SENTENCES)}`);
        if (unjudged > 0)
          ports.warn(`${counted(unjudged, 'text is', 'texts are')} in a language that is named but not judged.`);
        sayMade(made, ports);
        ports.print(`Written: ${counted(texts, 'text', 'texts')} in ${shownPath(command.value.out, ports)}`);
        return EXIT_CODE.done;
      }
      case 'backtest': {
        const tested = await backTest(command.value, ports);
        for (const { message } of tested.notes) ports.warn(`note: ${formatMessage(message, CLI_SENTENCES)}`);
        if (command.value.json) ports.print(JSON.stringify(backTestJson(tested), null, 2));
        else for (const line of backTestLines(tested)) ports.print(line);
        return EXIT_CODE.done;
      }
      case 'history': {
        const told = await history(command.value, ports);
        for (const { message } of told.notes) ports.warn(`note: ${formatMessage(message, CLI_SENTENCES)}`);
        if (command.value.json) ports.print(JSON.stringify(historyJson(told), null, 2));
        else for (const line of historyLines(told)) ports.print(line);
        // Whoever asks for JSON reads the standard output by a program.
        if (command.value.out !== null)
          (command.value.json ? ports.warn : ports.print)(
            `Written: ${HISTORY_FILES.join(', ')} in ${shownPath(command.value.out, ports)}`,
          );
        return EXIT_CODE.done;
      }
      case 'recommend':
        await recommend(command.value, ports);
        return EXIT_CODE.done;
    }
  } catch (error) {
    const answer = foreseen(error);
    if (answer === null) throw error;
    complain(answer.problems, ports);
    return answer.exitCode;
  }
}

function foreseen(error: unknown): { readonly problems: readonly Problem[]; readonly exitCode: ExitCode } | null {
  if (error instanceof InputError) return { problems: error.problems, exitCode: EXIT_CODE.badInput };
  const ofFiles = problemsOfFiles(error);
  if (ofFiles !== null) return { problems: ofFiles, exitCode: EXIT_CODE.badInput };
  if (error instanceof ScoreRefusedError) return { problems: error.refusal.problems, exitCode: EXIT_CODE.refused };
  return null;
}

function complain(problems: readonly Problem[], { warn }: CliPorts): void {
  for (const problem of problems) warn(formatProblem(problem, CLI_SENTENCES));
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

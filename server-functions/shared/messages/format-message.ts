import type { CountedProblem } from '#core/crm/crm-batch.ts';
import type { Message, Problem } from '#core/message.ts';
import { CONFIGURATION_SENTENCES } from './configuration-sentences.ts';
import { FILE_SENTENCES } from './file-sentences.ts';

const PARAMETER = /\{(\w+)\}/g;

export type Sentences = Readonly<Record<string, string>>;

const SENTENCES: Sentences = { ...FILE_SENTENCES, ...CONFIGURATION_SENTENCES };

/**
 * A message as an English sentence, for terminals and logs (pages have their own catalogues). `more` adds sentences of the
 * caller. A code without a sentence is shown with its parameters: a message is never swallowed.
 */
export function formatMessage(message: Message, more: Sentences = {}): string {
  const template = (Object.hasOwn(more, message.code) ? more[message.code] : undefined) ?? sentenceOf(message.code);
  if (template === undefined) return `${message.code} ${JSON.stringify(message.params)}`;
  const valueOf = (name: string): string | null => {
    const value = Object.hasOwn(message.params, name) ? message.params[name] : null;
    return value === null || value === undefined ? null : printable(String(value));
  };
  const sentence = template
    .replaceAll(/\[([^\]]*)\]/g, (_, part: string) =>
      namesIn(part).every((name) => valueOf(name) !== null) ? part : '',
    )
    .replaceAll(PARAMETER, (_, name: string) => valueOf(name) ?? '?');
  const remedy = message.params['remedy'];
  const advice = typeof remedy === 'string' ? sentenceOf(remedy) : undefined;
  return advice === undefined ? sentence : `${sentence} ${advice}`;
}

/** `file:line: sentence (at path)`: the form editors and terminals turn into links. */
export function formatProblem(problem: Problem, more: Sentences = {}): string {
  const path = problem.params['path'];
  const at = typeof path === 'string' && path !== '$' ? ` (${path})` : '';
  return `${printable(problem.where)}: ${formatMessage(problem, more)}${at}`;
}

/** The same with how often it occurred. */
export function formatCountedProblem(problem: CountedProblem, more: Sentences = {}): string {
  return formatProblem({ ...problem, params: { ...problem.params, count: problem.count } }, more);
}

function namesIn(text: string): string[] {
  return [...text.matchAll(PARAMETER)].map((match) => match[1] ?? '');
}

function sentenceOf(code: string): string | undefined {
  return Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : undefined;
}

/** Values come from files of others: control characters would move the reader's cursor or recolour the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '�');
}

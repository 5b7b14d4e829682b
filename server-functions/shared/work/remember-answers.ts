import type { Clock } from '#core/clock.ts';
import type { Result } from '#core/result.ts';
import type { WorkQuestion, WorkRefusal } from './work-question.ts';

/** Fifty people open the same screens minute by minute; what else an answer tells, names of owners, may be this much older. Milliseconds. */
const ANSWER_MS = 60_000;
/** Some five hundred pages of accounts: the oldest leave first. Characters. */
const MOST_CHARACTERS = 8 * 1024 * 1024;

export type GivenAnswer = Result<string, WorkRefusal>;

export interface AnswerMemory {
  /** The answer to the same question under the same `state`, or `find`'s. Refusals and failures are not kept. */
  get(
    question: WorkQuestion,
    state: string,
    find: () => Promise<{ readonly answer: GivenAnswer; readonly lasts: boolean }>,
  ): Promise<GivenAnswer>;
}

/**
 * Answers by the whole question (the org, what is hidden, and the digest of the view are part of it, so that nobody is given what
 * was found for somebody who may see more) and by `state`, which names everything else that they were found in. Who asks while it is being found waits for that.
 */
export function createAnswerMemory(clock: Clock): AnswerMemory {
  const kept = new Map<string, { readonly answer: GivenAnswer; readonly characters: number; readonly until: number }>();
  const finding = new Map<string, Promise<GivenAnswer>>();
  let characters = 0;

  const drop = (key: string): void => {
    characters -= kept.get(key)?.characters ?? 0;
    kept.delete(key);
  };
  const keep = (key: string, answer: GivenAnswer): void => {
    drop(key);
    const size = key.length + (answer.ok ? answer.value.length : 0);
    kept.set(key, { answer, characters: size, until: clock.now() + ANSWER_MS });
    characters += size;
    for (const [name, { until }] of kept) {
      if (characters <= MOST_CHARACTERS && clock.now() < until) break;
      drop(name);
    }
  };

  return {
    get(question, state, find) {
      const key = `${state} ${nameOf(question)}`;
      const known = kept.get(key);
      if (known !== undefined && clock.now() < known.until) return Promise.resolve(known.answer);
      const under = finding.get(key);
      if (under !== undefined) return under;
      const found = find()
        .then(({ answer, lasts }) => {
          if (answer.ok && lasts) keep(key, answer);
          return answer;
        })
        .finally(() => finding.delete(key));
      finding.set(key, found);
      return found;
    },
  };
}

/** Views are as large as the org; their digest stands for them. */
function nameOf(question: WorkQuestion): string {
  return JSON.stringify('view' in question ? { ...question, view: question.view?.digest ?? null } : question);
}

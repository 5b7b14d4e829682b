import type { Problem } from '#core/message.ts';

/** A seed could not be made of the person's files. Rebuilt on the HTTP thread: an error loses its fields between threads. */
export class SeedRefusedError extends Error {
  override readonly name = 'SeedRefusedError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ where, code }) => `${where} ${code}`).join(', '));
    this.problems = problems;
  }
}

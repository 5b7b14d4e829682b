import type { Problem } from '#core/message.ts';

/** The person's input is at fault; ends the command with exit code 2. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], cause?: unknown) {
    super(
      problems.map(({ where, code }) => `${where} ${code}`).join('; '),
      cause === undefined ? undefined : { cause },
    );
    this.problems = problems;
  }
}

/** The system's own code for why a file could not be opened ("EACCES"), null for any other error. */
export function systemCodeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Decision 17. An unforeseen failure (a full disk, a bug) ends with 1. */
export const EXIT_CODE = { done: 0, failed: 1, badInput: 2, refused: 3 } as const;
export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];

import type { Message } from '#core/message.ts';

/**
 * What a linter saw (SET-10). `error`: cannot be published. `warning`: probably not meant; a gap between bands needs a
 * confirmation. `info`: worth knowing, by design of "first match wins". `fix` is data: the screen offers it, one click applies it.
 */
export interface Finding<Fix> {
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: Message;
  /** JSON path inside the technique's settings. */
  readonly where: string;
  /** null = only a person can decide. */
  readonly fix: Fix | null;
}

/** What core needs of an `AbortSignal`, without depending on a platform's. Checked between batches, never inside hot loops. */
export interface Cancellation {
  readonly aborted: boolean;
  throwIfAborted(): void;
}

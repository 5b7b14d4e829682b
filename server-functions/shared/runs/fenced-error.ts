/** Another worker has taken the job up: whoever holds this error writes nothing more, in no store and no CRM. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
  readonly key: string;

  constructor(key: string) {
    super(`${key} was taken up by another worker`);
    this.key = key;
  }
}

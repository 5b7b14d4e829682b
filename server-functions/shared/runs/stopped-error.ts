/** A job that ends by a reason of its own, which is its message; carries no cause a person could act on. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

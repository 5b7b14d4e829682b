/** An intake that ends by a reason of its own, which is its message. */
export class IntakeStoppedError extends Error {
  override readonly name = 'IntakeStoppedError';
}

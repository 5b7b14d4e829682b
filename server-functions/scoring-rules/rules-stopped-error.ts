/** A run of the rules that ends by a reason of its own, which is its message. */
export class RulesStoppedError extends Error {
  override readonly name = 'RulesStoppedError';
}

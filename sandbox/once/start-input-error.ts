/** The person's input is at fault; the message is the sentence to show, remedy included. */
export class StartInputError extends Error {
  override readonly name = 'StartInputError';
}

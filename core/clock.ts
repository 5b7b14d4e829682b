/** Time as an argument. Epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** Fresh ids as an argument: deterministic in tests, random in production. */
export interface IdSource {
  next(prefix: string): string;
}

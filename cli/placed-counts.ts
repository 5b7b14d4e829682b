/** Where the touch points or texts of a command's files went: `read` is the sum of `counted`, `withoutAccount`, `later` and `older`. */
export interface PlacedCounts {
  readonly read: number;
  /** Of accounts, inside the window. */
  readonly counted: number;
  readonly withoutAccount: number;
  /** After the as-of day. */
  readonly later: number;
  /** Before the window. */
  readonly older: number;
  /** Records without a date, which are not among those read. */
  readonly undated: number;
}

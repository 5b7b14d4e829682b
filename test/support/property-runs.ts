/** Environment variable that raises the number of random cases; `npm run verify:properties` sets it to 100,000. */
export const RUNS_VARIABLE = 'LODESTAR_RUNS';
/** The cases of `npm test` are drawn from here, so that the same code gives the same verdict every time. */
const ORDINARY_SEED = 20_260_630;

/**
 * How many random cases a property test runs: `defaultRuns` in `npm test`, the variable's value when it is set.
 * Throws on a value that is no positive integer, so that a typing error never passes as a thorough run.
 */
export function propertyRuns(defaultRuns: number): number {
  const wanted = process.env[RUNS_VARIABLE];
  if (wanted === undefined || wanted === '') return defaultRuns;
  if (!/^[1-9][0-9]*$/.test(wanted)) throw new Error(`${RUNS_VARIABLE} must be a positive integer, not "${wanted}"`);
  return Number(wanted);
}

/** Where the random cases start, 31 bits: always the same in `npm test`, a new place in every thorough run. */
export function propertySeed(): number {
  const wanted = process.env[RUNS_VARIABLE];
  return wanted === undefined || wanted === '' ? ORDINARY_SEED : Math.floor(Math.random() * 2 ** 31);
}

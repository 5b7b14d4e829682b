import { createLedgerObjects } from '../../ledger/ledger-objects.ts';
import type { RunContext, RunInputs } from '../../run-context.ts';
import { generationOf, type RunRow } from '../../run-row.ts';
import type { InsideAccounts } from '../labelled-accounts.ts';
import { hashScope, type KeptSample, type RangeSample, type SampleAbout } from './kept-sample.ts';
import { createSampleRows, type SampleRows } from './sample-rows.ts';
import { sampleAccounts } from './sample-accounts.ts';

/** The sample of a run, the same in each of its units. */
export interface RunSample {
  /** By ordinal of all accounts. */
  readonly places: Int32Array;
  /** For the rows of some of them; of the first `most` accounts of the sample where others are known not to fit. */
  rows(most?: number): SampleRows;
}

/** Which accounts a run keeps for previews: decided by their ids, so that every unit takes the same. */
export function sampleOf({ limits }: RunContext, { ids, population }: InsideAccounts): RunSample {
  const places = sampleAccounts(ids, population, limits.sampledAccounts);
  const sampled = places.reduce((most, place) => Math.max(most, place + 1), 0);
  return { places, rows: (most = sampled) => createSampleRows(Math.min(sampled, most), limits.sampledRows) };
}

/** What one range gave, for the unit that joins them. */
export async function keepRows({ parts }: RunContext, rows: SampleRows): Promise<RangeSample> {
  const { table, accounts } = await rows.finish();
  return { rows: await parts('samples').writeTable(table), accounts };
}

type About = SampleAbout extends infer A
  ? A extends unknown
    ? Omit<A, 'asOfDay' | 'inside' | 'accounts' | 'scope'>
    : never
  : never;

/**
 * The ranges' rows as one sample, for previews: objects beside the ledger, which stay as long as a generation names them. A run that
 * breaks off leaves some that nobody names, and the next one removes them. null = a range kept nothing: an older version had it.
 */
export async function writeSample(
  context: RunContext,
  row: RunRow,
  { frozen }: RunInputs,
  {
    inside,
    ranges,
    about,
  }: { readonly inside: InsideAccounts; readonly ranges: readonly (RangeSample | undefined)[]; readonly about: About },
): Promise<KeptSample | undefined> {
  const { ports, org, parts } = context;
  const given = ranges.filter((range) => range !== undefined);
  if (given.length < ranges.length) return undefined;
  // Whom one range has cut away has rows in no sample: not to be taken for an account without any.
  const all = sampleOf(context, inside).rows(Math.min(...given.map(({ accounts }) => accounts)));
  for (const { rows } of given) {
    const table = await parts('samples').readTable(rows);
    if (table.length > 0) all.take(table);
  }
  const { table, accounts } = await all.finish();
  const objects = createLedgerObjects(ports, org, generationOf(row));
  const whole: SampleAbout = {
    ...about,
    asOfDay: frozen.asOfDay,
    inside: inside.population.reduce((sum, each) => sum + each, 0),
    accounts,
    scope: hashScope(frozen.configuration),
  };
  return {
    about: await objects.writeText('samples', JSON.stringify(whole)),
    rows: await objects.write('samples', table),
  };
}

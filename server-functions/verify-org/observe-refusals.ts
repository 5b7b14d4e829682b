import type { Observation } from './observe-behaviour.ts';

interface Trial {
  /** As the sandbox names its switch. */
  readonly name: string;
  readonly select: string;
  readonly taken: string;
  readonly refused: string;
  readonly note: string;
}

/** Queries that find next to nothing: what they show is whether the CRM takes them at all. */
const TRIALS: readonly Trial[] = [
  {
    name: 'picklistLike',
    select: "select id from Accounts where Industry like 'A%' limit 1",
    taken: 'supported',
    refused: 'refused',
    note: 'industries by their beginning',
  },
  {
    name: 'unlistedOption',
    select: "select id from Accounts where Industry = 'An industry that nobody lists' limit 1",
    taken: 'compared',
    refused: 'refused',
    note: 'an industry that is not offered',
  },
  {
    name: 'wideNumbers',
    select: 'select id from Accounts where Employees = 1.5 limit 1',
    taken: 'compared',
    refused: 'refused',
    note: 'half an employee',
  },
  {
    name: 'joinLimit',
    select: 'select Account_Name.id, Contact_Name.id, Campaign_Source.id from Deals where id is not null limit 1',
    taken: 'five',
    refused: 'two',
    note: 'three lookups of deals in one query',
  },
  {
    name: 'backslashInText',
    select: String.raw`select id from Accounts where Account_Name = 'a\' limit 1`,
    taken: 'itself',
    refused: 'escapes',
    note: 'a name that ends in a backslash',
  },
];

/** `query` answers null where the CRM refuses. One credit each. */
export async function observeRefusals(
  query: (select: string) => Promise<readonly unknown[] | null>,
): Promise<readonly Observation[]> {
  return Promise.all(
    TRIALS.map(async ({ name, select, taken, refused, note }) => ({
      name,
      behaviour: (await query(select)) === null ? refused : taken,
      note,
    })),
  );
}

import * as z from 'zod';

/**
 * Zoho behaviours that no document settles. Each can be set both ways; the product is right under both. The first value of a
 * switch is its default.
 */
export const switchesSchema = z.strictObject({
  /** What a currency's exchange rate says: foreign units for one of home, or home units for one foreign. */
  exchangeRateMeans: z.enum(['foreignPerHome', 'homePerForeign']),
  /** May bulk read take the module that holds a subform's rows? `refused` answers INVALID_MODULE. */
  subformBulkRead: z.enum(['supported', 'refused']),
  /** How bulk read heads the id column, which every file carries. */
  bulkIdHeader: z.enum(['Id', 'id']),
  /** A well-formed id that no record has: 204 without body, or 404 INVALID_DATA. */
  missingRecord: z.enum(['noContent', 'notFound']),
  /** Writing a value that the picklist does not list. */
  unknownPicklistValue: z.enum(['rejected', 'accepted']),
  /** Field creation documents `field_label` only: is an `api_name` beside it taken, or derived from the label all the same? */
  newFieldApiName: z.enum(['taken', 'derivedFromLabel']),

  // What a sweep for changes meets.
  /** Records whose lookup the CRM empties or moves, since what it named was deleted or merged: do they count as changed? */
  detachedRecords: z.enum(['untouched', 'touched']),
  /** Is a record that became part of another among the deleted ones? */
  mergedRecord: z.enum(['listedAsDeleted', 'unlisted']),
  /** Nothing was deleted since: 304, or 204 as where there is nothing at all. */
  nothingDeleted: z.enum(['notModified', 'noContent']),

  // Criteria, of COQL and of bulk read alike.
  /** Do `=`, `in`, `like` tell "Acme" from "ACME"? */
  textComparison: z.enum(['ignoreCase', 'matchCase']),
  /** Do they tell "Malaga" from "Málaga"? */
  accentComparison: z.enum(['distinct', 'ignored']),
  /** Do `=` and `in` tell "Acme" from "Acme "? Padding comparisons of SQL do not. */
  trailingSpaces: z.enum(['significant', 'ignored']),
  /** Do `!=`, `not in` and `not like` hold where the field is empty? SQL says no, people expect yes. */
  emptyInNegation: z.enum(['leftOut', 'included']),
  /** Documents show `%` alone; SQL's `_` stands for any one character. */
  likeWildcards: z.enum(['percentAlone', 'underscoreToo']),
  /** What `=` and `in` compare in a multi-select: the whole `A;B`, or each of its entries. */
  multiselectEquals: z.enum(['wholeValue', 'anyEntry']),
  /** Does `like` take picklists? `refused` answers INVALID_QUERY. */
  picklistLike: z.enum(['supported', 'refused']),
  /** Comparing a picklist with a value that it does not list. `refused` answers INVALID_QUERY. */
  unlistedOption: z.enum(['compared', 'refused']),
  /** Comparing a number with one that its field could not hold: too many digits or decimals. `refused` answers INVALID_QUERY. */
  wideNumbers: z.enum(['compared', 'refused']),

  // COQL alone.
  /** Criteria in pairs, as the documents demand, or freely nested. */
  criteriaPairs: z.enum(['required', 'optional']),
  /** A backslash in a quoted text is itself, or escapes what follows. Only doubling is documented, for quotes. */
  backslashInText: z.enum(['itself', 'escapes']),
  /** Joins in one query: documents say two relations, later ones five joins of the module that is queried. */
  joinLimit: z.enum(['two', 'five']),
  /** Do empty values come first or last in ascending order? */
  emptyOrder: z.enum(['first', 'last']),
  /** Records that changed in the same second, ordered by that time: by id, or by parts of a second that no answer shows. */
  orderWithinSecond: z.enum(['byId', 'anyOrder']),
  /** A count of nothing: a row with zero, or no content as for a query that finds nothing. */
  emptyCount: z.enum(['zero', 'noContent']),
  /** How an answer heads an aggregate without alias: `COUNT(id)` or `count(id)`. */
  aggregateKeys: z.enum(['upperCase', 'lowerCase']),
});
export type SandboxSwitches = Readonly<z.infer<typeof switchesSchema>>;

export const DEFAULT_SWITCHES: SandboxSwitches = switchesSchema.parse(
  Object.fromEntries(Object.entries(switchesSchema.shape).map(([name, values]) => [name, values.options[0]])),
);

/** What Zoho's documents leave open about Catalyst, each both ways. The adapters must be right under every setting. */
export interface CatalystSwitches {
  /** "If there is no existing data, the condition is ignored" is said of inserting, in the SDK's pages alone. */
  readonly insertOfMissing: 'conditionIgnored' | 'conditionEvaluated';
  /** Whether the same holds for updating: a key that is not there would be made of the updated attributes. */
  readonly updateOfMissing: 'mismatch' | 'creates';
  readonly deleteOfMissing: 'mismatch' | 'success';
  /** Both are documented, not when which. */
  readonly mismatchStatus: 'ConditionMismatch' | 'CriteriaMismatch';
  readonly emptyRead: 'emptyList' | 'noList';
  /** Items of one answer of a query, though more were asked for. */
  readonly queryPage: number;
  /** Completing a multipart upload answers 202: the object may be there at once or only later. */
  readonly multipartCompletes: 'atOnce' | 'later';
  readonly deleteOfMissingObject: 'success' | 'notFound';
  /** A listing may still show what has just been removed. */
  readonly listing: 'exact' | 'late';
  readonly jobDelivery: 'inOrder' | 'reordered';
}

export const AS_DOCUMENTED: CatalystSwitches = {
  insertOfMissing: 'conditionIgnored',
  updateOfMissing: 'mismatch',
  deleteOfMissing: 'mismatch',
  mismatchStatus: 'ConditionMismatch',
  emptyRead: 'emptyList',
  queryPage: 100,
  multipartCompletes: 'atOnce',
  deleteOfMissingObject: 'success',
  listing: 'exact',
  jobDelivery: 'inOrder',
};

/** Every switch the other way. */
export const OTHERWISE: CatalystSwitches = {
  insertOfMissing: 'conditionEvaluated',
  updateOfMissing: 'creates',
  deleteOfMissing: 'success',
  mismatchStatus: 'CriteriaMismatch',
  emptyRead: 'noList',
  queryPage: 7,
  multipartCompletes: 'later',
  deleteOfMissingObject: 'notFound',
  listing: 'late',
  jobDelivery: 'reordered',
};

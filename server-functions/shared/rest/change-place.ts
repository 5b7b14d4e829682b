/** How far a reading of changes has come. Rows come by the second of their last change. */
export interface ChangePlace {
  /** Epoch seconds: rows that changed before have come. */
  readonly second: number;
  /** Within that second, by id: rows up to it have come. null = the second has not been begun, and others may follow it. */
  readonly after: string | null;
  /** By a bulk job, from that second on. */
  readonly inBulk: boolean;
  /** As counted, where it was; a short answer costs less. */
  readonly rows: number | null;
}

/** For another process. */
export function formatChangePlace({ second, after, inBulk }: ChangePlace): string {
  return `${inBulk ? 'bulk' : 'query'}:${second}:${after ?? ''}`;
}

/** Throws RangeError for what `formatChangePlace` has not made. */
export function parseChangePlace(text: string): ChangePlace {
  const [, kind, second, after] = /^(bulk|query):(\d{1,12}):(\d{0,19})$/.exec(text) ?? [];
  if (second === undefined) throw new RangeError('not a place among changes');
  return {
    second: Number(second),
    after: after === undefined || after === '' ? null : after,
    inBulk: kind === 'bulk',
    rows: null,
  };
}

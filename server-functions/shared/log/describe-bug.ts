/** A bug's name and place, which are ours to log; its message may hold a record's contents and is not. */
export interface BugTrace {
  readonly bug: string;
  /** First frame in our own code, `score/perform-run:83`; empty where there is none. */
  readonly place: string;
}

const OWN_FRAME = /server-functions\/([A-Za-z0-9/_-]+)\.[cm]?[jt]s:(\d+)|\b(core\/[A-Za-z0-9/_-]+)\.[cm]?[jt]s:(\d+)/;

/** Of anything that was thrown. */
export function describeBug(error: unknown): BugTrace {
  if (!(error instanceof Error)) return { bug: typeof error, place: '' };
  const frame = OWN_FRAME.exec(error.stack ?? '');
  const file = frame?.[1] ?? frame?.[3];
  return { bug: error.name, place: file === undefined ? '' : `${file}:${frame?.[2] ?? frame?.[4] ?? ''}`.slice(-64) };
}

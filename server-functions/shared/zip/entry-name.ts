const ENTRY_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** A constant of ours or a job's number, never text of a record. Throws RangeError. */
export function checkEntryName(name: string): void {
  if (!ENTRY_NAME.test(name)) throw new RangeError(`Not an entry name: ${JSON.stringify(name)}`);
}

/** An SQL identifier. Names come from metadata only; quoting keeps a hostile custom name a name. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

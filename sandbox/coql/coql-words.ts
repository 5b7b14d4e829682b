/** Words that must be quoted to serve as a name; keywords of COQL plus SQL's that Zoho's FAQ names ("External"). */
const RESERVED: ReadonlySet<string> = new Set(
  `select from where and or not in like between is null true false group order by asc desc limit offset as having distinct
  external table index key primary union join values user date time timestamp`.split(/\s+/),
);

export function isReservedWord(word: string): boolean {
  return RESERVED.has(word.toLowerCase());
}

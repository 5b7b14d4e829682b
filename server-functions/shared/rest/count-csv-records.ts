const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/**
 * Counts the records of a CSV file as it streams by, the header among them: line ends outside quotes (RFC 4180). A doubled
 * quote leaves a quoted cell and enters it again, which comes to the same.
 */
export function createRecordCount(): { add(chunk: Uint8Array): void; records(): number } {
  let ended = 0;
  let inQuotes = false;
  let open = false;
  return {
    add(chunk) {
      for (let index = 0; index < chunk.length; index++) {
        const byte = chunk[index]!;
        if (byte === QUOTE) inQuotes = !inQuotes;
        else if (byte === LINE_FEED && !inQuotes) ended++;
      }
      if (chunk.length > 0) open = inQuotes || chunk.at(-1) !== LINE_FEED;
    },
    // The last line may lack its end.
    records: () => ended + (open ? 1 : 0),
  };
}

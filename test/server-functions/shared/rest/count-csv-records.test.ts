import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRecordCount } from '#server-functions/shared/rest/count-csv-records.ts';

const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const cell = fc.string({ unit: fc.constantFrom('a', '"', '\n', ',', '\r\n', 'ä') }).map(quote);

test('records are counted as a CSV reader counts them, wherever chunks end and whether or not the last line does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 8 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      (rows, ended, chunkBytes) => {
        const text = rows.map((row) => row.join(',')).join('\n') + (ended && rows.length > 0 ? '\n' : '');
        const bytes = Buffer.from(text);
        const counter = createRecordCount();
        for (let start = 0; start < bytes.length; start += chunkBytes)
          counter.add(bytes.subarray(start, start + chunkBytes));
        const read: unknown[] = parse(text);
        expect(counter.records()).toBe(read.length);
      },
    ),
  );
});

import { createReadStream, readFileSync, readdirSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { collectTable } from '#core/columns/collect-table.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import { cellsOf } from '#test/support/csv-text.ts';
import { describeWithSharedData, sharedDataPath } from '#test/support/shared-data.ts';

/** Every cell of real files, against a CSV parser that nobody in this project wrote. */
for (const folder of ['maven_crm_sales', 'northwind']) {
  describeWithSharedData(folder, `real files of ${folder}`, () => {
    const files = readdirSync(sharedDataPath(folder)).filter(
      (file) => file.endsWith('.csv') && file !== 'data_dictionary.csv',
    );
    test.each(files)('%s', async (file) => {
      const path = sharedDataPath(folder, file);
      const [header = [], ...rows]: string[][] = parse(readFileSync(path), { bom: true });
      const columns = header.map((name) => ({ header: name, as: name, kind: 'text' as const }));
      // An odd chunk size, so that cells are cut.
      const stream = createReadStream(path, { highWaterMark: 997 });
      const table = await collectTable(readCsv(stream, { source: file, separator: 'auto', columns }));
      expect(table.length).toBe(rows.length);
      for (const [index, name] of header.entries()) {
        expect(cellsOf(table, name)).toEqual(rows.map((cells) => (cells[index] === '' ? null : cells[index])));
      }
    });
  });
}

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, expect, test } from 'vitest';
import type { Column } from '#core/columns/column-table.ts';
import { createCsvEncoder } from '#core/export/encode-csv.ts';
import type { CsvFormat } from '#core/export/csv-format.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';

const isMissing = spawnSync('soffice', ['--version']).status !== 0;
const folder = createTemporaryFolder();
afterAll(() => folder.remove());

const TEXTS = [
  'Łódź, 重要 😀',
  'Unit "7"',
  'two\nlines',
  'a;b\tc',
  '=1+1',
  '@SUM(A1)',
  "'=quoted",
  '0042',
  ' spaces ',
  '-',
];
const FORMATS: readonly CsvFormat[] = [
  { separator: ',', bom: true, escapeFormulas: true },
  { separator: ';', bom: false, escapeFormulas: true },
  { separator: '\t', bom: true, escapeFormulas: true },
];
/** "Text - txt - csv (StarCalc)" of LibreOffice: separator, quote, UTF-8, from line 1, no column formats, en-US, quoted cells are texts, nothing detected. */
const filterFor = (separator: string): string => `${separator.charCodeAt(0)},34,76,1,,1033,true,false`;

// Converting starts a whole office.
test.skipIf(isMissing).each(FORMATS)(
  `a spreadsheet reads every cell of a file as it was, split at %j${isMissing ? ' (LibreOffice is not there)' : ''}`,
  (format) => {
    const name = `export-${format.separator.charCodeAt(0)}`;
    const columns = new Map<string, Column>([
      ['text', { kind: 'text', codes: Int32Array.from(TEXTS.keys()), dictionary: TEXTS }],
      ['id', { kind: 'id', values: BigInt64Array.from(TEXTS, (_, row) => 5_843_104_000_000_100_000n + BigInt(row)) }],
      ['count', { kind: 'number', values: Float64Array.from(TEXTS.keys()) }],
    ]);
    const encoder = createCsvEncoder(
      [...columns.keys()].map((key) => ({ key, header: key })),
      format,
    );
    const bytes = Buffer.concat([encoder.header(), encoder.rows({ length: TEXTS.length, columns }, 0, TEXTS.length)]);
    writeFileSync(join(folder.path, `${name}.csv`), bytes);
    const out = join(folder.path, `${name}-out`);
    execFileSync('soffice', [
      `-env:UserInstallation=${pathToFileURL(join(folder.path, 'profile')).href}`,
      '--headless',
      `--infilter=Text - txt - csv (StarCalc):${filterFor(format.separator)}`,
      '--convert-to',
      `csv:Text - txt - csv (StarCalc):${filterFor(',')}`,
      '--outdir',
      out,
      join(folder.path, `${name}.csv`),
    ]);
    const read = parse(readFileSync(join(out, `${name}.csv`)), { bom: true });
    expect(read).toEqual(parse(bytes, { bom: true, delimiter: format.separator }));
  },
  120_000,
);

import { Buffer } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';

const rowsSchema = z.array(z.record(z.string(), z.string()));

/** The one CSV of an exported archive, as an independent reader takes it. */
export async function readExport(
  file: string,
  separator: ',' | ';',
): Promise<{ readonly name: string; readonly rows: readonly Readonly<Record<string, string>>[] }> {
  const found = [];
  for await (const entry of readZip(file)) {
    const chunks = [];
    for await (const chunk of entry.chunks) chunks.push(chunk);
    found.push({ name: entry.name, bytes: Buffer.concat(chunks) });
  }
  const [only, ...others] = found;
  if (only === undefined || others.length > 0)
    throw new Error(`the archive holds ${found.length} files instead of one`);
  return {
    name: only.name,
    rows: rowsSchema.parse(parse(only.bytes, { columns: true, bom: true, delimiter: separator })),
  };
}

import { gzipSync } from 'node:zlib';
import type { AppFile } from './app-files.ts';

/** One line a file: bytes, bytes after gzip (about what travels), name; then the sum. */
export function listFiles(files: readonly AppFile[]): string {
  const rows = files.map(({ path, bytes }) => ({
    name: `app/${path}`,
    bytes: bytes.length,
    gzip: gzipSync(bytes).length,
  }));
  const sum = (key: 'bytes' | 'gzip') => rows.reduce((total, row) => total + row[key], 0);
  const all = [...rows, { name: `${rows.length} files`, bytes: sum('bytes'), gzip: sum('gzip') }];
  const line = (bytes: string, gzip: string, name: string) => `${bytes.padStart(9)}${gzip.padStart(9)}  ${name}`;
  return [line('bytes', 'gzip', 'name'), ...all.map((row) => line(String(row.bytes), String(row.gzip), row.name))].join(
    '\n',
  );
}

import { readFileSync } from 'node:fs';
import { sharedDataPath } from './shared-data.ts';

/** Rows of a small CSV of the shared data by header; quotes doubled inside quotes, no line breaks inside cells. */
export function readReferenceRows(...parts: readonly string[]): ReadonlyMap<string, string>[] {
  const lines = readFileSync(sharedDataPath(...parts), 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const [header = [], ...rows] = lines.map(splitCells);
  return rows.map((cells) => new Map(header.map((name, index) => [name, cells[index] ?? ''])));
}

function splitCells(line: string): string[] {
  const cells: string[] = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  }
  return cells;
}

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file of the app folder. */
export interface AppFile {
  /** Below `app/`, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Every file of a folder, by path in the order of their code units. Throws for what is neither file nor folder. */
export function readAppFolder(folder: string): readonly AppFile[] {
  const files: AppFile[] = [];
  const visit = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) files.push({ path, bytes: new Uint8Array(readFileSync(join(folder, path))) });
      else throw new Error(`${join(folder, path)} is a link or a device. The app folder holds plain files only.`);
    }
  };
  visit('');
  return byPath(files);
}

/** `folder` is taken as empty. */
export function writeAppFolder(folder: string, files: readonly AppFile[]): void {
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

/** The same order on every machine, whatever its language. */
export function byPath(files: readonly AppFile[]): readonly AppFile[] {
  return files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** What differs between two sets of files, as sentences; empty = the same names with the same bytes. */
export function differences(wanted: readonly AppFile[], found: readonly AppFile[]): readonly string[] {
  const left = new Map(found.map(({ path, bytes }) => [path, bytes]));
  const problems: string[] = [];
  for (const { path, bytes } of wanted) {
    const other = left.get(path);
    if (other === undefined) problems.push(`${path}: missing`);
    else if (Buffer.compare(bytes, other) !== 0) problems.push(`${path}: other bytes`);
    left.delete(path);
  }
  return [...problems, ...[...left.keys()].map((path) => `${path}: not asked for`)];
}

export function textOf({ bytes }: AppFile): string {
  return new TextDecoder().decode(bytes);
}

import { extname } from 'node:path/posix';
import type { AppFile } from './app-files.ts';

/** Limits of Zoho's packing tool 1.0.24 for CRM, read off its rules; see docs/decisions/packing.md. */
const MAX_FILES = 250;
const MAX_FILE_BYTES = 5_000_000;
const MAX_NAME_CHARS = 250;
const FILE_NAME = /^[A-Za-z0-9_.$-]+$/;
const FOLDER_NAME = /^[A-Za-z0-9_$-]+$/;
/** Case counts: `.PNG` is another type to the tool. `.dre` is packed only below a server folder, which we have not. */
const PACKED_TYPES = new Set(
  '.jpg .jpeg .png .gif .svg .css .woff .woff2 .ttf .eot .webm .js .mp3 .mp4 .json .txt .md .xml .html'.split(' '),
);
/** The addresses by which the CRM's developer console knows the widgets. */
const PAGES = ['account-360.html', 'segment-list.html', 'setup-wizard.html'];

/** Number, names, types and sizes: what the tool refuses, and what it leaves out without failing. */
export function checkFiles(files: readonly AppFile[]): readonly string[] {
  if (files.length === 0) return ['The app folder is empty. Build the widgets first.'];
  const problems: string[] = [];
  if (files.length > MAX_FILES)
    problems.push(`${files.length} files; Zoho takes at most ${MAX_FILES}. Let the build make fewer chunks.`);
  for (const page of PAGES) {
    if (!files.some(({ path }) => path === page))
      problems.push(`${page} is missing: the CRM is told to open it. Build the widgets.`);
  }
  return [...problems, ...files.flatMap(checkFile)];
}

function checkFile({ path, bytes }: AppFile): readonly string[] {
  const problems: string[] = [];
  const say = (text: string): void => void problems.push(`${path}: ${text}`);
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  for (const folder of folders) {
    if (!FOLDER_NAME.test(folder))
      say(`the folder name "${folder}" has characters other than A-Z a-z 0-9 _ $ - . Zoho refuses it; rename it.`);
  }
  if (!FILE_NAME.test(name))
    say('its name has characters other than A-Z a-z 0-9 _ . $ - . Zoho refuses it; rename it.');
  if (name.startsWith('.')) say('a name cannot begin with a dot. Zoho refuses or loses it; rename it.');
  if (name.length > MAX_NAME_CHARS) say(`its name has ${name.length} characters; Zoho takes ${MAX_NAME_CHARS}.`);
  if (bytes.length > MAX_FILE_BYTES)
    say(`${bytes.length} bytes; Zoho takes ${MAX_FILE_BYTES} a file. Load part of it lazily.`);
  if (name.endsWith('.map'))
    say('a source map, which Zoho leaves out and which would show our sources. Build without.');
  else if (!PACKED_TYPES.has(extname(name)))
    say(`Zoho's tool leaves files of type "${extname(name)}" out without failing. Use another type.`);
  return problems;
}

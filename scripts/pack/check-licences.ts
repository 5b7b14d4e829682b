import { textOf, type AppFile } from './app-files.ts';

/** Written by the build (vite.config.ts). */
const LICENCES = 'licences.md';
/** The shortest licence in use (ISC) has over 700; less than this is a heading without its text. Characters. */
const MIN_LICENCE_CHARS = 400;

/** Every bundled package stands in the archive's licence file, with the text that its licence asks to pass on. */
export function checkLicences(files: readonly AppFile[], packages: readonly string[]): readonly string[] {
  if (packages.length === 0) return ['The build names no bundled package, which cannot be: preact is one.'];
  const file = files.find(({ path }) => path === LICENCES);
  if (file === undefined)
    return [`${LICENCES} is missing: licences of bundled packages must travel with them. See vite.config.ts.`];
  const sections = new Map(
    textOf(file)
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.slice(0, section.search(/ - |\n/)), section] as const),
  );
  return packages.flatMap((name) => {
    const section = sections.get(name);
    if (section === undefined) return [`${LICENCES}: ${name} is bundled and not named.`];
    return section.length < MIN_LICENCE_CHARS
      ? [`${LICENCES}: ${name} has no licence text. Look into its package.`]
      : [];
  });
}

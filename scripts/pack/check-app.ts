import type { AppFile } from './app-files.ts';
import { checkFiles } from './check-files.ts';
import { checkLicences } from './check-licences.ts';
import { checkManifest } from './check-manifest.ts';
import { checkPages } from './check-pages.ts';
import { checkScripts, checkStyles } from './check-scripts.ts';
import { checkTexts } from './check-texts.ts';

export interface PackedApp {
  readonly files: readonly AppFile[];
  /** Text of plugin-manifest.json. */
  readonly manifest: string;
  readonly functionsOrigin: string;
  /** Names of the npm packages of which something is in the scripts. */
  readonly packages: readonly string[];
}

/** Everything that must hold before an archive is made, as sentences with their remedy; empty = nothing is wrong. */
export function checkApp({ files, manifest, functionsOrigin, packages }: PackedApp): readonly string[] {
  return [
    ...checkManifest(manifest),
    ...checkFiles(files),
    ...checkTexts(files),
    ...checkPages(files, functionsOrigin),
    ...checkScripts(files),
    ...checkStyles(files),
    ...checkLicences(files, packages),
  ];
}

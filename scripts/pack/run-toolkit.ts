import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fail, ok, type Result } from '#core/result.ts';

/** ZIP counts from 1980 in local time; the tool writes what the files say. */
const FIXED_TIME = new Date(Date.UTC(1980, 0, 2));
const PATIENCE_MS = 120_000;

/**
 * `zet validate` and `zet pack` over a staging folder that holds plugin-manifest.json and app/. The archive's bytes, or what
 * the tool said. It ends with 0 for most of what goes wrong: the caller compares the archive with the folder.
 */
export function runToolkit(program: string, staging: string): Result<Uint8Array, string> {
  setTimes(join(staging, 'app'));
  const home = mkdtempSync(join(tmpdir(), 'lodestar-zet-'));
  try {
    for (const command of ['validate', 'pack']) {
      const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, command], {
        cwd: staging,
        timeout: PATIENCE_MS,
        encoding: 'utf8',
        env: {
          PATH: process.env['PATH'],
          SystemRoot: process.env['SystemRoot'],
          // It keeps settings in the home folder and asks the network for newer versions of itself: neither belongs here.
          HOME: home,
          USERPROFILE: home,
          APPDATA: home,
          LOCALAPPDATA: home,
          XDG_CONFIG_HOME: home,
          NO_UPDATE_NOTIFIER: '1',
          TZ: 'UTC',
          // One after the other: it adds files in the order in which the disk answers, and archives shall be alike.
          UV_THREADPOOL_SIZE: '1',
        },
      });
      const said = `${stdout}${stderr}`.trim();
      if (error !== undefined) return fail(`zet ${command}: ${error.message}`);
      if (status !== 0 || /error|==>/i.test(said)) return fail(`zet ${command}: ${said || `exit code ${status}`}`);
    }
    return ok(new Uint8Array(readFileSync(join(staging, 'dist', `${basename(staging)}.zip`))));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function setTimes(folder: string): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    utimesSync(join(folder, path), FIXED_TIME, FIXED_TIME);
}

import type { ProfileGrid } from './profile-grid.ts';
import { ABM_RIGHT_NAMES, type AbmRight } from './rights.ts';

/** What one profile gained and lost between two grids, in the order of the rights. */
export interface ProfileChange {
  readonly profileId: string;
  readonly given: readonly AbmRight[];
  readonly taken: readonly AbmRight[];
}

/** Profiles whose rights differ, by id; null = there was no grid, and nobody had a right (PER-5). */
export function gridChanges(before: ProfileGrid | null, after: ProfileGrid): readonly ProfileChange[] {
  const ids = new Set([...Object.keys(before?.profiles ?? {}), ...Object.keys(after.profiles)]);
  return [...ids]
    .toSorted()
    .map((profileId) => {
      const had = new Set(rightsIn(before, profileId));
      const has = new Set(rightsIn(after, profileId));
      return {
        profileId,
        given: ABM_RIGHT_NAMES.filter((right) => has.has(right) && !had.has(right)),
        taken: ABM_RIGHT_NAMES.filter((right) => had.has(right) && !has.has(right)),
      };
    })
    .filter(({ given, taken }) => given.length + taken.length > 0);
}

/** A line of the audit among fifty that are written together. Characters. */
const MAX_FORMATTED = 1_000;

/** `12+access+setup 13-access more:7`: ids and rights, no names; profiles that found no room are a number. */
export function formatGridChanges(changes: readonly ProfileChange[]): string {
  const parts = changes.map(({ profileId, given, taken }) =>
    [profileId, ...given.map((right) => `+${right}`), ...taken.map((right) => `-${right}`)].join(''),
  );
  const told: string[] = [];
  let length = 0;
  for (const part of parts) {
    length += part.length + 1;
    if (length > MAX_FORMATTED) break;
    told.push(part);
  }
  const more = parts.length - told.length;
  return [...told, ...(more > 0 ? [`more:${more}`] : [])].join(' ');
}

const ONE_CHANGE = /^(\d{1,19})((?:[+-][A-Za-z]+)+)$/;

/** The inverse, `more` profiles untold; null for another text. Rights of a later version are left out. */
export function parseGridChanges(
  text: string,
): { readonly changes: readonly ProfileChange[]; readonly more: number } | null {
  const changes: ProfileChange[] = [];
  let more = 0;
  for (const part of text.split(' ')) {
    const untold = /^more:(\d{1,4})$/.exec(part)?.[1];
    if (untold !== undefined) {
      more = Number(untold);
      continue;
    }
    const [, profileId, rights] = ONE_CHANGE.exec(part) ?? [];
    if (profileId === undefined || rights === undefined) return null;
    const signed = new Set(rights.match(/[+-][A-Za-z]+/g));
    changes.push({
      profileId,
      given: ABM_RIGHT_NAMES.filter((right) => signed.has(`+${right}`)),
      taken: ABM_RIGHT_NAMES.filter((right) => signed.has(`-${right}`)),
    });
  }
  return { changes, more };
}

function rightsIn(grid: ProfileGrid | null, profileId: string): readonly AbmRight[] {
  return grid !== null && Object.hasOwn(grid.profiles, profileId) ? (grid.profiles[profileId] ?? []) : [];
}

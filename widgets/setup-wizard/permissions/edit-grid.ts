import { PROFILE_GRID_FORMAT, type ProfileGrid } from '#core/permissions/profile-grid.ts';
import { ABM_RIGHT_NAMES, type AbmRight } from '#core/permissions/rights.ts';

/** Profile id -> rights; a profile that is not in it has none (PER-5). */
export type Grid = ReadonlyMap<string, ReadonlySet<AbmRight>>;

const NONE: ReadonlySet<AbmRight> = new Set();

export function rightsOf(grid: Grid, profileId: string): ReadonlySet<AbmRight> {
  return grid.get(profileId) ?? NONE;
}

/** Every right but setting up counts for nothing without ABM access (PER-1). */
export function needsAccess(right: AbmRight): boolean {
  return right !== 'access' && right !== 'setup';
}

/** Gives or takes one right. Giving one that needs ABM access gives that as well; taking access leaves the others as they are. */
export function setRight(grid: Grid, profileId: string, right: AbmRight, given: boolean): Grid {
  const rights = new Set(rightsOf(grid, profileId));
  if (given) rights.add(right);
  else rights.delete(right);
  if (given && needsAccess(right)) rights.add('access');
  return new Map(grid).set(profileId, rights);
}

/** All ten, or none. */
export function setProfile(grid: Grid, profileId: string, given: boolean): Grid {
  return new Map(grid).set(profileId, new Set(given ? ABM_RIGHT_NAMES : []));
}

/** One right for all of these profiles. */
export function setRightForAll(grid: Grid, profileIds: readonly string[], right: AbmRight, given: boolean): Grid {
  return profileIds.reduce((before, id) => setRight(before, id, right, given), grid);
}

export type Share = 'all' | 'some' | 'none';

export function shareOf(given: number, total: number): Share {
  return given === 0 ? 'none' : given === total ? 'all' : 'some';
}

/** Rights that a profile has and that open nothing: ABM access is missing. */
export function idleRights(rights: ReadonlySet<AbmRight>): readonly AbmRight[] {
  return rights.has('access') ? [] : ABM_RIGHT_NAMES.filter((right) => needsAccess(right) && rights.has(right));
}

export function isSameGrid(a: Grid, b: Grid): boolean {
  return [...new Set([...a.keys(), ...b.keys()])].every((id) => isSameSet(rightsOf(a, id), rightsOf(b, id)));
}

/** As the server keeps it, without profiles that have no right. */
export function documentOf(grid: Grid): ProfileGrid {
  const listed = [...grid].filter(([, rights]) => rights.size > 0);
  return {
    format: PROFILE_GRID_FORMAT,
    profiles: Object.fromEntries(
      listed.map(([id, rights]) => [id, ABM_RIGHT_NAMES.filter((right) => rights.has(right))]),
    ),
  };
}

export function gridOf({ profiles }: ProfileGrid): Grid {
  return new Map(Object.entries(profiles).map(([id, rights]) => [id, new Set(rights)]));
}

function isSameSet(a: ReadonlySet<AbmRight>, b: ReadonlySet<AbmRight>): boolean {
  return a.size === b.size && [...a].every((right) => b.has(right));
}

import { expect, test } from 'vitest';
import { can } from '#core/permissions/can.ts';
import {
  callerFromGrid,
  MAX_GRID_PROFILES,
  PROFILE_GRID_FORMAT,
  profileGridSchema,
} from '#core/permissions/profile-grid.ts';

const profile = (id: string, ...granted: string[]) => ({
  id,
  name: 'Sales',
  administrator: false,
  granted: new Set(granted),
});
const grid = profileGridSchema.parse({
  format: PROFILE_GRID_FORMAT,
  profiles: { '5843104000000026011': ['access', 'createSegments', 'manageJourneys'], '5843104000000026014': [] },
});

test('a mapped profile has the rights of its row', () => {
  const caller = callerFromGrid(profile('5843104000000026011'), grid);
  expect(can(caller, 'createSegments')).toEqual({ allowed: true });
  expect(can(caller, 'editSegments')).toEqual({ allowed: false, missing: 'Crm_Implied_Edit_ABM_Segments' });
});

test('rights outside the section still come from the profile', () => {
  expect(can(callerFromGrid(profile('5843104000000026011'), grid), 'manageJourneys')).toEqual({
    allowed: false,
    missing: 'Crm_Implied_Manage_Workflow',
  });
  const withAutomation = profile('5843104000000026011', 'Crm_Implied_Manage_Workflow');
  expect(can(callerFromGrid(withAutomation, grid), 'manageJourneys')).toEqual({ allowed: true });
});

test.each(['5843104000000026014', '5843104000000099999'])(
  'the profile %s, without rights or unmapped, is denied',
  (id) => {
    expect(can(callerFromGrid(profile(id), grid), 'view')).toEqual({
      allowed: false,
      missing: 'Crm_Implied_Manage_ABM',
    });
  },
);

test('a profile that is not in the grid keeps what is no ABM right, and gets nothing else', () => {
  const caller = callerFromGrid(profile('5843104000000099999', 'Crm_Implied_Export_Accounts'), grid);
  expect([...caller.granted]).toEqual(['Crm_Implied_Export_Accounts']);
});

test('the grid is the only source: a section right in the profile does not count beside it', () => {
  const caller = callerFromGrid(profile('5843104000000026014', 'Crm_Implied_Manage_ABM'), grid);
  expect(can(caller, 'view')).toEqual({ allowed: false, missing: 'Crm_Implied_Manage_ABM' });
});

test.each([
  ['an unknown right', { format: PROFILE_GRID_FORMAT, profiles: { '1': ['everything'] } }],
  ['an id with more behind it', { format: PROFILE_GRID_FORMAT, profiles: { '1 or 2': ['access'] } }],
  ['an id with more before it', { format: PROFILE_GRID_FORMAT, profiles: { x1: ['access'] } }],
  ['an id longer than any', { format: PROFILE_GRID_FORMAT, profiles: { '12345678901234567890': ['access'] } }],
  ['no format at all', { format: '', profiles: {} }],
  ['a profile that is no id', { format: PROFILE_GRID_FORMAT, profiles: { Administrator: ['access'] } }],
  ['another format', { format: 'lodestar.permissions/2', profiles: {} }],
  ['an unknown key', { format: PROFILE_GRID_FORMAT, profiles: {}, default: ['access'] }],
])('%s is refused', (_, document) => {
  expect(profileGridSchema.safeParse(document).success).toBe(false);
});

test('a prototype in disguise grants nothing', () => {
  const document: unknown = JSON.parse(`{"format":"${PROFILE_GRID_FORMAT}","profiles":{"__proto__":{"1":["access"]}}}`);
  const parsed = profileGridSchema.parse(document);
  expect(can(callerFromGrid(profile('1'), parsed), 'view')).toMatchObject({ allowed: false });
});

test('as many profiles as one stored item holds are taken, and not one more', () => {
  const gridOf = (count: number): unknown => ({
    format: PROFILE_GRID_FORMAT,
    profiles: Object.fromEntries(Array.from({ length: count }, (_, index) => [String(index), ['access']])),
  });
  expect(profileGridSchema.safeParse(gridOf(MAX_GRID_PROFILES)).success).toBe(true);
  expect(profileGridSchema.safeParse(gridOf(MAX_GRID_PROFILES + 1)).success).toBe(false);
});

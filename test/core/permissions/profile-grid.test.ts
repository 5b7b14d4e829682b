import { expect, test } from 'vitest';
import { can } from '#core/permissions/can.ts';
import { PROFILE_GRID_FORMAT, callerFromGrid, profileGridSchema } from '#core/permissions/profile-grid.ts';

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

test('the grid is the only source: a section right in the profile does not count beside it', () => {
  const caller = callerFromGrid(profile('5843104000000026014', 'Crm_Implied_Manage_ABM'), grid);
  expect(can(caller, 'view')).toEqual({ allowed: false, missing: 'Crm_Implied_Manage_ABM' });
});

test.each([
  ['an unknown right', { format: PROFILE_GRID_FORMAT, profiles: { '1': ['everything'] } }],
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

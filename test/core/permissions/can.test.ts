import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { can, type Action } from '#core/permissions/can.ts';
import { ABM_RIGHTS, ABM_RIGHT_NAMES } from '#core/permissions/rights.ts';

/** The names as the facts give them, spelt out again: a typing error in the rights would otherwise agree with itself. */
const ACCESS = 'Crm_Implied_Manage_ABM';
const CREATE_SEGMENTS = 'Crm_Implied_Create_ABM_Segments';
const EDIT_SEGMENTS = 'Crm_Implied_Edit_ABM_Segments';
const DELETE_SEGMENTS = 'Crm_Implied_Delete_ABM_Segments';
const JOURNEYS = 'Crm_Implied_Manage_ABM_Journeys';
const PUSH = 'Crm_Implied_Manage_ABM_Push_Campaigns';
const EMAIL = 'Crm_Implied_Manage_ABM_Email';
const CREATE_NOTES = 'Crm_Implied_Create_ABM_Notes';
const DELETE_NOTES = 'Crm_Implied_Delete_ABM_Notes';
const SETUP = 'Crm_Implied_Manage_ABM_Configurations';
const AUTOMATION = 'Crm_Implied_Manage_Workflow';
const ENRICHMENT = 'Crm_Implied_Manage_Data_Enrichment';
const EXPORT_ACCOUNTS = 'Crm_Implied_Export_Accounts';

const TEN = [
  ACCESS,
  CREATE_SEGMENTS,
  EDIT_SEGMENTS,
  DELETE_SEGMENTS,
  JOURNEYS,
  PUSH,
  EMAIL,
  CREATE_NOTES,
  DELETE_NOTES,
  SETUP,
];

/** PER-1 and PER-2 as the specification words them: what each action takes, and nothing else. */
const NEEDED: readonly [Action, readonly string[]][] = [
  ['view', [ACCESS]],
  ['createSegments', [ACCESS, CREATE_SEGMENTS]],
  ['editSegments', [ACCESS, EDIT_SEGMENTS]],
  ['deleteSegments', [ACCESS, DELETE_SEGMENTS]],
  ['manageJourneys', [ACCESS, JOURNEYS, AUTOMATION]],
  ['pushCampaigns', [ACCESS, PUSH]],
  ['sendEmail', [ACCESS, EMAIL]],
  ['createNotes', [ACCESS, CREATE_NOTES]],
  ['deleteNotes', [ACCESS, DELETE_NOTES]],
  ['setup', [SETUP]],
];

test('the ten rights carry the names of the CRM', () => {
  expect(ABM_RIGHT_NAMES.map((right) => ABM_RIGHTS[right])).toEqual(TEN);
});

test('every subset of the ten rights and Manage Automation opens exactly what it should, and each refusal names a missing one', () => {
  const names = [...TEN, AUTOMATION];
  for (let subset = 0; subset < 2 ** names.length; subset++) {
    const granted = new Set(names.filter((_, bit) => ((subset >> bit) & 1) === 1));
    for (const [action, needed] of NEEDED) {
      const missing = needed.filter((name) => !granted.has(name));
      const decision = can({ administrator: false, granted }, action);
      if (missing.length === 0) expect(decision, `${String(action)} with ${subset}`).toEqual({ allowed: true });
      else expect(decision, `${String(action)} with ${subset}`).toEqual({ allowed: false, missing: missing[0] });
      // An administrator gets setup, and nothing else that the profile does not grant.
      const asAdministrator = can({ administrator: true, granted }, action);
      expect(asAdministrator).toEqual(action === 'setup' ? { allowed: true } : decision);
    }
  }
});

test('enrichment needs ABM access and Manage Data Enrichment', () => {
  const caller = (...granted: string[]) => ({ administrator: false, granted: new Set(granted) });
  expect(can(caller(ACCESS, ENRICHMENT), 'enrich')).toEqual({ allowed: true });
  expect(can(caller(ACCESS), 'enrich')).toEqual({ allowed: false, missing: ENRICHMENT });
  expect(can(caller(ENRICHMENT), 'enrich')).toEqual({ allowed: false, missing: ACCESS });
});

test('an export needs ABM access and the export right of that very module', () => {
  const caller = (...granted: string[]) => ({ administrator: false, granted: new Set(granted) });
  expect(can(caller(ACCESS, EXPORT_ACCOUNTS), { export: 'Accounts' })).toEqual({ allowed: true });
  expect(can(caller(EXPORT_ACCOUNTS), { export: 'Accounts' })).toEqual({ allowed: false, missing: ACCESS });
  expect(can(caller(ACCESS, EXPORT_ACCOUNTS), { export: 'Deals' })).toEqual({
    allowed: false,
    missing: 'Crm_Implied_Export_Deals',
  });
});

test('a profile that does not know a permission does not have it, administrators included', () => {
  expect(can({ administrator: true, granted: new Set([ACCESS]) }, { export: 'Accounts' })).toEqual({
    allowed: false,
    missing: EXPORT_ACCOUNTS,
  });
});

test('only administrators edit the permission grid, whatever rights they have', () => {
  const everything = new Set([...TEN, AUTOMATION, ENRICHMENT]);
  expect(can({ administrator: true, granted: new Set() }, 'permissions')).toEqual({ allowed: true });
  expect(can({ administrator: false, granted: everything }, 'permissions')).toEqual({
    allowed: false,
    missing: 'administrator',
  });
});

test.each(['constructor', 'toString', '__proto__', 'viewAll', ''])('the unknown action "%s" is denied', (action) => {
  const everything = new Set([...TEN, AUTOMATION, ENRICHMENT]);
  // What a decoder that checks nothing lets through.
  const decoded = z.custom<Action>().parse(action);
  expect(can({ administrator: true, granted: everything }, decoded)).toEqual({ allowed: false, missing: action });
});

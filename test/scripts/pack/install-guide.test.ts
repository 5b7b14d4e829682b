import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { LABEL_FIELD_NAMES } from '#core/labels/label-fields.ts';
import { BASIS_RECORD } from '#core/labels/published-basis.ts';
import { permissionsBody } from '#server-functions/permissions/handler.ts';
import { ABM_RIGHTS, exportPermission } from '#core/permissions/rights.ts';
import { USER_SCOPES } from '#server-functions/sign-in/oauth-client.ts';
import { ALL_SCOPES } from '#sandbox/api/scopes.ts';

const guide = readFileSync(resolve(import.meta.dirname, '../../../docs/install.md'), 'utf8');

test.each([
  ['the ten rights and the export right', [...Object.values(ABM_RIGHTS), exportPermission('Accounts')]],
  ['the scopes that a user grants', USER_SCOPES],
  ['the scopes that the installer grants', ALL_SCOPES],
  ['the fields of accounts', Object.values(LABEL_FIELD_NAMES)],
  ['the module of the basis', [BASIS_RECORD.module, BASIS_RECORD.name, BASIS_RECORD.basis, BASIS_RECORD.money]],
  ['the record of the basis', [BASIS_RECORD.current]],
])('the installation guide names %s as the code does', (_what, names) => {
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

test('the installation guide names no scope that nobody asks for', () => {
  const named = guide.match(/Zoho(?:CRM|Files)\.[A-Za-z.]+/g) ?? [];
  expect(named.filter((scope) => ![...USER_SCOPES, ...ALL_SCOPES].some((each) => each === scope))).toEqual([]);
});

test('the grid of rights in the guide is one that the functions take', () => {
  const examples = Array.from(guide.matchAll(/```json\n(\{\s+"grid".+?)```/gs), ([, text]): unknown =>
    JSON.parse(text ?? ''),
  );
  expect(examples).toHaveLength(1);
  expect(permissionsBody.safeParse(examples[0])).toMatchObject({ success: true });
  expect(guide).toContain('PUT https://abm.example.com/v1/permissions');
});

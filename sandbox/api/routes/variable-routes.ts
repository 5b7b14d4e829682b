import { nextId, type OrgStore } from '../../store/org-store.ts';
import { ID_SPACE } from '../../store/record-id.ts';
import { requirePermissions } from '../access.ts';
import { answerRows, attemptRows, successEnvelope } from '../answer-rows.ts';
import { isJsonObject, readJsonBody, readRows } from '../read-parameters.ts';
import type { ApiApp, ApiContext } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData, mandatoryNotFound, ZohoError, type JsonObject } from '../zoho-error.ts';

/** Source of both: Zoho CRM API v8, variables. How long a value may be is not documented. Characters. */
const MAX_NAME_CHARACTERS = 50;
const MAX_DESCRIPTION_CHARACTERS = 250;
const MAX_VARIABLES = 100;
const TYPES = [
  'text',
  'textarea',
  'integer',
  'long',
  'double',
  'percent',
  'currency',
  'date',
  'datetime',
  'email',
  'phone',
  'url',
  'checkbox',
];
const CUSTOMIZE = 'Crm_Implied_Customize_Zoho_CRM';

/** `/settings/variables`: values that extensions keep in the org. */
export function addVariableRoutes(app: ApiApp): void {
  app.get('/crm/v8/settings/variables/:id?', (c) => {
    requireScope(c, 'settings', 'variables', 'READ');
    const id = c.req.param('id');
    const variables = listVariables(c.env.context.store()).filter(
      (each) => id === undefined || each.id === id || each['api_name'] === id,
    );
    if (variables.length > 0) return c.json({ variables });
    if (id === undefined) return c.body(null, 204);
    throw invalidData('the id given seems to be invalid', { resource_path_index: 2 });
  });

  app.post('/crm/v8/settings/variables', async (c) => {
    const rows = await readVariables(c, 'CREATE');
    const outcomes = attemptRows(c, rows, (row, index) => {
      const path = `$.variables[${index}]`;
      const store = c.env.context.store();
      const name = readText(row, 'name', path, MAX_NAME_CHARACTERS);
      const apiName = readText(row, 'api_name', path, MAX_NAME_CHARACTERS);
      const type = readText(row, 'type', path, MAX_NAME_CHARACTERS);
      if (!TYPES.includes(type))
        throw invalidData('invalid data', { api_name: 'type', json_path: `${path}.type`, supported_values: TYPES });
      const taken = listVariables(store).some((each) => each['api_name'] === apiName);
      if (taken)
        throw new ZohoError(400, 'DUPLICATE_DATA', 'duplicate data', {
          api_name: 'api_name',
          json_path: `${path}.api_name`,
        });
      const id = nextId(store, ID_SPACE.variables);
      store.database
        .prepare('INSERT INTO variables VALUES (?, ?, ?, ?, ?, ?)')
        .run(BigInt(id), apiName, name, type, readOptional(row, 'value', path, null), readDescription(row, path));
      return successEnvelope('Variable created successfully', { id });
    });
    return answerRows(c, 'variables', outcomes, 201);
  });

  app.put('/crm/v8/settings/variables/:id?', async (c) => {
    const rows = await readVariables(c, 'UPDATE');
    const outcomes = attemptRows(c, rows, (row, index) => {
      const path = `$.variables[${index}]`;
      const store = c.env.context.store();
      const id = c.req.param('id') ?? readText(row, 'id', path, MAX_NAME_CHARACTERS);
      const present = listVariables(store).find((each) => each.id === id || each['api_name'] === id);
      if (present === undefined)
        throw invalidData('the id given seems to be invalid', { api_name: 'id', json_path: `${path}.id` });
      const { database } = store;
      const key = BigInt(present.id);
      if (isJsonObject(row) && row['value'] !== undefined)
        database
          .prepare('UPDATE variables SET value = ? WHERE id = ?')
          .run(readOptional(row, 'value', path, null), key);
      if (isJsonObject(row) && row['description'] !== undefined)
        database.prepare('UPDATE variables SET description = ? WHERE id = ?').run(readDescription(row, path), key);
      return successEnvelope('Variable updated successfully', { id: present.id });
    });
    return answerRows(c, 'variables', outcomes, 200);
  });

  app.delete('/crm/v8/settings/variables/:id', (c) => {
    requireScope(c, 'settings', 'variables', 'DELETE');
    requirePermissions(c.env.context.access, CUSTOMIZE);
    const outcomes = attemptRows(c, [c.req.param('id')], (id) => {
      const { changes } = c.env.context
        .store()
        .database.prepare('DELETE FROM variables WHERE CAST(id AS TEXT) = ?')
        .run(id);
      if (Number(changes) === 0) throw invalidData('the id given seems to be invalid', { resource_path_index: 2 });
      return successEnvelope('Variable deleted successfully', { id });
    });
    return answerRows(c, 'variables', outcomes, 200);
  });
}

async function readVariables(c: ApiContext, operation: 'CREATE' | 'UPDATE'): Promise<readonly unknown[]> {
  requireScope(c, 'settings', 'variables', operation);
  requirePermissions(c.env.context.access, CUSTOMIZE);
  return readRows(await readJsonBody(c), 'variables', MAX_VARIABLES);
}

function listVariables(store: OrgStore): readonly (JsonObject & { readonly id: string })[] {
  const rows = store.database
    .prepare('SELECT CAST(id AS TEXT) AS id, api_name, name, type, value, description FROM variables ORDER BY id')
    .all();
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return rows.map((row) => ({
    id: String(row['id']),
    api_name: text(row['api_name']),
    name: text(row['name']),
    type: text(row['type']),
    value: text(row['value']),
    description: text(row['description']),
    variable_group: { api_name: 'General', name: 'General' },
  }));
}

function readText(row: unknown, name: string, path: string, maximum: number): string {
  const text = readOptional(row, name, path, maximum);
  if (text === null || text === '') throw mandatoryNotFound({ api_name: name, json_path: `${path}.${name}` });
  return text;
}

function readDescription(row: unknown, path: string): string | null {
  return readOptional(row, 'description', path, MAX_DESCRIPTION_CHARACTERS);
}

function readOptional(row: unknown, name: string, path: string, maximum: number | null): string | null {
  const place = { api_name: name, json_path: `${path}.${name}` };
  const value = isJsonObject(row) ? row[name] : undefined;
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw invalidData('invalid data', { ...place, expected_data_type: 'string' });
  if (maximum !== null && value.length > maximum)
    throw invalidData('invalid data', { ...place, maximum_length: maximum });
  return value;
}

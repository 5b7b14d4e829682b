import type { OptionDefinition } from '../../schema/field-definition.ts';
import { addFields, setOptions } from '../../store/org-store.ts';
import type { StoredField, StoredModule } from '../../store/stored-metadata.ts';
import { requireModuleAccess, requirePermissions, visibleFields } from '../access.ts';
import { answerRows, attemptRows, successEnvelope } from '../answer-rows.ts';
import { formatField } from '../format-field.ts';
import { parseNewField, parseOption } from '../parse-new-field.ts';
import { isJsonObject, readJsonBody, readRows } from '../read-parameters.ts';
import type { ApiApp, ApiContext } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData, invalidModule, requiredParameter, ZohoError } from '../zoho-error.ts';

/** Fields created a call. Source: Zoho CRM API v8. */
export const MAX_NEW_FIELDS = 5;
const CUSTOMIZE = 'Crm_Implied_Customize_Zoho_CRM';

/** `/settings/fields`: list, one, create, and completing a picklist's options. */
export function addFieldRoutes(app: ApiApp): void {
  app.get('/crm/v8/settings/fields', (c) => {
    requireScope(c, 'settings', 'fields', 'READ');
    const { context } = c.env;
    const module = viewableModule(c);
    const fields = visibleFields(context.access, module);
    return c.json({ fields: fields.map((field) => formatField(context.store(), module, field, context.access)) });
  });

  app.get('/crm/v8/settings/fields/:id', (c) => {
    requireScope(c, 'settings', 'fields', 'READ');
    const { context } = c.env;
    const module = viewableModule(c);
    const field = requireFieldById(visibleFields(context.access, module), c.req.param('id'));
    return c.json({ fields: [formatField(context.store(), module, field, context.access)] });
  });

  app.post('/crm/v8/settings/fields', async (c) => {
    requireScope(c, 'settings', 'fields', 'CREATE');
    requirePermissions(c.env.context.access, CUSTOMIZE);
    const moduleName = viewableModule(c).api_name;
    const rows = readRows(await readJsonBody(c), 'fields', MAX_NEW_FIELDS);
    return answerRows(
      c,
      'fields',
      attemptRows(c, rows, (row, index) => createField(c, moduleName, row, index)),
      201,
    );
  });

  app.patch('/crm/v8/settings/fields/:id', async (c) => {
    requireScope(c, 'settings', 'fields', 'UPDATE');
    requirePermissions(c.env.context.access, CUSTOMIZE);
    const module = viewableModule(c);
    const field = requireFieldById(module.fields, c.req.param('id'));
    const rows = readRows(await readJsonBody(c), 'fields', 1);
    const outcomes = attemptRows(c, rows, (row) => {
      if (!isJsonObject(row)) throw invalidData('invalid data', { json_path: '$.fields[0]' });
      const options = mergeOptions(field, row['pick_list_values']);
      const { context } = c.env;
      context.replaceStore(setOptions(context.store(), module.api_name, field.api_name, options));
      return successEnvelope('field updated', { id: field.id });
    });
    return answerRows(c, 'fields', outcomes, 200);
  });
}

function viewableModule(c: ApiContext): StoredModule {
  const { context } = c.env;
  const name = c.req.query('module');
  if (name === undefined) throw requiredParameter('module');
  if (!context.store().modules.has(name)) throw invalidModule();
  return requireModuleAccess(context.store(), context.access, name, 'View');
}

function requireFieldById(fields: readonly StoredField[], id: string): StoredField {
  const field = fields.find((each) => each.id === id);
  if (field === undefined) throw invalidData('the id given seems to be invalid', { resource_path_index: 2 });
  return field;
}

function createField(c: ApiContext, moduleName: string, input: unknown, index: number) {
  const { context } = c.env;
  const definition = parseNewField(input, index, context.switches.newFieldApiName);
  const module = context.store().modules.get(moduleName);
  const taken = module?.fields.find(
    (each) =>
      each.api_name.toLowerCase() === definition.api_name.toLowerCase() || each.field_label === definition.field_label,
  );
  if (taken !== undefined) {
    const api_name = taken.field_label === definition.field_label ? 'field_label' : 'api_name';
    throw new ZohoError(400, 'DUPLICATE_DATA', 'duplicate data', {
      api_name,
      json_path: `$.fields[${index}].${api_name}`,
    });
  }
  const store = addFields(context.store(), moduleName, [definition]);
  context.replaceStore(store);
  const created = store.modules.get(moduleName)?.fields.at(-1);
  return successEnvelope('field created', { id: created?.id ?? '' });
}

/** Entries with the id of an option change it, others are appended; options that are not named stay. */
function mergeOptions(field: StoredField, input: unknown): readonly OptionDefinition[] {
  const place = { api_name: 'pick_list_values', json_path: '$.fields[0].pick_list_values' };
  if (field.data_type !== 'picklist' && field.data_type !== 'multiselectpicklist')
    throw invalidData('invalid data', place);
  if (!Array.isArray(input)) throw invalidData('invalid data', { ...place, expected_data_type: 'jsonarray' });
  const merged: OptionDefinition[] = [...field.options];
  for (const [index, entry] of input.entries()) {
    const at = { ...place, json_path: `${place.json_path}[${index}]` };
    const option = parseOption(entry, at);
    const id: unknown = isJsonObject(entry) ? entry['id'] : undefined;
    const known = field.options.findIndex((each) => each.id === id);
    if (id !== undefined && known < 0) throw invalidData('the id given seems to be invalid', at);
    const twin = merged.findIndex((each) => each.actual_value === option.actual_value);
    if (twin >= 0 && twin !== known) throw new ZohoError(400, 'DUPLICATE_DATA', 'duplicate data', at);
    if (known < 0) merged.push(option);
    else merged[known] = { ...merged[known], ...option };
  }
  return merged;
}

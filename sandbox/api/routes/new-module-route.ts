import { field } from '../../schema/field-definition.ts';
import { SYSTEM_FIELDS } from '../../schema/system-fields.ts';
import { addModule } from '../../store/org-store.ts';
import { requirePermissions } from '../access.ts';
import { answerRows, attemptRows, successEnvelope } from '../answer-rows.ts';
import { deriveApiName } from '../parse-new-field.ts';
import { isJsonObject, readJsonBody, readRows } from '../read-parameters.ts';
import type { ApiApp } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData, limitExceeded, mandatoryNotFound, ZohoError } from '../zoho-error.ts';

/** Numbers of custom modules inside record ids; the extension's own has 51. */
const FIRST_NUMBER = 60;
const LAST_NUMBER = 99;
const MAX_LABEL_CHARACTERS = 25;

/** `POST /settings/modules`: a custom module with its name field. */
export function addNewModuleRoute(app: ApiApp): void {
  app.post('/crm/v8/settings/modules', async (c) => {
    requireScope(c, 'settings', 'modules', 'CREATE');
    const { context } = c.env;
    requirePermissions(context.access, 'Crm_Implied_Customize_Zoho_CRM');
    const rows = readRows(await readJsonBody(c), 'modules', 1);
    const outcomes = attemptRows(c, rows, (row) => {
      const singular = readLabel(row, 'singular_label');
      const plural = readLabel(row, 'plural_label');
      const given = isJsonObject(row) ? row['api_name'] : undefined;
      const apiName = typeof given === 'string' ? given : deriveApiName(plural);
      if (!/^[A-Za-z]\w{0,49}$/.test(apiName))
        throw invalidData('invalid data', { api_name: 'api_name', json_path: '$.modules[0].api_name' });
      const modules = [...context.store().modules.values()];
      if (modules.some((each) => each.api_name.toLowerCase() === apiName.toLowerCase()))
        throw new ZohoError(400, 'DUPLICATE_DATA', 'duplicate data', {
          api_name: 'api_name',
          json_path: '$.modules[0].api_name',
        });
      const number = Math.max(FIRST_NUMBER - 1, ...modules.map((each) => each.number)) + 1;
      if (number > LAST_NUMBER) throw limitExceeded('too many modules', { limit: LAST_NUMBER - FIRST_NUMBER + 1 });
      const store = addModule(context.store(), {
        api_name: apiName,
        singular_label: singular,
        plural_label: plural,
        number,
        generated_type: 'custom',
        api_supported: true,
        bulk_supported: true,
        name_field: 'Name',
        duplicate_check_fields: ['Name'],
        fields: [field('Name', `${singular} Name`, 'text', { length: 120, system_mandatory: true }), ...SYSTEM_FIELDS],
        related_lists: [],
      });
      context.replaceStore(store);
      return successEnvelope('module created successfully', {
        id: store.modules.get(apiName)?.id ?? '',
        api_name: apiName,
      });
    });
    return answerRows(c, 'modules', outcomes, 201);
  });
}

function readLabel(row: unknown, name: string): string {
  const place = { api_name: name, json_path: `$.modules[0].${name}` };
  const label = isJsonObject(row) ? row[name] : undefined;
  if (typeof label !== 'string' || label.trim() === '') throw mandatoryNotFound(place);
  if (label.length > MAX_LABEL_CHARACTERS)
    throw invalidData('invalid data', { ...place, maximum_length: MAX_LABEL_CHARACTERS });
  return label;
}

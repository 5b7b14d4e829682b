import { modulePermission } from '../../orgs/permission-catalogue.ts';
import type { StoredModule } from '../../store/stored-metadata.ts';
import type { Access } from '../access.ts';
import { readFieldNames } from '../read-parameters.ts';
import type { ApiApp, ApiContext } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidModule, requiredParameter, type JsonObject } from '../zoho-error.ts';

/** `/settings/modules`, one module, and `/settings/related_lists?module=`. */
export function addModuleRoutes(app: ApiApp): void {
  app.get('/crm/v8/settings/modules', (c) => {
    requireScope(c, 'settings', 'modules', 'READ');
    const { context } = c.env;
    return c.json({ modules: [...context.store().modules.values()].map((each) => formatModule(each, context.access)) });
  });

  app.get('/crm/v8/settings/modules/:module', (c) => {
    requireScope(c, 'settings', 'modules', 'READ');
    const { context } = c.env;
    const module = context.store().modules.get(c.req.param('module'));
    if (module === undefined) throw invalidModule();
    return c.json({ modules: [formatModule(module, context.access)] });
  });

  app.get('/crm/v8/settings/related_lists', (c) => {
    requireScope(c, 'settings', 'related_lists', 'READ');
    return c.json({ related_lists: formatRelatedLists(c) });
  });
}

function formatModule(module: StoredModule, access: Access): JsonObject {
  const can = (verb: 'View' | 'Create' | 'Edit' | 'Delete'): boolean =>
    module.api_supported && access.can(modulePermission(verb, module.api_name));
  return {
    id: module.id,
    api_name: module.api_name,
    module_name: module.api_name,
    singular_label: module.singular_label,
    plural_label: module.plural_label,
    generated_type: module.generated_type,
    api_supported: module.api_supported,
    viewable: can('View'),
    creatable: can('Create'),
    editable: can('Edit'),
    deletable: can('Delete'),
    visible: module.generated_type === 'default' || module.generated_type === 'custom',
    status: 'visible',
    sequence_number: module.number,
  };
}

function formatRelatedLists(c: ApiContext): readonly JsonObject[] {
  const { context } = c.env;
  const name = c.req.query('module');
  if (name === undefined) throw requiredParameter('module');
  const module = context.store().modules.get(name);
  if (module === undefined) throw invalidModule();
  const wanted = readFieldNames(c, false);
  const lists = module.related_lists.map((list, index) => {
    const shown = context.store().modules.get(list.target?.module ?? list.module);
    return {
      api_name: list.api_name,
      display_label: list.api_name,
      module: { api_name: shown?.api_name ?? '', id: shown?.id ?? '' },
      href: `${name}/{ENTITYID}/${list.api_name}`,
      sequence_number: String(index + 1),
      type: 'default',
    };
  });
  return wanted === null ? lists : lists.filter((list) => wanted.includes(list.api_name));
}

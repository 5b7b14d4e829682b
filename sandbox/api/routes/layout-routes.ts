import { ID_SPACE, recordId } from '../../store/record-id.ts';
import type { StoredModule } from '../../store/stored-metadata.ts';
import { requireModuleAccess, visibleFields } from '../access.ts';
import { formatField } from '../format-field.ts';
import type { ApiApp, ApiContext } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData, requiredParameter, type JsonObject } from '../zoho-error.ts';
import { profileId } from './profile-routes.ts';

/** Sections of a layout stand in this many columns. */
const COLUMNS = 2;

/**
 * How a module's pages are laid out and which lists it offers: the sandbox has one layout and one list of all records a
 * module, and nobody has set up rules that assign records.
 */
export function addLayoutRoutes(app: ApiApp): void {
  app.get('/crm/v8/settings/layouts/:id?', (c) => {
    requireScope(c, 'settings', 'layouts', 'READ');
    const module = ofModule(c);
    return c.json({ layouts: [onlyOne(c, formatLayout(c, module))] });
  });

  app.get('/crm/v8/settings/custom_views/:id?', (c) => {
    requireScope(c, 'settings', 'custom_views', 'READ');
    const view = onlyOne(c, formatView(c, ofModule(c)));
    if (c.req.param('id') !== undefined) return c.json({ custom_views: [view] });
    return c.json({ custom_views: [view], info: { per_page: 200, count: 1, page: 1, more_records: false } });
  });

  app.get('/crm/v8/settings/automation/assignment_rules', (c) => {
    requireScope(c, 'settings', 'assignment_rules', 'READ');
    ofModule(c);
    return c.body(null, 204);
  });
}

function ofModule(c: ApiContext): StoredModule {
  const name = c.req.query('module');
  if (name === undefined) throw requiredParameter('module');
  return requireModuleAccess(c.env.context.store(), c.env.context.access, name, 'View');
}

/** The one there is, when the path names it or none. */
function onlyOne(c: ApiContext, found: JsonObject & { readonly id: string }): JsonObject {
  const id = c.req.param('id');
  if (id !== undefined && id !== found.id)
    throw invalidData('the id given seems to be invalid', { resource_path_index: 2 });
  return found;
}

function formatLayout(c: ApiContext, module: StoredModule): JsonObject & { readonly id: string } {
  const { context } = c.env;
  const { org } = context.store();
  const title = `${module.singular_label} Information`;
  return {
    id: recordId(org.idPrefix, ID_SPACE.layouts, module.number).toString(),
    name: 'Standard',
    api_name: 'Standard',
    display_label: 'Standard',
    status: 'active',
    visible: true,
    created_for: null,
    profiles: org.profiles.map((profile, index) => ({
      id: profileId(org, index),
      name: profile.name,
      default: true,
    })),
    sections: [
      {
        name: title,
        display_label: title,
        api_name: title.replaceAll(' ', '_'),
        sequence_number: 1,
        column_count: COLUMNS,
        fields: visibleFields(context.access, module).map((field) =>
          formatField(context.store(), module, field, context.access),
        ),
      },
    ],
  };
}

function formatView(c: ApiContext, module: StoredModule): JsonObject & { readonly id: string } {
  const { org } = c.env.context.store();
  const name = `All ${module.plural_label}`;
  return {
    id: recordId(org.idPrefix, ID_SPACE.customViews, module.number).toString(),
    name,
    display_value: name,
    system_name: 'ALLVIEWS',
    system_defined: true,
    category: 'public_views',
    default: true,
    favorite: null,
  };
}

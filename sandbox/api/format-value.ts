import type { SQLOutputValue } from 'node:sqlite';
import type { OrgDefinition } from '../orgs/org-definition.ts';
import { ID_SPACE, recordId } from '../store/record-id.ts';
import type { StoredField } from '../store/stored-metadata.ts';
import type { JsonObject, JsonValue } from './zoho-error.ts';

/** What formatting needs besides the value. */
export interface FormatSources {
  readonly names: ReadonlyMap<string, string>;
  readonly users: ReadonlyMap<string, JsonObject>;
  readonly formatInstant: (seconds: number) => string;
}

/** A stored cell as the records API shows it. Lookup and owner cells arrive as the id's text. */
export function formatValue(field: StoredField, value: SQLOutputValue, sources: FormatSources): JsonValue {
  if (value === null || value instanceof Uint8Array) return null;
  switch (field.data_type) {
    case 'lookup': {
      const id = String(value);
      return { name: sources.names.get(id) ?? null, id };
    }
    case 'ownerlookup':
    case 'userlookup':
      return sources.users.get(String(value)) ?? { name: null, id: String(value) };
    case 'datetime':
      return sources.formatInstant(Number(value));
    case 'boolean':
      return value === 1;
    case 'multiselectpicklist':
      return String(value).split(';');
    default:
      return typeof value === 'bigint' ? Number(value) : value;
  }
}

/** `{name, id, email}` per user id. */
export function userReferences(org: OrgDefinition): ReadonlyMap<string, JsonObject> {
  return new Map(
    org.users.map((user, index) => {
      const id = recordId(org.idPrefix, ID_SPACE.users, index + 1).toString();
      return [id, { name: `${user.first_name} ${user.last_name}`, id, email: user.email }];
    }),
  );
}

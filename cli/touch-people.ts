import type { Cancellation } from '#core/cancellation.ts';
import { NULL_ID, textAt, type TextColumn } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import type { FieldRead } from '#core/crm/crm-batch.ts';
import { NAME_FIELDS } from '#core/recipes/recipe-columns.ts';
import { RECIPE_MODULES } from '#core/recipes/recipe-metadata.ts';
import type { TouchSubjects } from '#core/techniques/engagement/place-touch-points.ts';
import { NOBODY } from '#core/techniques/engagement/touch-points.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import type { OpenedInput } from './open-input.ts';
import type { TouchReferences } from './read-touch-points.ts';

/** Rows of the contacts file. */
interface Contacts {
  readonly ids: BigInt64Array;
  readonly names: readonly string[];
  readonly accounts: BigInt64Array;
}

/** Whom touch points may be of, and what the files call them. */
export interface TouchPeople {
  /** null = the recipe has no contacts, or they name no account. */
  readonly contacts: Contacts | null;
  readonly subjects: TouchSubjects;
  readonly references: TouchReferences;
}

export async function readTouchPeople(
  input: OpenedInput,
  accountIds: BigInt64Array,
  accountNames: TextColumn,
  cancellation: Cancellation,
): Promise<TouchPeople> {
  const accounts = createIdIndex(accountIds);
  const contacts = await readContacts(input, cancellation);
  const accountOfContact = new Int32Array(contacts?.ids.length ?? 0).fill(NOBODY);
  if (contacts !== null) accounts.locate(contacts.accounts, contacts.ids.length, accountOfContact);
  return {
    contacts,
    subjects: { accounts, contacts: contacts === null ? null : createIdIndex(contacts.ids), accountOfContact },
    references: referencesOf(input, accountIds, accountNames, contacts),
  };
}

async function readContacts({ crm, known }: OpenedInput, cancellation: Cancellation): Promise<Contacts | null> {
  const module = RECIPE_MODULES.contacts.apiName;
  const account = known
    .fieldsOf(module)
    .find(({ lookupModule }) => lookupModule === RECIPE_MODULES.accounts.apiName)?.apiName;
  if (account === undefined) return null;
  const fields: readonly FieldRead[] = [
    { apiName: 'id', as: 'id', kind: 'id' },
    { apiName: NAME_FIELDS.contacts, as: 'name', kind: 'text' },
    { apiName: account, as: 'account', kind: 'id' },
  ];
  const ids: bigint[] = [];
  const names: string[] = [];
  const accounts: bigint[] = [];
  for await (const batch of crm.readTable({ module, fields }, cancellation).batches) {
    const name = columnOf(batch, 'name', 'text');
    for (let row = 0; row < batch.length; row++) {
      ids.push(columnOf(batch, 'id', 'id').values[row] ?? NULL_ID);
      accounts.push(columnOf(batch, 'account', 'id').values[row] ?? NULL_ID);
      names.push(textAt(name, row) ?? '');
    }
  }
  return { ids: BigInt64Array.from(ids), names, accounts: BigInt64Array.from(accounts) };
}

/** By the files' own ids, else by name; of several with one name the first. */
function referencesOf(
  { sourceIdOf }: OpenedInput,
  accountIds: BigInt64Array,
  accountNames: TextColumn,
  contacts: Contacts | null,
): TouchReferences {
  const index = (
    role: 'accounts' | 'contacts',
    ids: BigInt64Array,
    nameOf: (row: number) => string | undefined,
  ): ReadonlyMap<string, bigint> => {
    const found = new Map<string, bigint>();
    ids.forEach((id, row) => {
      const name = nameOf(row);
      if (name !== undefined && name !== '' && !found.has(name)) found.set(name, id);
    });
    for (const id of ids) {
      const own = sourceIdOf(role, id);
      if (own !== null) found.set(own, id);
    }
    return found;
  };
  const accounts = index('accounts', accountIds, (row) => textAt(accountNames, row) ?? undefined);
  const people = index('contacts', contacts?.ids ?? new BigInt64Array(0), (row) => contacts?.names[row]);
  return { contact: (text) => people.get(text) ?? null, account: (text) => accounts.get(text) ?? null };
}

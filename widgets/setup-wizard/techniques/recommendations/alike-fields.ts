import type { FieldMetadata, FieldType } from '#core/crm/metadata.ts';
import { CRM_PREFIX } from '#core/mapping/field-reference.ts';
import type { FieldChoice } from '#widgets/shared/criteria-builder/edit-criteria.ts';

/** Each account has its own, or one that nobody else spells so. */
const UNLIKE_TYPES: ReadonlySet<FieldType> = new Set(['email', 'phone', 'website', 'longText']);
/** Plain texts that are as much its own. Source: Zoho CRM, standard fields of Accounts. */
const UNLIKE_FIELDS: ReadonlySet<string> = new Set([
  'Account_Name',
  'Fax',
  'Ticker_Symbol',
  'Billing_Street',
  'Shipping_Street',
]);
/** What accounts are called, whichever field that is. */
const NAME_TARGET = 'name';
const LISTED: ReadonlySet<FieldType> = new Set(['choice', 'choices', 'boolean']);

interface AlikeFields {
  /** Their values come from a list: accounts share them. */
  readonly listed: readonly FieldChoice[];
  /** Accounts are alike where the same thing is spelled the same. */
  readonly typed: readonly FieldChoice[];
}

/** REC-1: fields by which accounts can be alike; what is unlike by nature only where it has been chosen. `mapped`: target to field. */
export function alikeFields(
  choices: readonly FieldChoice[],
  {
    field,
    mapped,
    chosen,
  }: {
    readonly field: (apiName: string) => Pick<FieldMetadata, 'type'> | null;
    readonly mapped: Readonly<Record<string, string>>;
    readonly chosen: readonly string[];
  },
): AlikeFields {
  const listed: FieldChoice[] = [];
  const typed: FieldChoice[] = [];
  for (const choice of choices) {
    const { reference, kind } = choice;
    if (kind !== 'text' && kind !== 'boolean') continue;
    const apiName = mapped[reference] ?? reference.slice(CRM_PREFIX.length);
    const type = field(apiName)?.type;
    const isUnlike =
      reference === NAME_TARGET || UNLIKE_FIELDS.has(apiName) || (type !== undefined && UNLIKE_TYPES.has(type));
    if (isUnlike && !chosen.includes(reference)) continue;
    (type !== undefined && LISTED.has(type) ? listed : typed).push(choice);
  }
  return { listed, typed };
}

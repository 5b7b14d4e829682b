import type { FieldDefinition } from './field-definition.ts';

/** A list of a record's page: rows of `module` whose `through` field holds the record's id. */
export interface RelatedListDefinition {
  readonly api_name: string;
  readonly module: string;
  readonly through: string;
  /** Where the list is reached over a linking module, the field of that module that names the listed record. */
  readonly target?: { readonly module: string; readonly field: string } | undefined;
}

/** A CRM module as it is stored. */
export interface ModuleDefinition {
  readonly api_name: string;
  readonly singular_label: string;
  readonly plural_label: string;
  /** Two digits inside every record id of the module; never reused. */
  readonly number: number;
  readonly generated_type: 'default' | 'custom' | 'subform' | 'linking';
  /** Shown by `/settings/modules` and reachable at `/{module}`. */
  readonly api_supported: boolean;
  /** Facts: bulk read is not for Notes, Attachments, Emails. */
  readonly bulk_supported: boolean;
  /** The field that names a record where another one looks it up. */
  readonly name_field: string;
  /** Unless the caller says otherwise, upsert looks for duplicates here. */
  readonly duplicate_check_fields: readonly string[];
  readonly fields: readonly FieldDefinition[];
  readonly related_lists: readonly RelatedListDefinition[];
}

import type { ChoiceOption, FieldMetadata, FieldType, ModuleMetadata, StageType } from '#core/crm/metadata.ts';

/** Metadata by few words: a field is text, standard and optional unless told otherwise. */
export function field(apiName: string, type: FieldType = 'text', more: Partial<FieldMetadata> = {}): FieldMetadata {
  return {
    apiName,
    label: apiName.replaceAll('_', ' '),
    type,
    custom: false,
    mandatory: false,
    readOnly: false,
    lookupModule: null,
    subformModule: null,
    options: [],
    ...more,
  };
}

export function lookup(apiName: string, lookupModule: string, more: Partial<FieldMetadata> = {}): FieldMetadata {
  return field(apiName, 'lookup', { lookupModule, ...more });
}

export function crmModule(apiName: string, more: Partial<ModuleMetadata> = {}): ModuleMetadata {
  return {
    apiName,
    singularLabel: apiName,
    pluralLabel: apiName,
    custom: false,
    viewable: true,
    editable: true,
    ...more,
  };
}

export function stage(actual: string, stageType: StageType | null): ChoiceOption {
  return { id: null, actual, display: actual, colour: null, stageType };
}

export const STAGES = [stage('Qualification', 'open'), stage('Closed Won', 'won'), stage('Closed Lost', 'lost')];

/** A CRM as installed, with line items on deals. */
export const STANDARD: Readonly<Record<string, readonly FieldMetadata[]>> = {
  Accounts: [
    field('Account_Name'),
    field('Website', 'website'),
    field('Industry', 'choice'),
    field('Annual_Revenue', 'money'),
    field('Employees', 'integer'),
    field('Billing_Country'),
    field('Owner', 'user'),
    lookup('Parent_Account', 'Accounts'),
    field('Contract_End', 'date', { custom: true }),
  ],
  Contacts: [
    field('Full_Name'),
    field('Last_Name'),
    field('Email', 'email'),
    field('Job_Designation', 'text', { custom: true }),
    lookup('Account_Name', 'Accounts'),
  ],
  Products: [field('Product_Name'), field('Unit_Price', 'money'), field('Product_Active', 'boolean')],
  Deals: [
    field('Deal_Name'),
    field('Amount', 'money'),
    field('Stage', 'choice', { options: STAGES }),
    field('Closing_Date', 'date'),
    lookup('Account_Name', 'Accounts'),
    lookup('Contact_Name', 'Contacts'),
    field('Product_Details', 'subform', { subformModule: 'Deal_Line_Items' }),
  ],
  Deal_Line_Items: [lookup('Parent_Id', 'Deals'), lookup('Product_Name', 'Products'), field('Quantity', 'decimal')],
};

export const STANDARD_MODULES = ['Accounts', 'Contacts', 'Products', 'Deals'].map((name) => crmModule(name));

export function fieldsIn(org: Readonly<Record<string, readonly FieldMetadata[]>>) {
  return (module: string): readonly FieldMetadata[] => (Object.hasOwn(org, module) ? (org[module] ?? []) : []);
}

/** The standard CRM with one module's fields replaced or others added. */
export function standardWith(changes: Readonly<Record<string, readonly FieldMetadata[]>>) {
  return fieldsIn({ ...STANDARD, ...changes });
}

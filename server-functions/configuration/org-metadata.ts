import type { KnownMetadata } from '#core/configuration/check-configuration.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';

/** Zoho's standard modules, asked for a proposal before anything is mapped. */
const STANDARD_MODULES = ['Accounts', 'Contacts', 'Products', 'Deals'] as const;

/** Metadata of the modules that a mapping names (or the standard ones), their line items included; each asked once. */
export async function readKnownMetadata(crm: CrmBatch, named: readonly string[] = []): Promise<KnownMetadata> {
  const modules = await crm.modules();
  const present = new Set(modules.map((module) => module.apiName));
  const fields = new Map<string, readonly FieldMetadata[]>();
  const ask = async (wanted: readonly string[]): Promise<void> => {
    const missing = [...new Set(wanted)].filter((module) => present.has(module) && !fields.has(module));
    await Promise.all(missing.map(async (module) => void fields.set(module, await crm.fields(module))));
  };
  await ask(named.length > 0 ? named : STANDARD_MODULES);
  const subforms = [...fields.values()]
    .flat()
    .flatMap((field) => (field.subformModule === null ? [] : [field.subformModule]));
  await ask(subforms);
  return { modules, fieldsOf: (module) => fields.get(module) ?? [] };
}

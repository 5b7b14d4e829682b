import type { ModuleMetadata } from '#core/crm/metadata.ts';
import type { FieldsOf } from '#core/mapping/detect-lookups.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import type { Problem } from '#core/message.ts';
import type { TextRecipe } from '#core/techniques/voice/text-recipe.ts';

type Source = Pick<TextRecipe, 'module' | 'contact' | 'account'>;
interface Known {
  readonly modules: readonly ModuleMetadata[];
  readonly fieldsOf: FieldsOf;
}

/**
 * VOC-2: the contact and the account that a source names are those of the mapping. Silent where the CRM's fields of the source are not
 * known, and of fields that lead to records of several modules. `at` = where the list of sources stands.
 */
export function checkSourcesFit(
  sources: readonly Source[],
  at: string,
  mapping: Mapping,
  { modules, fieldsOf }: Known,
): Problem[] {
  return sources.flatMap(({ module, contact, account }, index) => {
    // One field for both leads to either.
    if (contact === account) return [];
    return (
      [
        ['contact', contact, mapping.contacts],
        ['account', account, mapping.accounts],
      ] as const
    ).flatMap(([key, reference, mapped]): Problem[] => {
      const found = fieldsOf(module).find(({ apiName }) => apiName === reference)?.lookupModule ?? null;
      if (reference === null || mapped === null || found === null || found === mapped.module) return [];
      if (modules.every(({ apiName }) => apiName !== found)) return [];
      const params = { field: reference, module, found, expected: mapped.module };
      return [{ code: 'sources.leadsElsewhere', params, where: `${at}[${index}].${key}` }];
    });
  });
}

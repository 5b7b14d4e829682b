import { useEffect, useState } from 'preact/hooks';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { createSetupApi } from '../models/setup-api.ts';
import { useSetup } from '../setup-context.ts';

/** A module's fields by api name, asked of the server where the mapping has not read them yet; null = not known. */
export function useModuleFields(module: string | null): ReadonlyMap<string, FieldMetadata> | null {
  const { setup, backend } = useSetup();
  const [read, setRead] = useState<{
    readonly module: string;
    readonly fields: ReadonlyMap<string, FieldMetadata>;
  } | null>(null);
  const org = setup.mapping.org.value;
  const loaded = module !== null && org.isLoaded(module);

  useEffect(() => {
    if (module === null || loaded) return undefined;
    let wanted = true;
    void createSetupApi(backend)
      .fields(module)
      .then((answer) => {
        // What could not be read is said by nobody: the recipe stands as it is.
        if (!wanted || !answer.ok) return;
        setRead({ module, fields: byName(answer.value[module] ?? []) });
      });
    return () => {
      wanted = false;
    };
  }, [module, loaded]);

  if (module === null) return null;
  if (loaded) return byName(org.fieldsOf(module));
  return read?.module === module && read.fields.size > 0 ? read.fields : null;
}

function byName(fields: readonly FieldMetadata[]): ReadonlyMap<string, FieldMetadata> {
  return new Map(fields.map((field) => [field.apiName, field]));
}

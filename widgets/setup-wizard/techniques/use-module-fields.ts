import { useEffect, useState } from 'preact/hooks';
import { createSetupApi } from '../models/setup-api.ts';
import { useSetup } from '../setup-context.ts';

/** The api names of a module's fields, asked of the server where the mapping has not read them yet; null = not known. */
export function useModuleFields(module: string | null): ReadonlySet<string> | null {
  const { setup, backend } = useSetup();
  const [read, setRead] = useState<{ readonly module: string; readonly fields: ReadonlySet<string> } | null>(null);
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
        setRead({ module, fields: new Set((answer.value[module] ?? []).map(({ apiName }) => apiName)) });
      });
    return () => {
      wanted = false;
    };
  }, [module, loaded]);

  if (module === null) return null;
  if (loaded) return new Set(org.fieldsOf(module).map(({ apiName }) => apiName));
  return read?.module === module && read.fields.size > 0 ? read.fields : null;
}

import { useEffect, useRef, useState } from 'preact/hooks';
import type { RecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import { createSdkRecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import { findZohoGlobal } from '#widgets/shared/sdk/zoho-global.ts';
import { browserTimer } from '#widgets/shared/timer.ts';
import { mappingOf } from '../../models/setup-draft.ts';
import { useSetup } from '../../setup-context.ts';
import { findProducts, nameProducts, type FoundProduct } from './find-products.ts';

export interface Products {
  /** null = no products are mapped, or the CRM around the page does not answer. */
  readonly find: ((typed: string) => Promise<readonly FoundProduct[]>) | null;
  /** By id; the id itself where the CRM names none. */
  readonly nameOf: (id: string) => string;
}

/** Products as the CRM's own page tells them to the person who looks. */
export function useProducts(ids: readonly string[]): Products {
  const { setup } = useSetup();
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const reader = useRef<RecordReader | null>(null);
  const zoho = findZohoGlobal();
  if (reader.current === null && zoho !== null) reader.current = createSdkRecordReader(zoho, browserTimer);
  const module = mappingOf(setup.draft.draft.value)?.products ?? null;
  const remember = (found: readonly FoundProduct[]): void =>
    setNames((before) => new Map([...before, ...found.map(({ id, name }) => [id, name] as const)]));
  const unknown = ids.filter((id) => !names.has(id));

  useEffect(() => {
    const asked = reader.current;
    if (asked === null || module === null || unknown.length === 0) return;
    // Ids stand where no names come.
    nameProducts(asked, module, unknown).then(remember, () => undefined);
  }, [unknown.join()]);

  const asking = reader.current;
  return {
    find:
      asking === null || module === null
        ? null
        : async (typed) => {
            const found = await findProducts(asking, module, typed);
            remember(found);
            return found;
          },
    nameOf: (id) => names.get(id) ?? id,
  };
}

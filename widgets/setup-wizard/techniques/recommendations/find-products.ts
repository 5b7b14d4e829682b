import { quoteId } from '#core/criteria/coql-literal.ts';
import type { ModuleMapping } from '#core/mapping/mapping.ts';
import type { RecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';

export interface FoundProduct {
  readonly id: string;
  readonly name: string;
}

/** More would not be read. */
export const MOST_FOUND = 10;
/** Labels name at most 5 x (4 x 10 + 4) products; a query answers with up to 200. */
const MOST_NAMED = 200;

/** Products by a part of their name, as the person who looks may see them. */
export function findProducts(
  reader: Pick<RecordReader, 'query'>,
  products: ModuleMapping,
  typed: string,
): Promise<FoundProduct[]> {
  const name = nameField(products);
  // What means something to the query, or cannot be quoted, stands for any letters.
  const part = typed.trim().replaceAll(/['"\\%_*?\p{Cc}\p{Surrogate}]/gu, '%');
  return read(
    reader,
    products,
    `select id, ${name} from ${products.module} where ${name} like '%${part}%' order by ${name} asc limit ${MOST_FOUND}`,
  );
}

/** Names of known products; one that is gone or not to be seen is left out. */
export function nameProducts(
  reader: Pick<RecordReader, 'query'>,
  products: ModuleMapping,
  ids: readonly string[],
): Promise<FoundProduct[]> {
  const list = ids.slice(0, MOST_NAMED).map(quoteId).join(', ');
  return read(
    reader,
    products,
    `select id, ${nameField(products)} from ${products.module} where id in (${list}) limit ${MOST_NAMED}`,
  );
}

function nameField({ fields }: ModuleMapping): string {
  return fields['name'] ?? 'Product_Name';
}

async function read(
  reader: Pick<RecordReader, 'query'>,
  products: ModuleMapping,
  query: string,
): Promise<FoundProduct[]> {
  const { records } = await reader.query(query);
  const field = nameField(products);
  return records.flatMap((record) => {
    const { id } = record;
    const name = record[field];
    return typeof id === 'string' && typeof name === 'string' ? [{ id, name }] : [];
  });
}

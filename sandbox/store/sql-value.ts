/**
 * A cell as a seed or an import hands it over. Per data type: `datetime` takes epoch milliseconds or ISO text with offset;
 * `date` takes yyyy-mm-dd; lookups and ids take a bigint or the id's text; money takes a number or decimal text;
 * a multi-select is one `;`-joined text. Empty text is stored as null.
 */
export type SqlValue = string | number | bigint | boolean | null;

/** One row: api name -> cell. `id` may be named (see `recordId`), otherwise the next free one is given. */
export type NewRow = Readonly<Record<string, SqlValue | undefined>>;

export interface Sort<K extends string> {
  readonly key: K;
  readonly descending: boolean;
}

/** The same column again turns around; another starts with what people look for first: A before Z, much before little. */
export function nextSort<K extends string>(sort: Sort<K>, key: K, startsDescending: (key: K) => boolean): Sort<K> {
  return sort.key === key ? { key, descending: !sort.descending } : { key, descending: startsDescending(key) };
}

/** By one value per row; rows without one come last either way, equal rows keep their order. Texts as the language sorts them. */
export function sortRows<T>(
  rows: readonly T[],
  valueOf: (row: T) => string | number | null,
  descending: boolean,
  language: string,
): readonly T[] {
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: 'base' });
  const direction = descending ? -1 : 1;
  return rows.toSorted((left, right) => {
    const a = valueOf(left);
    const b = valueOf(right);
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return (
      direction * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)))
    );
  });
}

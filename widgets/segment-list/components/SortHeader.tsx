import type { Sort } from '../models/sort-rows.ts';

interface SortHeaderProps<K extends string> {
  readonly column: K;
  readonly name: string;
  readonly sort: Sort<K>;
  readonly numeric?: boolean;
  readonly onSort: (column: K) => void;
}

/** A column head that sorts. The arrow is for the eye; `aria-sort` says it. */
export function SortHeader<K extends string>({ column, name, sort, numeric = false, onSort }: SortHeaderProps<K>) {
  const on = sort.key === column;
  return (
    <th
      scope="col"
      role="columnheader"
      class={numeric ? 'number' : undefined}
      aria-sort={on ? (sort.descending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" class="sort" onClick={() => onSort(column)}>
        {name}
        <span
          class={`sort__arrow ${on ? (sort.descending ? 'sort__arrow--down' : 'sort__arrow--up') : ''}`}
          aria-hidden="true"
        />
      </button>
    </th>
  );
}

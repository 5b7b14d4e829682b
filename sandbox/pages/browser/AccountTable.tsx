import { formatAddress } from './address.ts';
import { Cell } from './Cell.tsx';
import type { FieldInfo, Row } from './crm-api.ts';
import { isNumeric } from './format-value.ts';
import { Icon } from './Icon.tsx';
import { isSortable } from './list-query.ts';
import { useViewer } from './viewer.ts';

interface AccountTableProps {
  readonly title: string;
  readonly columns: readonly FieldInfo[];
  readonly rows: readonly Row[];
  readonly sort: string;
  readonly descending: boolean;
  readonly onSort: (sort: string, descending: boolean) => void;
}

/** The first column names the account and stays where it is while the others scroll. */
export function AccountTable({ title, columns, rows, sort, descending, onSort }: AccountTableProps) {
  const viewer = useViewer();
  return (
    <div class="table-scroll" role="region" aria-label={viewer.t.tableLabel(title)} tabIndex={0}>
      <table class="table">
        <thead>
          <tr>
            {columns.map((column) => {
              const sorted = column.api_name === sort;
              const order = descending ? 'descending' : 'ascending';
              return (
                <th
                  key={column.api_name}
                  scope="col"
                  class={isNumeric(column) ? 'number' : undefined}
                  aria-sort={sorted ? order : undefined}
                >
                  {isSortable(column) ? (
                    <button type="button" class="sort" onClick={() => onSort(column.api_name, sorted && !descending)}>
                      <span>{viewer.label(column.field_label)}</span>
                      {sorted && <Icon name={descending ? 'down' : 'up'} />}
                    </button>
                  ) : (
                    viewer.label(column.field_label)
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {columns.map((column, index) => (
                <BodyCell key={column.api_name} column={column} row={row} first={index === 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function BodyCell({ column, row, first }: { readonly column: FieldInfo; readonly row: Row; readonly first: boolean }) {
  const { session } = useViewer();
  if (!first) {
    return (
      <td class={isNumeric(column) ? 'number' : undefined}>
        <Cell field={column} row={row} />
      </td>
    );
  }
  const place = { page: 'record', module: 'Accounts', id: row.id ?? '' } as const;
  return (
    <th scope="row">
      <a href={formatAddress(session.org.key, place)}>
        <Cell field={column} row={row} />
      </a>
    </th>
  );
}

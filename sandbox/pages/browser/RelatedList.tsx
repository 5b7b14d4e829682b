import { formatAddress } from './address.ts';
import { Cell } from './Cell.tsx';
import type { FieldInfo } from './crm-api.ts';
import { isNumeric } from './format-value.ts';
import { FailureNotice, Loading } from './Notice.tsx';
import { useLoaded } from './use-loaded.ts';
import { useViewer } from './viewer.ts';

export interface RelatedListPlace {
  /** Api name of the related list and of its module. */
  readonly list: string;
  /** The org's English label. */
  readonly title: string;
  readonly fields: readonly string[];
}

export const RELATED_LISTS: readonly RelatedListPlace[] = [
  { list: 'Deals', title: 'Deals', fields: ['Deal_Name', 'Stage', 'Amount', 'Closing_Date', 'Owner'] },
  { list: 'Contacts', title: 'Contacts', fields: ['Last_Name', 'First_Name', 'Title', 'Email', 'Phone'] },
];
/** Read, though not shown: amounts are said in the record's own currency. */
const SILENT_FIELDS: readonly string[] = ['Currency'];

interface RelatedListProps {
  readonly parent: { readonly module: string; readonly id: string };
  readonly list: RelatedListPlace;
}

export function RelatedList({ parent, list }: RelatedListProps) {
  const viewer = useViewer();
  const { api, t } = viewer;
  const title = viewer.label(list.title);
  const { value, error, retry } = useLoaded(`${parent.module}/${parent.id}/${list.list}`, async () => {
    const fields = await api.fields(list.list);
    const columns = list.fields.flatMap((name) => fields.find((field) => field.api_name === name) ?? []);
    const page = await api.related(parent.module, parent.id, list.list, [...list.fields, ...SILENT_FIELDS]);
    return { columns, ...page };
  });
  return (
    <section id={list.list} class="related" aria-labelledby={`${list.list}-title`}>
      <h2 id={`${list.list}-title`}>
        {title}
        {value !== null && <span class="related__count">{viewer.number(value.rows.length)}</span>}
      </h2>
      {error !== null && <FailureNotice error={error} onRetry={retry} />}
      {error === null && value === null && <Loading />}
      {value !== null && value.rows.length === 0 && <p class="soft">{t.none(title)}</p>}
      {value !== null && value.rows.length > 0 && (
        <div class="table-scroll table-scroll--short" role="region" aria-label={t.tableLabel(title)} tabIndex={0}>
          <table class="table">
            <thead>
              <tr>
                {value.columns.map((column) => (
                  <th key={column.api_name} scope="col" class={isNumeric(column) ? 'number' : undefined}>
                    {viewer.label(column.field_label)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {value.rows.map((row) => (
                <tr key={row.id}>
                  {value.columns.map((column, index) =>
                    index === 0 ? (
                      <th key={column.api_name} scope="row">
                        <RecordLink module={list.list} id={row.id ?? ''}>
                          <Cell field={column} row={row} />
                        </RecordLink>
                      </th>
                    ) : (
                      <RelatedCell key={column.api_name} column={column}>
                        <Cell field={column} row={row} />
                      </RelatedCell>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {value?.more === true && <p class="soft">{t.moreThan(viewer.number(value.rows.length))}</p>}
    </section>
  );
}

function RecordLink({
  module,
  id,
  children,
}: {
  readonly module: string;
  readonly id: string;
  readonly children: preact.ComponentChildren;
}) {
  const { session } = useViewer();
  return <a href={formatAddress(session.org.key, { page: 'record', module, id })}>{children}</a>;
}

function RelatedCell({
  column,
  children,
}: {
  readonly column: FieldInfo;
  readonly children: preact.ComponentChildren;
}) {
  return <td class={isNumeric(column) ? 'number' : undefined}>{children}</td>;
}

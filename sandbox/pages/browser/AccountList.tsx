import { useEffect, useState } from 'preact/hooks';
import { AccountTable } from './AccountTable.tsx';
import { formatAddress } from './address.ts';
import type { CrmApi, FieldInfo, RowPage } from './crm-api.ts';
import { Icon } from './Icon.tsx';
import { LabelFilters, type LabelCounts } from './LabelFilters.tsx';
import {
  formatListState,
  LABEL_FIELDS,
  listColumns,
  parseListState,
  toCriteria,
  toQuery,
  type ListState,
} from './list-query.ts';
import { FailureNotice, Loading, Notice } from './Notice.tsx';
import { Paging } from './Paging.tsx';
import { useLoaded } from './use-loaded.ts';
import { useViewer } from './viewer.ts';

interface ListFrame {
  readonly fields: readonly FieldInfo[];
  readonly columns: readonly FieldInfo[];
  readonly counts: LabelCounts;
}

/** ACC: the account list with its label columns, filters by label, search and paging; its state stands in the address. */
export function AccountList({ title }: { readonly title: string }) {
  const viewer = useViewer();
  const { api, t } = viewer;
  const [state, setState] = useState<ListState>(() => parseListState(new URLSearchParams(location.search)));
  useEffect(() => {
    const back = (): void => setState(parseListState(new URLSearchParams(location.search)));
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  function change(next: Partial<ListState>): void {
    const changed = { ...state, page: 1, ...next };
    history.pushState(null, '', location.pathname + formatListState(changed));
    setState(changed);
  }

  const frame = useLoaded('frame', () => loadFrame(api));
  const fields = frame.value;
  const wanted = fields === null ? '' : formatListState(state);
  const list = useLoaded(fields === null ? 'none' : `list${wanted}`, async () =>
    fields === null ? null : await loadRows(api, state, fields),
  );
  const error: unknown = frame.error ?? list.error;
  const found = list.value;
  const hasLabels =
    fields !== null && LABEL_FIELDS.some((name) => fields.columns.some((each) => each.api_name === name));

  return (
    <main id="content" class="page list" tabIndex={-1}>
      <div class="list__head">
        <div>
          <h1>{title}</h1>
          <p class="soft" role="status">
            {found === null ? t.loading : t.records(found.total, viewer.number(found.total))}
          </p>
        </div>
        <SearchForm title={title} search={state.search} onSearch={(search) => change({ search })} />
      </div>
      {fields !== null && !hasLabels && (
        <p class="hint">
          <span>{t.noLabelsYet}</span>
          <a href={formatAddress(viewer.session.org.key, { page: 'setup' })}>{t.setUpAbm}</a>
        </p>
      )}
      <div class={hasLabels ? 'list__body list__body--filters' : 'list__body'}>
        {fields !== null && hasLabels && (
          <LabelFilters
            fields={fields.fields}
            counts={fields.counts}
            chosen={state.labels}
            onChange={(labels) => change({ labels })}
          />
        )}
        <div class="list__rows" aria-busy={list.busy}>
          {error !== null && (
            <FailureNotice
              error={error}
              onRetry={() => {
                if (frame.error !== null) frame.retry();
                else list.retry();
              }}
            />
          )}
          {error === null && found === null && <Loading />}
          {error === null && found !== null && found.total === 0 && (
            <Notice title={t.nothingFound} text={t.nothingFoundText} />
          )}
          {error === null && fields !== null && found !== null && found.total > 0 && (
            <>
              <AccountTable
                title={title}
                columns={fields.columns}
                rows={found.rows}
                sort={state.sort}
                descending={state.descending}
                onSort={(sort, descending) => change({ sort, descending })}
              />
              <Paging
                page={state.page}
                total={found.total}
                rows={found.rows.length}
                onPage={(page) => change({ page })}
              />
            </>
          )}
        </div>
      </div>
    </main>
  );
}

interface SearchFormProps {
  readonly title: string;
  readonly search: string;
  readonly onSearch: (search: string) => void;
}

function SearchForm({ title, search, onSearch }: SearchFormProps) {
  const { t } = useViewer();
  const [text, setText] = useState(search);
  useEffect(() => setText(search), [search]);
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(text.trim());
      }}
    >
      <input
        type="search"
        aria-label={t.searchLabel(title)}
        placeholder={t.searchLabel(title)}
        maxLength={100}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          // The field's own cross empties it; that is a search for everything.
          if (event.currentTarget.value === '' && search !== '') onSearch('');
        }}
      />
      <button type="submit" class="button" aria-label={t.search}>
        <Icon name="search" />
      </button>
    </form>
  );
}

async function loadFrame(api: CrmApi): Promise<ListFrame> {
  const fields = await api.fields('Accounts');
  const labels = LABEL_FIELDS.filter((name) => fields.some((field) => field.api_name === name));
  const counts = await Promise.all(labels.map(async (name) => [name, await countLabels(api, name)] as const));
  return { fields, columns: listColumns(fields), counts: new Map(counts) };
}

async function countLabels(api: CrmApi, name: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await api.select(
    `select ${name}, COUNT(id) from Accounts where id is not null group by ${name} limit 200`,
  );
  return new Map(
    rows.map((row) => {
      const value = row[name];
      return [typeof value === 'string' ? value : '', Number(row['COUNT(id)'])];
    }),
  );
}

async function loadRows(
  api: CrmApi,
  state: ListState,
  { columns, fields }: ListFrame,
): Promise<RowPage & { readonly total: number }> {
  const [page, counted] = await Promise.all([
    api.select(toQuery(state, columns, fields)),
    api.select(`select COUNT(id) from Accounts where ${toCriteria(state, fields)}`),
  ]);
  return { ...page, total: Number(counted.rows[0]?.['COUNT(id)'] ?? 0) };
}

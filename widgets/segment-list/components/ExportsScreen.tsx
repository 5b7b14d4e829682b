import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import type { ExportRow } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { exportStatus, type ExportColumn } from '../models/ExportsModel.ts';
import { sortRows } from '../models/sort-rows.ts';
import { blockedBy, sayFailure, sayInstant } from '../say.ts';
import { RemoteView } from './RemoteView.tsx';
import { ScreenHeading } from './ScreenHeading.tsx';
import { SortHeader } from './SortHeader.tsx';

/** EXP-2. */
export const ExportsScreen: FunctionComponent<{ readonly tab: Tab }> = ({ tab }) => {
  const t = useTranslator();
  useEffect(() => {
    void tab.exports.load();
    return () => tab.exports.close();
  }, []);
  const exportAll = (
    <Button
      kind="primary"
      blockedBy={blockedBy(tab.session.info.value?.rights.exportAccounts, t)}
      onPress={() => (tab.exporting.value = { segmentId: null, name: null })}
    >
      {t.text('segments.exports.exportAll')}
    </Button>
  );
  return (
    <div class="screen">
      <ScreenHeading navigation={tab.navigation} title={t.text('segments.exports.title')} actions={exportAll}>
        <p class="soft">{t.text('segments.exports.text')}</p>
      </ScreenHeading>
      <RemoteView state={tab.exports.state} onRetry={() => void tab.exports.load()} bars={[3, 3, 3]}>
        {(rows) =>
          rows.length === 0 ? (
            <StateScreen title={t.text('segments.exports.empty')} text={t.text('segments.exports.emptyText')} />
          ) : (
            <History tab={tab} rows={rows} />
          )
        }
      </RemoteView>
    </div>
  );
};

function valueOf(row: ExportRow, column: ExportColumn, nowMs: number): string | number | null {
  switch (column) {
    case 'requested':
      return Date.parse(row.requestedAt);
    case 'segment':
      return row.segmentName;
    case 'records':
      return row.records;
    case 'status':
      return exportStatus(row, nowMs);
  }
}

function History({ tab, rows }: { readonly tab: Tab; readonly rows: readonly ExportRow[] }) {
  const t = useTranslator();
  const now = tab.nowMs();
  const { key, descending } = tab.exports.sort.value;
  const sorted = sortRows(rows, (row) => valueOf(row, key, now), descending, t.viewer.language);
  const head = (column: ExportColumn, numeric = false) => (
    <SortHeader
      column={column}
      name={t.text(`segments.exports.column.${column}`)}
      sort={tab.exports.sort.value}
      numeric={numeric}
      onSort={tab.exports.sortBy}
    />
  );
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t.text('segments.exports.title')}>
      <table class="table table--stack" role="table">
        <thead role="rowgroup">
          <tr role="row">
            {head('segment')}
            {head('requested')}
            {head('records', true)}
            {head('status')}
            <th scope="col" role="columnheader">
              {t.text('segments.exports.column.file')}
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {sorted.map((row) => (
            <Row key={row.id} tab={tab} row={row} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ tab, row, now }: { readonly tab: Tab; readonly row: ExportRow; readonly now: number }) {
  const t = useTranslator();
  const status = exportStatus(row, now);
  const name = row.segmentName ?? t.text('segments.detail.all');
  const at = sayInstant(row.requestedAt, t);
  const download = async (): Promise<void> => {
    const answer = await tab.exports.download(row.id);
    tab.toasts.show(answer.ok ? t.text('segments.exports.downloaded') : sayFailure(answer.error, t));
  };
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        {name}
      </th>
      <td role="cell" class="half" data-label={t.text('segments.exports.column.requested')}>
        {at}
      </td>
      <td role="cell" class="number half" data-label={t.text('segments.exports.column.records')}>
        {row.records === null ? <span class="soft">–</span> : t.number(row.records)}
      </td>
      <td role="cell" class="half" data-label={t.text('segments.exports.column.status')}>
        <div>
          <span class={`status status--${status}`}>{t.text(`segments.exports.status.${status}`)}</span>
          {status === 'failed' && row.reason !== null && (
            <p class="soft">{t.text('segments.exports.why', { reason: row.reason })}</p>
          )}
          {row.hiddenFields.length > 0 && (
            <p class="soft">{t.text('segments.exports.leftOut', { count: row.hiddenFields.length })}</p>
          )}
        </div>
      </td>
      <td role="cell" class="half" data-label={t.text('segments.exports.column.file')}>
        <div>
          {status === 'ready' ? (
            <>
              <Button
                blockedBy={tab.exports.fetching.value === row.id ? t.text('shared.loading') : null}
                label={t.text('segments.exports.downloadOf', { name, at })}
                onPress={() => void download()}
              >
                {t.text('segments.exports.download')}
              </Button>
              {row.downloadUntil !== null && (
                <p class="soft status__until">
                  {t.text('segments.exports.until', { at: sayInstant(row.downloadUntil, t) })}
                </p>
              )}
            </>
          ) : (
            (status === 'expired' || status === 'invalid') && (
              <span class="soft">{t.text(`segments.exports.hint.${status}`)}</span>
            )
          )}
        </div>
      </td>
    </tr>
  );
}

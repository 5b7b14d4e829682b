import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import type { ExportRow } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { exportStatus, type ExportColumn, type ExportStatus } from '../models/ExportsModel.ts';
import { sortRows } from '../models/sort-rows.ts';
import { blockedBy } from '../say.ts';
import { ExportHistoryRow } from './ExportHistoryRow.tsx';
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
  const count = (...wanted: readonly ExportStatus[]): number =>
    rows.filter((row) => wanted.includes(exportStatus(row, now))).length;
  return (
    <>
      <p class="visually-hidden" role="status">
        {t.text('segments.exports.summary', { atWork: count('waiting', 'running'), ready: count('ready') })}
      </p>
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
              <ExportHistoryRow key={row.id} tab={tab} row={row} now={now} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { ExportRow } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { exportStatus, type ExportStatus } from '../models/ExportsModel.ts';
import { FileDigest } from './FileDigest.tsx';
import { blockedBy, sayFailure, sayInstant, sayReason } from '../say.ts';

interface ExportHistoryRowProps {
  readonly tab: Tab;
  readonly row: ExportRow;
  readonly now: number;
}

/** EXP-2: one export of the history, how far it is, and the one thing to do with it. */
export function ExportHistoryRow({ tab, row, now }: ExportHistoryRowProps) {
  const t = useTranslator();
  const status = exportStatus(row, now);
  const name = row.segmentName ?? t.text('segments.detail.all');
  const at = sayInstant(row.requestedAt, t);
  return (
    <tr role="row">
      <th scope="row" role="rowheader" dir="auto">
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
          {status === 'running' && row.total !== null && (
            <HowFar name={name} done={row.records ?? 0} total={row.total} />
          )}
          {status === 'failed' && row.reason !== null && <p class="soft">{sayReason(row.reason, t)}</p>}
          {row.outside != null && row.outside > 0 && (
            <p class="soft">{t.text('segments.exports.outside', { count: row.outside })}</p>
          )}
          {row.hiddenFields.length > 0 && (
            <p class="soft">{t.text('segments.exports.leftOut', { count: row.hiddenFields.length })}</p>
          )}
        </div>
      </td>
      <td role="cell" class="half" data-label={t.text('segments.exports.column.file')}>
        <div class="stack stack--tight">
          <FileAction tab={tab} row={row} status={status} of={{ name, at }} />
          <FileNote row={row} status={status} />
          {status === 'ready' && row.file !== null && row.file.sha256 !== '' && (
            <FileDigest sha256={row.file.sha256} toasts={tab.toasts} of={{ name, at }} />
          )}
        </div>
      </td>
    </tr>
  );
}

function HowFar({ name, done, total }: { readonly name: string; readonly done: number; readonly total: number }) {
  const t = useTranslator();
  return (
    <>
      <progress class="progress" aria-label={name} value={done} max={Math.max(1, total)} />
      <p class="soft">{t.text('progress.of', { done: t.number(done), total: t.number(total) })}</p>
    </>
  );
}

interface FileProps {
  readonly row: ExportRow;
  readonly status: ExportStatus;
}

interface FileActionProps extends FileProps {
  readonly tab: Tab;
  /** What tells this export from the others of the list. */
  readonly of: { readonly name: string; readonly at: string };
}

function FileAction({ tab, row, status, of }: FileActionProps) {
  const t = useTranslator();
  if (status === 'waiting' || status === 'running') {
    const cancel = async (): Promise<void> => {
      const answer = await tab.exports.cancel(row.id);
      if (!answer.ok) tab.toasts.show(sayFailure(answer.error, t));
    };
    return (
      <Button label={t.text('segments.exports.cancelOf', of)} onPress={() => void cancel()}>
        {t.text('shared.cancel')}
      </Button>
    );
  }
  if (status === 'ready') {
    const download = async (): Promise<void> => {
      const answer = await tab.exports.download(row.id);
      tab.toasts.show(answer.ok ? t.text('segments.exports.downloaded') : sayFailure(answer.error, t));
    };
    return (
      <Button
        blockedBy={tab.exports.fetching.value === row.id ? t.text('shared.loading') : null}
        label={t.text('segments.exports.downloadOf', of)}
        onPress={() => void download()}
      >
        {t.text('segments.exports.download')}
      </Button>
    );
  }
  // One from before the org respected sharing is made again like one whose time is over.
  if (row.invalid && !row.beforeSharing) return null;
  return (
    <Button
      kind="plain"
      blockedBy={blockedBy(tab.session.info.value?.rights.exportAccounts, t)}
      label={t.text('segments.exports.againOf', of)}
      onPress={() => (tab.exporting.value = { segmentId: row.segmentId, name: row.segmentName })}
    >
      {t.text('segments.exports.again')}
    </Button>
  );
}

function FileNote({ row, status }: FileProps) {
  const t = useTranslator();
  if (status === 'ready' && row.downloadUntil !== null) {
    return (
      <>
        {row.fileName !== null && (
          <p class="soft file-name" dir="auto">
            {row.fileName}
          </p>
        )}
        <p class="soft status__until">{t.text('segments.exports.until', { at: sayInstant(row.downloadUntil, t) })}</p>
      </>
    );
  }
  if (status !== 'expired' && status !== 'invalid') return null;
  const hint = status === 'invalid' && row.beforeSharing ? 'beforeSharing' : status;
  return <p class="soft status__until">{t.text(`segments.exports.hint.${hint}`)}</p>;
}

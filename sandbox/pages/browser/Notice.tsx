import type { ComponentChildren } from 'preact';
import { CrmFailure } from './crm-api.ts';
import { useViewer } from './viewer.ts';

interface NoticeProps {
  readonly title: string;
  readonly text: string;
  readonly alert?: boolean;
  /** True where nothing above it heads the page. */
  readonly heads?: boolean;
  readonly children?: ComponentChildren;
}

/** What stands where there is nothing else to show. */
export function Notice({ title, text, alert = false, heads = false, children }: NoticeProps) {
  return (
    <div class="notice" role={alert ? 'alert' : undefined}>
      {heads ? <h1>{title}</h1> : <h2>{title}</h2>}
      <p>{text}</p>
      {children}
    </div>
  );
}

interface FailureNoticeProps {
  readonly error: unknown;
  readonly heads?: boolean;
  readonly onRetry: () => void;
}

/** Says whether a profile or the connection is in the way; the first is not cured by trying again. */
export function FailureNotice({ error, heads = false, onRetry }: FailureNoticeProps) {
  const { t } = useViewer();
  if (error instanceof CrmFailure && error.code === 'NO_PERMISSION') {
    return <Notice alert heads={heads} title={t.failedTitle} text={t.refusedText} />;
  }
  return (
    <Notice alert heads={heads} title={t.failedTitle} text={t.failedText}>
      <button type="button" class="button" onClick={onRetry}>
        {t.retry}
      </button>
    </Notice>
  );
}

export function Loading() {
  const { t } = useViewer();
  return (
    <div class="loading" role="status">
      <span class="visually-hidden">{t.loading}</span>
      {[1, 2, 3, 4, 5, 6].map((bar) => (
        <span key={bar} class="loading__bar" />
      ))}
    </div>
  );
}

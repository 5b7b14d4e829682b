import type { ComponentChildren } from 'preact';
import { CrmFailure } from './crm-api.ts';
import { useViewer } from './viewer.ts';

interface NoticeProps {
  readonly title: string;
  readonly text: string;
  readonly alert?: boolean;
  readonly children?: ComponentChildren;
}

/** What stands where there is nothing else to show. */
export function Notice({ title, text, alert = false, children }: NoticeProps) {
  return (
    <div class="notice" role={alert ? 'alert' : undefined}>
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </div>
  );
}

/** Says whether a profile or the connection is in the way; the first is not cured by trying again. */
export function FailureNotice({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useViewer();
  if (error instanceof CrmFailure && error.code === 'NO_PERMISSION') {
    return <Notice alert title={t.failedTitle} text={t.refusedText} />;
  }
  return (
    <Notice alert title={t.failedTitle} text={t.failedText}>
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

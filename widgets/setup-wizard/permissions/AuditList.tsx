import { useEffect, useState } from 'preact/hooks';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import type { AuditDay, PermissionsApi } from './permissions-api.ts';
import { saveFile } from '#widgets/shared/ui/save-file.ts';
import { sayAuditEntry } from './say-audit-entry.ts';
import { sayFailure } from './say-failure.ts';
import type { ProfileNames } from './say-grid-changes.ts';

const MS_PER_DAY = 86_400_000;

interface AuditListProps {
  readonly api: PermissionsApi;
  readonly profiles: ProfileNames;
  /** Another value = something was changed on this page: what is shown is read again. */
  readonly changes: string;
}

/** Refusals and changes of one day, and the whole of it as a file. */
export function AuditList({ api, profiles, changes }: AuditListProps) {
  const t = useTranslator();
  const [day, setDay] = useState<string | null>(null);
  const [shown, setShown] = useState<AuditDay | null>(null);
  const [failure, setFailure] = useState<BackendFailure | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [fetching, setFetching] = useState(false);

  useEffect(() => {
    let wanted = true;
    void api.audit(day).then((answer) => {
      if (!wanted) return;
      setFailure(answer.ok ? null : answer.error);
      if (answer.ok) setShown(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, [day, attempt, changes]);

  const fetchFile = async (of: string): Promise<void> => {
    setFetching(true);
    const file = await api.auditFile(of);
    setFetching(false);
    setFailure(file.ok ? null : file.error);
    if (file.ok) saveFile(file.value.name, file.value.bytes);
  };

  // Lines of another day than the field says are not shown below it, while the new ones come and when they fail.
  const isThere = shown !== null && (day === null || day === shown.day);

  return (
    <section class="card stack" aria-labelledby="audit-heading">
      <div class="section-head">
        <div>
          <h3 id="audit-heading">{t.text('permissions.audit.title')}</h3>
          {shown !== null && <p class="soft">{t.text('permissions.audit.text', { days: shown.keptDays })}</p>}
        </div>
      </div>
      {shown !== null && (
        <div class="audit__tools">
          <Field label={t.text('permissions.audit.day')}>
            {({ id }) => (
              <input
                id={id}
                class="input"
                type="date"
                value={day ?? shown.day}
                min={firstDay(shown)}
                max={shown.today}
                onChange={({ currentTarget: { value } }) => value !== '' && setDay(value)}
              />
            )}
          </Field>
          <Button
            blockedBy={fetching ? t.text('shared.loading') : null}
            onPress={() => void fetchFile(day ?? shown.day)}
          >
            {t.text('permissions.audit.file')}
          </Button>
          <Button kind="plain" onPress={() => setAttempt(attempt + 1)}>
            {t.text('permissions.audit.refresh')}
          </Button>
        </div>
      )}
      {failure !== null && (
        <Banner
          tone="warn"
          live
          actions={<Button onPress={() => setAttempt(attempt + 1)}>{t.text('shared.retry')}</Button>}
        >
          {sayFailure(failure, t)}
        </Banner>
      )}
      {isThere && <Entries shown={shown} profiles={profiles} />}
      {!isThere && failure === null && <Skeleton text={t.text('shared.loading')} bars={[6]} />}
    </section>
  );
}

function Entries({ shown: { lines, more }, profiles }: { readonly shown: AuditDay; readonly profiles: ProfileNames }) {
  const t = useTranslator();
  if (lines.length === 0) return <p class="soft">{t.text('permissions.audit.none')}</p>;
  return (
    <>
      <ul role="list" class="audit">
        {lines.map((line, index) => (
          <li key={index} class="audit__line">
            <span class={`chip audit__kind audit__kind--${line.kind}`}>
              {t.text(`permissions.audit.kind.${line.kind}`)}
            </span>
            <span>
              {sayAuditEntry(line, t, profiles)}
              <span class="soft audit__when"> {t.instant(line.last)}</span>
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="soft">{t.text('permissions.audit.more', { more })}</p>}
    </>
  );
}

function firstDay({ today, keptDays }: AuditDay): string {
  return new Date(Date.parse(today) - keptDays * MS_PER_DAY).toISOString().slice(0, 10);
}

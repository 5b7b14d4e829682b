import { useEffect, useState } from 'preact/hooks';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { ToastModel } from '#widgets/shared/ui/ToastModel.ts';
import type { PermissionsApi, Policies } from './permissions-api.ts';
import { sayFailure } from './say-failure.ts';

interface PolicySwitchProps {
  readonly api: PermissionsApi;
  readonly toasts: ToastModel;
  readonly onChanged: () => void;
}

/** PER-3: whether lists and files are cut to what a person's own CRM shows them. Saved at once, and to be undone. */
export function PolicySwitch({ api, toasts, onChanged }: PolicySwitchProps) {
  const t = useTranslator();
  const [policies, setPolicies] = useState<Policies | null>(null);
  const [trouble, setTrouble] = useState<BackendFailure | null>(null);
  const [busy, setBusy] = useState(false);

  const load = async (): Promise<void> => {
    const answer = await api.policies();
    setTrouble(answer.ok ? null : answer.error);
    if (answer.ok) setPolicies(answer.value);
  };
  useEffect(() => void load(), []);

  const write = async (respect: boolean, from: Policies, offerUndo: boolean): Promise<void> => {
    setBusy(true);
    const answer = await api.writePolicies(respect, from.revision);
    setBusy(false);
    setTrouble(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    const written = answer.value;
    setPolicies(written);
    onChanged();
    if (offerUndo) toasts.show(t.text('permissions.sharing.saved'), () => void write(!respect, written, false));
  };

  const at = policies?.changedAt == null ? Number.NaN : Date.parse(policies.changedAt);
  return (
    <section class="card stack" aria-labelledby="policies-heading">
      <h3 id="policies-heading">{t.text('permissions.sharing.title')}</h3>
      {trouble !== null && (
        <Banner tone="warn" live actions={<Button onPress={() => void load()}>{t.text('shared.retry')}</Button>}>
          {trouble.reason === 'conflict' ? t.text('permissions.sharing.changedMeanwhile') : sayFailure(trouble, t)}
        </Banner>
      )}
      {policies !== null && (
        <>
          <label class="tick policy">
            <input
              type="checkbox"
              checked={policies.respectRecordSharing}
              aria-describedby="policies-text"
              aria-disabled={busy ? 'true' : undefined}
              onChange={(event) => {
                const { checked } = event.currentTarget;
                // The box shows what is saved, not what was pressed.
                event.currentTarget.checked = policies.respectRecordSharing;
                if (!busy) void write(checked, policies, true);
              }}
            />
            {t.text('permissions.sharing.switch')}
          </label>
          <p id="policies-text" class="soft measure">
            {t.text('permissions.sharing.text')}
          </p>
          {policies.changedBy !== null && !Number.isNaN(at) && (
            <p class="soft">
              {t.text('permissions.sharing.changedBy', { name: policies.changedBy, at: t.instant(at) })}
            </p>
          )}
        </>
      )}
    </section>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import { TECHNIQUES, type Technique } from '../models/answers.ts';
import { ask } from '#widgets/shared/backend/ask.ts';
import type { Tab } from '../models/create-tab.ts';
import { accountHistorySchema, type StripPart } from '../models/history-answers.ts';
import { createRemote } from '../models/remote.ts';
import { sayIsoDay, techniqueName } from '../say.ts';
import { AccountLabelChips } from './AccountLabelChips.tsx';
import { RemoteView } from './RemoteView.tsx';

const CAUSES = ['firstRun', 'settings', 'data', 'entered', 'left', 'override'] as const;

interface AccountHistoryDialogProps {
  readonly tab: Tab;
  readonly account: { readonly id: string; readonly name: string | null };
  readonly onClose: () => void;
}

/** Every label that one account has had, the present one first. */
export function AccountHistoryDialog({ tab, account: { id, name }, onClose }: AccountHistoryDialogProps) {
  const t = useTranslator();
  const [history] = useState(() =>
    createRemote((signal) =>
      ask(
        tab.session.backend,
        { method: 'GET', path: `/v1/history/accounts/${encodeURIComponent(id)}`, signal },
        accountHistorySchema,
      ),
    ),
  );
  useEffect(() => {
    void history.load();
    return history.reset;
  }, []);
  return (
    <Dialog
      title={t.text('segments.history.title', { name: name ?? t.text('segments.unnamed', { id }) })}
      onClose={onClose}
      actions={<Button onPress={onClose}>{t.text('segments.history.close')}</Button>}
    >
      <RemoteView state={history.state} onRetry={() => void history.load()} bars={[6]}>
        {({ techniques }) => {
          const known = TECHNIQUES.filter((technique) => (techniques[technique]?.length ?? 0) > 0);
          if (known.length === 0) return <p class="soft">{t.text('segments.history.none')}</p>;
          return known.map((technique) => (
            <section key={technique} class="stack stack--tight">
              <h3>{techniqueName(technique, t)}</h3>
              <Strip tab={tab} technique={technique} parts={techniques[technique] ?? []} />
            </section>
          ));
        }}
      </RemoteView>
    </Dialog>
  );
}

interface StripProps {
  readonly tab: Tab;
  readonly technique: Technique;
  readonly parts: readonly StripPart[];
}

function Strip({ tab, technique, parts }: StripProps) {
  const t = useTranslator();
  return (
    <ol role="list" class="strip">
      {parts.toReversed().map(({ day, label, cause }, at) => {
        const known = CAUSES.find((each) => each === cause);
        return (
          <li key={`${day} ${at}`} class="strip__part">
            <span class="strip__day soft">{sayIsoDay(day, t)}</span>
            <AccountLabelChips labels={tab.overview.labels.value} of={{ [technique]: label }} />
            <span class="soft">
              {cause === null
                ? t.text('segments.history.begins')
                : known === undefined
                  ? ''
                  : t.text(`segments.history.${known}`)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

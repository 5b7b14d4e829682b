import type { ComponentChildren } from 'preact';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { LabelChip } from '#widgets/shared/ui/LabelChip.tsx';
import type { AccountView } from '../models/account-view.ts';
import { colourOf, labelName } from '../say-message.ts';

interface PanelHeaderProps {
  readonly view: AccountView;
  /** Of the techniques whose cards come later. */
  readonly chips: ComponentChildren;
}

/** Who it is, what ABM calls it, and how fresh that is: enough for whoever reads no further. */
export function PanelHeader({ view, chips }: PanelHeaderProps) {
  const t = useTranslator();
  const { asOfDay, publishedAtMs } = view.freshness;
  return (
    <header class="panel__header">
      <h1>{view.name}</h1>
      {view.labels.length > 0 && (
        <ul role="list" class="panel__chips" aria-label={t.text('account.labels')}>
          {view.labels.map(({ technique, labelId }) => (
            <li key={technique}>
              <LabelChip
                name={labelName(labelId, technique, view, t)}
                noLabelText={t.text('shared.noLabel')}
                colour={colourOf(labelId, technique, view)}
              />
            </li>
          ))}
          {chips}
        </ul>
      )}
      <p class="panel__facts">
        {view.owner !== null && <span>{t.text('account.owner', { owner: view.owner })}</span>}
        <span title={t.text('account.published', { at: t.instant(publishedAtMs) })}>
          {t.text('account.freshness', { onDay: asOfDay })}
        </span>
      </p>
    </header>
  );
}

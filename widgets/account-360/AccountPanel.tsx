import type { ReadonlySignal } from '@preact/signals';
import { sayCondition } from '#widgets/shared/criteria-builder/criteria-sentence.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import { LabelCard } from './components/LabelCard.tsx';
import { Tiles } from './components/Tiles.tsx';
import type { AccountState, AccountView } from './models/account-view.ts';

interface AccountPanelProps {
  /** null while loading. */
  readonly state: ReadonlySignal<AccountState | null>;
  readonly todayDay: () => number;
  readonly onRetry: () => void;
  readonly onOpenDeal: (dealId: string) => void;
}

export function AccountPanel({ state, todayDay, onRetry, onOpenDeal }: AccountPanelProps) {
  const t = useTranslator();
  const current = state.value;
  const retry = <Button onPress={onRetry}>{t.text('shared.retry')}</Button>;
  if (current === null) return <Skeleton text={t.text('shared.loading')} bars={[2, 4, 9, 9]} />;
  switch (current.kind) {
    case 'ready':
      return (
        <Ready view={current.view} ageDays={todayDay() - current.view.freshness.asOfDay} onOpenDeal={onOpenDeal} />
      );
    case 'notIncluded':
      return (
        <StateScreen
          title={t.text('account.notIncluded.title')}
          text={t.text('account.notIncluded.text', { count: current.failing.length })}
          actions={
            <ul class="reasons">
              {current.failing.map((condition) => (
                <li key={condition.params['condition']}>
                  {t.text('account.notIncluded.condition', {
                    number: condition.params['condition'] ?? null,
                    sentence: sayCondition(condition, current.fieldLabels, t),
                  })}
                </li>
              ))}
            </ul>
          }
        />
      );
    case 'refused':
      return (
        <StateScreen
          title={t.text('account.refused.title')}
          text={t.text('account.refused.text', { missing: current.missing })}
        />
      );
    case 'notScored':
      return (
        <StateScreen
          title={t.text('account.notScored.title')}
          text={t.text('account.notScored.text', { onDay: current.asOfDay })}
          actions={retry}
        />
      );
    case 'failed':
      return (
        <StateScreen
          alert
          title={t.text('account.failed.title')}
          text={t.text(current.reason === 'noPermission' ? 'account.failed.noPermission' : 'account.failed.text')}
          actions={retry}
        />
      );
    case 'noRecord':
    case 'notConfigured':
    case 'unreadable':
      return (
        <StateScreen
          title={t.text(`account.${current.kind}.title`)}
          text={t.text(`account.${current.kind}.text`)}
          actions={current.kind === 'noRecord' ? undefined : retry}
        />
      );
  }
}

interface ReadyProps {
  readonly view: AccountView;
  readonly ageDays: number;
  readonly onOpenDeal: (dealId: string) => void;
}

function Ready({ view, ageDays, onOpenDeal }: ReadyProps) {
  const t = useTranslator();
  return (
    <article class="panel">
      <header class="panel__header">
        <h1>{view.name}</h1>
        {view.owner !== null && <p class="soft">{t.text('account.owner', { owner: view.owner })}</p>}
        <p class="soft">
          {t.text('account.freshness', {
            onDay: view.freshness.asOfDay,
            at: t.instant(view.freshness.publishedAtMs),
          })}
        </p>
      </header>
      {view.freshness.stale && <Banner tone="warn">{t.text('account.stale', { days: ageDays })}</Banner>}
      <Tiles view={view} />
      {view.moreDeals && <p class="soft">{t.text('account.moreDeals', { count: t.number(view.deals.length) })}</p>}
      <div class="label-cards">
        {view.labels.map((label) => (
          <LabelCard key={label.technique} label={label} view={view} onOpenDeal={onOpenDeal} />
        ))}
      </div>
    </article>
  );
}

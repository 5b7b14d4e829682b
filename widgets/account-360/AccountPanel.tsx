import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { LabelCard } from './components/LabelCard.tsx';
import { LaterCards } from './components/LaterCards.tsx';
import { PanelHeader } from './components/PanelHeader.tsx';
import { StatePanel } from './components/StatePanel.tsx';
import { Tiles } from './components/Tiles.tsx';
import type { AccountState, AccountView } from './models/account-view.ts';

interface AccountPanelProps {
  /** null while loading. */
  readonly state: AccountState | null;
  readonly onRetry: () => void;
  readonly onOpenDeal: (module: string, dealId: string) => void;
}

/** Heights of what will stand there, in rem: header, tiles, two label cards. */
const SKELETON_BARS: readonly number[] = [2.5, 5, 11, 11];

export function AccountPanel({ state, onRetry, onOpenDeal }: AccountPanelProps) {
  const t = useTranslator();
  if (state === null) {
    return (
      <>
        <h1 class="visually-hidden">{t.text('account.title')}</h1>
        <Skeleton text={t.text('shared.loading')} bars={SKELETON_BARS} />
      </>
    );
  }
  if (state.kind !== 'ready') return <StatePanel state={state} onRetry={onRetry} />;
  const { view } = state;
  // Another record starts with its cards closed.
  return <Ready key={view.accountId} view={view} onOpenDeal={(dealId) => onOpenDeal(view.dealsModule, dealId)} />;
}

interface ReadyProps {
  readonly view: AccountView;
  readonly onOpenDeal: (dealId: string) => void;
}

function Ready({ view, onOpenDeal }: ReadyProps) {
  const t = useTranslator();
  const { freshness, totals } = view;
  const [chips, setChips] = useState<ComponentChildren>(null);
  return (
    <article class="panel">
      <PanelHeader view={view} chips={chips} />
      {freshness.stale && <Banner tone="warn">{t.text('account.stale', { days: freshness.ageDays })}</Banner>}
      <Tiles view={view} />
      {totals.sinceRun > 0 && <Banner tone="info">{t.text('account.sinceRun', { count: totals.sinceRun })}</Banner>}
      {view.moreDeals && <p class="soft">{t.text('account.moreDeals', { count: view.deals.length })}</p>}
      {view.labels.length === 0 && view.more === null && <p class="soft">{t.text('account.noTechnique')}</p>}
      <div class="label-cards">
        {view.labels.map((label) => (
          <LabelCard key={label.technique} label={label} view={view} onOpenDeal={onOpenDeal} />
        ))}
        {view.more !== null && <LaterCards more={view.more} onChips={setChips} />}
      </div>
    </article>
  );
}

import { formatAddress, type PagePlace } from './address.ts';
import { Icon } from './Icon.tsx';
import { UserMenu } from './UserMenu.tsx';
import { useViewer } from './viewer.ts';

interface TopBarProps {
  readonly place: PagePlace;
  /** The account module's own name. */
  readonly accounts: string;
}

export function TopBar({ place, accounts }: TopBarProps) {
  const { t, session, org } = useViewer();
  const isAccounts = place.page === 'accounts' || (place.page === 'record' && place.module === 'Accounts');
  const tabs = [
    { text: accounts, place: { page: 'accounts' }, current: isAccounts },
    { text: t.abm, place: { page: 'abm' }, current: place.page === 'abm' },
  ] as const;
  return (
    <header class="top">
      <a class="skip" href="#content">
        {t.skip}
      </a>
      <p class="top__org">
        <span class="top__mark" aria-hidden="true">
          {org.company_name.slice(0, 1)}
        </span>
        <span class="top__name">{org.company_name}</span>
        <span class="top__badge">{t.sandbox}</span>
      </p>
      <nav class="top__tabs" aria-label={t.tabs}>
        {tabs.map((tab) => (
          <a
            key={tab.place.page}
            href={formatAddress(session.org.key, tab.place)}
            aria-current={tab.current ? 'page' : undefined}
          >
            {tab.text}
          </a>
        ))}
        <a
          class="top__setup"
          href={formatAddress(session.org.key, { page: 'setup' })}
          aria-current={place.page === 'setup' ? 'page' : undefined}
        >
          <Icon name="gear" />
          <span>{t.setup}</span>
        </a>
      </nav>
      <UserMenu />
    </header>
  );
}

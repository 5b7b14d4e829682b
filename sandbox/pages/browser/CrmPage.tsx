import { useEffect } from 'preact/hooks';
import { AccountList } from './AccountList.tsx';
import type { PagePlace } from './address.ts';
import type { ModuleInfo } from './crm-api.ts';
import { ConsentPage } from './ConsentPage.tsx';
import { RecordPage } from './RecordPage.tsx';
import { TopBar } from './TopBar.tsx';
import { ViewerContext, type Viewer } from './viewer.ts';
import { AbmTab, SetupPage } from './WidgetPages.tsx';

interface CrmPageProps {
  readonly viewer: Viewer;
  readonly place: PagePlace;
  readonly modules: readonly ModuleInfo[];
}

export function CrmPage({ viewer, place, modules }: CrmPageProps) {
  const accounts = viewer.label(modules.find((each) => each.api_name === 'Accounts')?.plural_label ?? 'Accounts');
  useEffect(() => {
    const titles = {
      accounts,
      record: accounts,
      abm: viewer.t.abm,
      setup: viewer.t.setupTitle,
      consent: viewer.t.accept,
    };
    document.title = `${titles[place.page]} · ${viewer.org.company_name}`;
  }, []);
  return (
    <ViewerContext.Provider value={viewer}>
      {place.page !== 'consent' && <TopBar place={place} accounts={accounts} />}
      <Page place={place} modules={modules} accounts={accounts} />
    </ViewerContext.Provider>
  );
}

function Page({ place, modules, accounts }: Pick<CrmPageProps, 'place' | 'modules'> & { readonly accounts: string }) {
  switch (place.page) {
    case 'accounts':
      return <AccountList title={accounts} />;
    case 'record':
      return <RecordPage module={place.module} id={place.id} modules={modules} />;
    case 'abm':
      return <AbmTab />;
    case 'setup':
      return <SetupPage />;
    case 'consent':
      return <ConsentPage />;
  }
}

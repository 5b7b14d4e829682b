/** Which page an address names. */
export type PagePlace =
  | { readonly page: 'accounts' }
  | { readonly page: 'record'; readonly module: string; readonly id: string }
  | { readonly page: 'abm' }
  | { readonly page: 'setup' }
  /** The question of the sign-in window; the org is the one that was chosen last. */
  | { readonly page: 'consent' };

export interface Address {
  /** `{dc}-{org id}`; null = the one that was chosen last. */
  readonly orgKey: string | null;
  readonly place: PagePlace;
}

const ADDRESS = /^\/crm\/([a-z.]+-\d+)\/(?:tab\/([A-Za-z_]\w*)(?:\/(\d{1,19}))?|(settings\/ABM))$/;

/** null = no page of the CRM. */
export function parseAddress(pathname: string): Address | null {
  if (pathname === '/oauth/v2/auth') return { orgKey: null, place: { page: 'consent' } };
  const found = ADDRESS.exec(pathname);
  const orgKey = found?.[1];
  if (found === null || orgKey === undefined) return null;
  const [, , module, id, setup] = found;
  if (setup !== undefined) return { orgKey, place: { page: 'setup' } };
  if (module !== undefined && id !== undefined) return { orgKey, place: { page: 'record', module, id } };
  if (module === 'ABM') return { orgKey, place: { page: 'abm' } };
  return module === 'Accounts' ? { orgKey, place: { page: 'accounts' } } : null;
}

export function formatAddress(orgKey: string, place: PagePlace): string {
  switch (place.page) {
    case 'accounts':
      return `/crm/${orgKey}/tab/Accounts`;
    case 'record':
      return `/crm/${orgKey}/tab/${encodeURIComponent(place.module)}/${encodeURIComponent(place.id)}`;
    case 'abm':
      return `/crm/${orgKey}/tab/ABM`;
    case 'setup':
      return `/crm/${orgKey}/settings/ABM`;
    case 'consent':
      return '/oauth/v2/auth';
  }
}

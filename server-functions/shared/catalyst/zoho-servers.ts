import type { DataCentre } from '#core/crm/org-key.ts';

export interface ZohoServers {
  readonly dc: DataCentre;
  readonly apiUrl: string;
  /** Where bulk-write files are uploaded. */
  readonly contentUrl: string;
  readonly accountsUrl: string;
}

/** Zoho's addresses end as the data centre is called, but for one. Source: Zoho CRM API v8, "Multi DC". */
const ACCOUNTS_ENDING: Partial<Record<DataCentre, string>> = { ca: 'zohocloud.ca' };

/** Origins without a slash at the end. */
export function zohoServers(dc: DataCentre): ZohoServers {
  return {
    dc,
    apiUrl: `https://www.zohoapis.${dc}`,
    contentUrl: `https://content.zohoapis.${dc}`,
    accountsUrl: `https://accounts.${ACCOUNTS_ENDING[dc] ?? `zoho.${dc}`}`,
  };
}

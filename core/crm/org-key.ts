/** Zoho's data centres: an org id is unique only inside one. Source: Zoho CRM API v8. */
export const DATA_CENTRES = ['com', 'eu', 'in', 'com.au', 'com.cn', 'jp', 'sa', 'ca', 'uk'] as const;
export type DataCentre = (typeof DATA_CENTRES)[number];

/** First argument of every store, blob and queue call: no data of one org is reachable without naming it. */
export interface OrgKey {
  readonly dc: DataCentre;
  readonly orgId: string;
}

/** One text for an org, as keys and logs hold it. */
export function formatOrgKey(org: OrgKey): string {
  return `${org.dc}/${org.orgId}`;
}

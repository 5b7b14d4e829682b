import type { OrgWords } from '../models/org-words.ts';

/** Emails are a related list of contacts, no module. */
const EMAILS = 'Emails';

/** `here`: the CRM has the module. `apart`: no module, read contact by contact. `absent`: this CRM has no such module. */
export type SourcePlace = 'here' | 'apart' | 'absent';

export function placeOf({ module }: { readonly module: string }, { modules }: Pick<OrgWords, 'modules'>): SourcePlace {
  if (modules.some(({ apiName, viewable }) => apiName === module && viewable)) return 'here';
  return module === EMAILS ? 'apart' : 'absent';
}

/** Of what ships, what this CRM can be read for. */
export function countedSources<S extends { readonly module: string }>(
  shipped: readonly S[],
  org: Pick<OrgWords, 'modules'>,
): S[] {
  return shipped.filter((source) => placeOf(source, org) !== 'absent');
}

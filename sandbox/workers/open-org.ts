import { registerCsvInstant } from '../bulk/csv-cell.ts';
import { registerTextComparison } from '../coql/compare-text.ts';
import { createInstantFormatter } from '../store/instants.ts';
import { openDatabase } from '../store/open-database.ts';
import { loadOrgStore, type OrgStore } from '../store/org-store.ts';

export interface OpenOrg {
  readonly store: OrgStore;
  readonly formatInstant: (seconds: number) => string;
}

/** One connection to an org's file, with the SQL functions that COQL and bulk read compile to. */
export function openOrg(path: string): OpenOrg {
  const store = loadOrgStore(openDatabase(path));
  const formatInstant = createInstantFormatter(store.org.timeZone);
  registerTextComparison(store.database);
  registerCsvInstant(store.database, formatInstant);
  return { store, formatInstant };
}

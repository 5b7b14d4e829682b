import type { Clock } from '#core/clock.ts';
import { formatOrgKey, type DataCentre } from '#core/crm/org-key.ts';
import { createRefreshingTokens, type AccessTokens } from '../rest/access-tokens.ts';
import { createCallSlots, createSlotsInAll, type CallSlots } from '../rest/call-slots.ts';
import { createDownloadGate } from '../rest/download-gate.ts';
import type { LocalSettings } from './settings.ts';

/**
 * What Zoho counts by org and app, whichever thread calls: calls under way, ten access tokens in ten minutes and refresh
 * token, ten downloads a minute. There is one of each for an installation, on the thread that answers.
 */
export interface InstallerShare {
  readonly slots: CallSlots;
  readonly tokens: AccessTokens;
  readonly enterDownload: () => Promise<void>;
}

/** By `formatOrgKey`. */
export type InstallerShares = ReadonlyMap<string, InstallerShare>;

export function createInstallerShares(
  { installations }: Pick<LocalSettings, 'installations'>,
  clock: Clock,
  wait: (ms: number) => Promise<void>,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): InstallerShares {
  return new Map(
    installations.map((installation) => [
      formatOrgKey(installation),
      {
        slots: createCallSlots(),
        tokens: createRefreshingTokens(installation, { fetch, clock }),
        enterDownload: createDownloadGate(clock, wait),
      },
    ]),
  );
}

/**
 * For a token that somebody presents: the CRM counts its calls in an org that is not known before the first answer, so they
 * take a place in every org of the data centre in which the extension is installed.
 */
export function slotsOfDataCentre(shares: InstallerShares, dc: DataCentre): CallSlots {
  const there = [...shares].filter(([org]) => org.startsWith(`${dc}/`)).map(([, { slots }]) => slots);
  return there.length === 0 ? createCallSlots() : createSlotsInAll(there);
}

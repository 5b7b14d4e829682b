import type { Clock } from '#core/clock.ts';
import { DATA_CENTRES, formatOrgKey, type DataCentre, type OrgKey } from '#core/crm/org-key.ts';
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

/** One share for each installation of the settings. */
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
 * Calls at a time by tokens whose org nobody knows yet: while they wait for a busy org they hold no more than this of the
 * others' places, however many strangers come.
 */
const UNKNOWN_AT_A_TIME = 2;

/** `orgOf`: null until the CRM has said whose the token is. */
export type PresentedSlots = (dc: DataCentre, orgOf: () => OrgKey | null) => CallSlots;

/**
 * For tokens that people present: the CRM counts their calls in an org that is not known before the first answer, so until
 * then they take a place in every org of the data centre in which the extension is installed, and afterwards in their own.
 */
export function createPresentedSlots(shares: InstallerShares): PresentedSlots {
  const slotsIn = (dc: DataCentre): CallSlots => {
    const there = [...shares].filter(([org]) => org.startsWith(`${dc}/`)).map(([, { slots }]) => slots);
    return createSlotsInAll([createCallSlots(UNKNOWN_AT_A_TIME), ...there]);
  };
  const unknownIn = new Map(DATA_CENTRES.map((dc) => [dc, slotsIn(dc)]));
  return (dc, orgOf) => ({
    enter() {
      const org = orgOf();
      const own = org === null ? undefined : shares.get(formatOrgKey(org))?.slots;
      return (own ?? unknownIn.get(dc) ?? slotsIn(dc)).enter();
    },
  });
}

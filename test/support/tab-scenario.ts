import type { TabHistory } from './tab-history.ts';

/** What an org is like for one test. Everything not named is an administrator's ordinary day. */
export interface TabScenario {
  readonly rights?: Readonly<Record<string, true | { readonly missing: string }>>;
  readonly configured?: boolean;
  /** No run has published yet. */
  readonly unpublished?: boolean;
  readonly run?: unknown;
  /** The viewer's profile hides amounts. */
  readonly amountsHidden?: boolean;
  /** The org respects record sharing, and this many accounts are outside the viewer's view. */
  readonly outside?: number;
  /** And none is inside. */
  readonly noneReadable?: boolean;
  readonly noSegments?: boolean;
  readonly noExports?: boolean;
  /** Labels are from this ISO day. */
  readonly asOf?: string;
  readonly history?: TabHistory;
  /** Voice of the customer is in use, and the negative texts of so many accounts rise. */
  readonly surges?: number;
  /** Scoring rules have given accounts points. */
  readonly scored?: boolean;
  /** Accounts are labelled by every technique. */
  readonly every?: boolean;
  /** Laid over what is published: techniques with what the run said of them. */
  readonly said?: Readonly<Record<string, unknown>>;
}

export interface TabAnswer {
  readonly status: number;
  readonly body: unknown;
}

export const TAB_NOW = '2026-03-12T08:30:00Z';

/** The day that labels are from. */
export const asOfIn = ({ asOf = '2026-03-12' }: TabScenario): string => asOf;

/** How many accounts the viewer does not see, where the org respects sharing. */
export const outsideIn = ({ outside }: TabScenario): { readonly outside?: number } =>
  outside === undefined ? {} : { outside };

export function found(body: unknown): TabAnswer {
  return { status: 200, body };
}

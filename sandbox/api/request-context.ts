import type { Hono, Context } from 'hono';
import type { OrgStore } from '../store/org-store.ts';
import type { SandboxSwitches } from '../switches.ts';
import type { Access } from './access.ts';

/** What one call works with: who calls which org, what the clock says, and where effects go. */
export interface RequestContext {
  readonly access: Access;
  readonly scopes: readonly string[];
  readonly switches: SandboxSwitches;
  /** Epoch milliseconds of the sandbox clock. */
  readonly now: number;
  /** Origin under which the sandbox is reached, for absolute addresses in answers. */
  readonly origin: string;
  /** Folder of the org's files: uploads and job results. */
  readonly folder: string;
  readonly formatInstant: (seconds: number) => string;
  store(): OrgStore;
  /** After a change of metadata. */
  replaceStore(store: OrgStore): void;
  /** What this call costs; one credit unless a route says otherwise. */
  charge(credits: number): void;
  /** Hands a stored job to the bulk worker. */
  startJob(id: string): void;
  /** Hears of exceptions that no answer explains. */
  reportBug(error: Error): void;
  /** False when the org has had its downloads of this minute. */
  takeDownload(): boolean;
}

export interface ApiEnvironment {
  Bindings: { readonly context: RequestContext };
}
export type ApiApp = Hono<ApiEnvironment>;
export type ApiContext = Context<ApiEnvironment>;

/** The name under which the app hands a file to the HTTP thread, which streams it: bytes never cross threads. */
export const FILE_HEADER = 'x-sandbox-file';

const MILLISECONDS = 1_000;

export function nowSeconds(context: RequestContext): number {
  return Math.floor(context.now / MILLISECONDS);
}

import type { Clock, IdSource } from '#core/clock.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { FrozenOrg, SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import type { Segment } from '#core/segments/segment.ts';
import type { SegmentSummary } from '#core/segments/summarise-segment.ts';
import type { Blob } from '#core/store/blob.ts';
import type { Store } from '#core/store/store.ts';
import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import type { AskWork } from './work/work-question.ts';
import type { Handoffs } from '../sign-in/handoff.ts';
import type { OAuthClient } from '../sign-in/oauth-client.ts';
import type { Audit } from './audit/create-audit.ts';
import type { Credentials } from './identity/credentials.ts';
import type { CreditAccount } from './credits/run-account.ts';
import type { Sessions } from './identity/sessions.ts';
import type { IdentifyCaller } from './identity/identify-caller.ts';
import type { LinkSigner } from './links/link-signer.ts';
import type { RecordCounter } from './rest/count-records.ts';
import type { Logger } from './log/logger.ts';
import type { AccountView } from './sharing/account-view.ts';

/** Work that outlives its request. May be delivered twice: the job's own row decides whether there is something to do. */
export type Job =
  | { readonly kind: 'score'; readonly org: OrgKey; readonly runId: string }
  | { readonly kind: 'export'; readonly org: OrgKey; readonly exportId: string }
  | { readonly kind: 'snapshot'; readonly org: OrgKey; readonly snapshotId: string }
  | { readonly kind: 'intake'; readonly org: OrgKey; readonly intakeId: string }
  | { readonly kind: 'rules'; readonly org: OrgKey; readonly rulesRunId: string };

export interface Queue {
  enqueue(job: Job): Promise<void>;
}

/** Evaluation over the published generation; `members` is the blob that holds the ids, null for a count alone. */
export interface EvaluatedSegment {
  readonly generation: string;
  readonly asOf: string;
  readonly summary: SegmentSummary;
  readonly members: string | null;
  readonly entered: number;
  readonly exited: number;
}

export interface SegmentQuestion {
  readonly org: OrgKey;
  readonly segment: Segment;
  /** Blobs of member ids: the parent's, and this segment's last ones. */
  readonly parentMembers: string | null;
  readonly formerMembers: string | null;
  /** Parent's definition, null for an individual segment or a parent that does not exist. */
  readonly parent: Segment | null;
  /** Where to keep the ids; null = count only. */
  readonly keepAs: string | null;
  /** What the count is cut to (PER-3); null = nothing. Ids that are kept are never cut: a segment is whole. */
  readonly view: AccountView | null;
}

export type SegmentRefusal = { readonly reason: 'noGeneration' | 'doesNotFit'; readonly problems: readonly Problem[] };

/** Everything that reads a whole generation: away from the thread that answers. */
export interface SegmentEngine {
  evaluate(question: SegmentQuestion): Promise<Result<EvaluatedSegment, SegmentRefusal>>;
}

/** What work needs: no queue, no callers. */
export interface WorkPorts {
  readonly store: Store;
  readonly blob: Blob;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  /** The org as its installer; null where the extension is not installed. A fresh adapter each time; `frozen` is what it takes the org for instead of asking. */
  readonly crmFor: (org: OrgKey, frozen?: FrozenOrg, account?: CreditAccount) => SlicedCrmBatch | null;
  /** Counting as the installer, by query; null likewise. */
  readonly counterFor: (org: OrgKey, account?: CreditAccount) => RecordCounter | null;
  /** Names of the org's users by id, as the installer sees them; empty where the extension is not installed. Throws `CrmError`. */
  readonly userNamesFor: (org: OrgKey) => Promise<ReadonlyMap<string, string>>;
}

/** Addresses under which a browser takes a file by itself. */
export interface FileLinks {
  readonly signer: LinkSigner;
  /** The platform's own signed address of an object, good for so many seconds; absent = the functions give files out themselves. */
  readonly platformUrl?: (org: OrgKey, key: string, seconds: number) => Promise<string | null>;
}

/** Sign-in by pop-up and handoff (decision 7). */
export interface SignInPorts {
  /** The functions' own origin, as registered with the CRM's accounts server; never taken from a request. */
  readonly publicUrl: () => string;
  readonly oauth: OAuthClient;
  readonly handoffs: Handoffs;
  readonly sessions: Sessions;
  readonly credentials: Credentials;
  /** 32 random bytes as base64url. */
  readonly randomToken: () => string;
}

/** What the HTTP side of every function needs. */
export interface FunctionPorts extends WorkPorts {
  readonly identify: IdentifyCaller;
  /** Exact origins of pages that may call. */
  readonly widgetOrigins: ReadonlySet<string>;
  /** null = callers bring their own OAuth token. */
  readonly signIn: SignInPorts | null;
  readonly queue: Queue;
  readonly links: FileLinks;
  readonly segments: SegmentEngine;
  /** Decisions and changes, for administrators to read. */
  readonly audit: Audit;
  /** Questions that read whole generations, snapshots or modules. */
  readonly ask: AskWork;
}

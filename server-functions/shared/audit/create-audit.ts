import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import type { Logger } from '../log/logger.ts';
import { addToChunk, expiryOf, type AuditBatch } from './audit-chunks.ts';
import { AUDIT_DAYS, foldLines, type AuditLine } from './audit-line.ts';

/** What is decided and done, by org and day. It takes no time of a request and no request fails by it. */
export interface Audit {
  /** Never throws, never waits. `day`: ISO, in the org's zone. */
  record(org: OrgKey, day: string, line: AuditLine): void;
  /** When everything recorded so far is kept, or given up; before a process ends. */
  settled(): Promise<void>;
}

/** Allowed reads are counted in memory for so long before they are written down. Milliseconds. */
export const COUNTS_REST_MS = 60_000;
/** Between attempts on a store that fails; after the last one the lines wait for the next that is written. Milliseconds. */
const PAUSES_MS: readonly number[] = [100, 1_000, 5_000];
/** Below a tenth of an item. Lines. */
const BATCH_LINES = 50;
/** Writers of the same chunk who were first, before it counts as a failure. */
const MAX_OVERTAKEN = 40;
/** Orgs and days whose last chunk is remembered. */
export const REMEMBERED_DESKS = 500;
/** Orgs and days with something to write: lines of more are logged as lost. */
export const MOST_DESKS = 5_000;
/** A store that is away for long: what comes after is logged as lost. Lines of one org and day. */
const MAX_WAITING = 5_000;

interface Desk {
  readonly org: OrgKey;
  readonly day: string;
  waiting: readonly AuditLine[];
  /** Under way: tried again as it is, so that it can be recognised. */
  batch: AuditBatch | null;
  chunk: number;
  work: Promise<void> | null;
  resting: boolean;
}

interface AuditOptions {
  readonly store: Store;
  readonly logger: Logger;
  /** Of this process, and of no other ever. */
  readonly writer: string;
  readonly wait: (ms: number) => Promise<void>;
}

/** Append-only, by compare-and-set on items of a day: several processes write at once, and none loses another's lines. */
export function createAudit({ store, logger, writer, wait }: AuditOptions): Audit {
  const desks = new Map<string, Desk>();
  let sequence = 0;

  /** null = there are as many as may be, and all have something to write. */
  function deskOf(org: OrgKey, day: string): Desk | null {
    const name = `${formatOrgKey(org)} ${day}`;
    const known = desks.get(name);
    if (known !== undefined) return known;
    // Before the new one is among them, which is idle itself until its first line.
    if (desks.size >= REMEMBERED_DESKS) forgetIdle();
    if (desks.size >= MOST_DESKS) return null;
    const desk: Desk = { org, day, waiting: [], batch: null, chunk: 0, work: null, resting: false };
    desks.set(name, desk);
    return desk;
  }

  function forgetIdle(): void {
    for (const [name, desk] of desks)
      if (desk.work === null && desk.batch === null && desk.waiting.length === 0) desks.delete(name);
  }

  function nextBatch(desk: Desk): AuditBatch | null {
    if (desk.batch !== null) return desk.batch;
    const lines = desk.waiting.slice(0, BATCH_LINES);
    if (lines.length === 0) return null;
    desk.waiting = desk.waiting.slice(BATCH_LINES);
    const { org, day } = desk;
    const expiresAt = expiryOf(Math.max(...lines.map(({ last }) => last)), AUDIT_DAYS);
    desk.batch = { org, day, writer, sequence: ++sequence, lines, expiresAt };
    return desk.batch;
  }

  async function add(desk: Desk, batch: AuditBatch): Promise<boolean> {
    for (let overtaken = 0; overtaken < MAX_OVERTAKEN;) {
      const outcome = await addToChunk(store, batch, desk.chunk);
      if (outcome === 'added') return true;
      if (outcome === 'full') desk.chunk++;
      else overtaken++;
    }
    return false;
  }

  /** false = the store fails; what waits goes with the next line that is written, of whichever org and day. */
  async function write(desk: Desk): Promise<boolean> {
    let failures = 0;
    for (let batch = nextBatch(desk); batch !== null; batch = nextBatch(desk)) {
      const added = await add(desk, batch).catch(() => false);
      if (added) {
        desk.batch = null;
        failures = 0;
        continue;
      }
      const pause = PAUSES_MS[failures++];
      if (pause === undefined) {
        logger.warn('audit.waits', { dc: desk.org.dc, orgId: desk.org.orgId, rows: desk.waiting.length });
        return false;
      }
      await wait(pause);
    }
    return true;
  }

  function start(desk: Desk): Promise<void> {
    desk.work ??= write(desk).then(async (isDone) => {
      desk.work = null;
      // What came after the last look found somebody at work.
      if (isDone && desk.waiting.length > 0) await start(desk);
      if (isDone) wakeOthers();
    });
    return desk.work;
  }

  /** The store answers again: those who gave up go on, also of a day that is over and gets no line any more. */
  function wakeOthers(): void {
    for (const desk of desks.values()) if (desk.batch !== null && desk.work === null) void start(desk);
  }

  function rest(desk: Desk): void {
    if (desk.resting || desk.work !== null) return;
    desk.resting = true;
    void wait(COUNTS_REST_MS).then(() => {
      desk.resting = false;
      return start(desk);
    });
  }

  return {
    record(org, day, line) {
      const desk = deskOf(org, day);
      const waiting = foldLines(desk?.waiting ?? [], [line]);
      if (desk === null || waiting.length > MAX_WAITING) {
        logger.warn('audit.lost', { dc: org.dc, orgId: org.orgId, userId: line.userId });
        return;
      }
      desk.waiting = waiting;
      // A refusal or a change is written at once and takes what was counted along.
      if (line.kind === 'use') rest(desk);
      else void start(desk);
    },
    async settled() {
      await Promise.all([...desks.values()].map(start));
      // Those who had given up before another found the store well again.
      await Promise.all([...desks.values()].map(async ({ work }) => work));
    },
  };
}

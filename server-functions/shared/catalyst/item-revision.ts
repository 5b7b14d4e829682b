import { randomBytes } from 'node:crypto';

/** 96 random bits: no revision ever comes back, whatever is removed and created again. */
const ID_BYTES = 12;
/** Predecessors that an item remembers. A write in doubt is told by them as long as no more writers came after it. */
export const KEPT_IDS = 8;

/**
 * A revision of an item: when it expires, its own id, and the ids of what it replaced, newest first. The platform compares the
 * whole text; the ids tell afterwards whether a write whose answer was lost took place, also when others wrote since.
 */
export interface ItemRevision {
  /** Epoch milliseconds; null = never. */
  readonly expiresAt: number | null;
  readonly ids: readonly string[];
}

/** Of an item that replaces `former`; null = it is new. `expiresAt` in epoch milliseconds. */
export function nextRevision(former: ItemRevision | null, expiresAt: number | null): ItemRevision {
  const id = randomBytes(ID_BYTES).toString('base64url');
  // Whole milliseconds: the clock has no others.
  return {
    expiresAt: expiresAt === null ? null : Math.ceil(expiresAt),
    ids: [id, ...(former?.ids ?? [])].slice(0, KEPT_IDS),
  };
}

/** `parseRevision` reads it back. */
export function formatRevision({ expiresAt, ids }: ItemRevision): string {
  return `${expiresAt ?? 'never'}.${ids.join('.')}`;
}

/** null for a text that is no revision of ours: it names no present item. */
export function parseRevision(text: string): ItemRevision | null {
  const [expiry = '', ...ids] = text.split('.');
  if (ids.length === 0 || ids.length > KEPT_IDS || !ids.every((id) => /^[A-Za-z0-9_-]{16}$/.test(id))) return null;
  if (expiry === 'never') return { expiresAt: null, ids };
  return /^-?\d{1,16}$/.test(expiry) ? { expiresAt: Number(expiry), ids } : null;
}

export type Trace = 'ours' | 'overtaken' | 'untold';

/**
 * What the item that now stands says about a write in doubt. `ours`: it took place. `overtaken`: another one replaced what it
 * meant to replace, so it did not and never will. `untold`: neither can be seen.
 */
export function traceWrite(standing: ItemRevision, ours: ItemRevision, replaced: ItemRevision | null): Trace {
  const own = ours.ids[0] ?? '';
  if (standing.ids.includes(own)) return 'ours';
  if (replaced === null) return standing.ids.length < KEPT_IDS ? 'overtaken' : 'untold';
  return standing.ids.indexOf(replaced.ids[0] ?? '') > 0 ? 'overtaken' : 'untold';
}

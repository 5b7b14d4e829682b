/**
 * What CRM pages do differently, by SDK version or because nothing settles it. The first of each is what the sandbox does
 * unless asked; a page's address asks, `?failures=payloads&pageLoad=late` for example.
 */
export const MANNERS = {
  /** PageLoad with the context (SDK 1.2), after `init()` has settled (1.0.5, 1.1), both, or never (a web tab may bring none). */
  pageLoad: ['early', 'late', 'twice', 'never'],
  /** One fork of SDK 1.5 registers only after a `__HANDSHAKE__`; to all others a stray one is harmless. */
  handshake: ['sent', 'none'],
  /** What becomes of SDK 1.2's question for its ZDK script: a failure lets `init()` settle, silence does not. */
  zdkUrl: ['answered', 'fails', 'silent'],
  /** A failed call rejects, or resolves with the failure. */
  failures: ['rejections', 'payloads'],
  /** Messages of the host as objects, or as JSON texts. */
  replies: ['objects', 'texts'],
  /** An empty answer (204) as an empty text or as nothing at all. */
  empty: ['text', 'nothing'],
  /** The current user as `{users: [..]}` or flat. */
  user: ['wrapped', 'flat'],
  /** What an upsert answers: `{data: [..]}` or the bare array. */
  upsert: ['enveloped', 'bareArray'],
  /** The org's settings and the user's preferences, whose shape nothing documents: as REST knows them, or refused. */
  undocumented: ['asRest', 'refused'],
  /** How a refused zrc request rejects: `{errorType, errorMessage}` or that inside `error`. */
  zrcFailure: ['flat', 'nested'],
} as const;

export type HostManners = { readonly [Name in keyof typeof MANNERS]: (typeof MANNERS)[Name][number] };

export const DEFAULT_MANNERS: HostManners = {
  pageLoad: 'early',
  handshake: 'sent',
  zdkUrl: 'answered',
  failures: 'rejections',
  replies: 'objects',
  empty: 'text',
  user: 'wrapped',
  upsert: 'enveloped',
  undocumented: 'asRest',
  zrcFailure: 'flat',
};

/** From a page's query; what names no manner, or no value of it, stays as it is. */
export function readManners(search: string): HostManners {
  const asked = new URLSearchParams(search);
  const read = <T extends string>(name: string, values: readonly T[], usual: T): T =>
    values.find((value) => value === asked.get(name)) ?? usual;
  return {
    pageLoad: read('pageLoad', MANNERS.pageLoad, DEFAULT_MANNERS.pageLoad),
    handshake: read('handshake', MANNERS.handshake, DEFAULT_MANNERS.handshake),
    zdkUrl: read('zdkUrl', MANNERS.zdkUrl, DEFAULT_MANNERS.zdkUrl),
    failures: read('failures', MANNERS.failures, DEFAULT_MANNERS.failures),
    replies: read('replies', MANNERS.replies, DEFAULT_MANNERS.replies),
    empty: read('empty', MANNERS.empty, DEFAULT_MANNERS.empty),
    user: read('user', MANNERS.user, DEFAULT_MANNERS.user),
    upsert: read('upsert', MANNERS.upsert, DEFAULT_MANNERS.upsert),
    undocumented: read('undocumented', MANNERS.undocumented, DEFAULT_MANNERS.undocumented),
    zrcFailure: read('zrcFailure', MANNERS.zrcFailure, DEFAULT_MANNERS.zrcFailure),
  };
}

import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { FirmographicsBasis } from '#core/techniques/firmographics/basis.ts';
import { firmographicsVerdict, type FirmographicsEvidence } from '#core/techniques/firmographics/evidence.ts';
import type { RfmBasis } from '#core/techniques/rfm/basis.ts';
import { rfmVerdict, type RfmEvidence } from '#core/techniques/rfm/evidence.ts';
import { MAX_ID, parseBase36 } from './base36.ts';
import { decodeFirmographics, decodeRfm, encodeFirmographics, encodeRfm } from './evidence-parts.ts';

/** Decision 5: one shard holds the evidence of this many accounts. */
export const SHARD_ACCOUNTS = 2_000;
export const EVIDENCE_FORMAT = 'lodestar.evidence/1';
/**
 * The longest evidence of two techniques has about 260 characters, that of engagement about 190, that of voice with eighty conditions 480; the
 * rest is room. The CRM's field takes 32,000.
 */
export const MAX_EVIDENCE_CHARS = 2_000;
const VERSION = '1';

/** One account: null where a technique is not chosen or does not cover the account. */
export interface AccountEvidence {
  readonly rfm: RfmEvidence | null;
  readonly firmographics: FirmographicsEvidence | null;
  /** Evidence of the other techniques as `more-evidence.ts` writes, and alone reads and judges it; absent = none. */
  readonly more?: string;
}

export interface ShardEntry {
  /** CRM id. */
  readonly account: string;
  readonly evidence: AccountEvidence;
}

/** The label that stored evidence gives under its run's basis (TEC-2): recomputed, not read back. null = no label. */
export function labelFromEvidence(evidence: RfmEvidence, basis: RfmBasis): string | null;
export function labelFromEvidence(evidence: FirmographicsEvidence, basis: FirmographicsBasis): string | null;
export function labelFromEvidence(
  evidence: RfmEvidence | FirmographicsEvidence,
  basis: RfmBasis | FirmographicsBasis,
): string | null {
  if (evidence.technique === 'rfm' && basis.technique === 'rfm') return rfmVerdict(evidence, basis).labelId;
  if (evidence.technique === 'firmographics' && basis.technique === 'firmographics') {
    return firmographicsVerdict(evidence, basis).labelId;
  }
  throw new TypeError(`evidence of ${evidence.technique} with a basis of ${basis.technique}`);
}

/** Compact ASCII for the CRM's evidence field and the shards: `1|champions,0,dh2,2s0,545,4,ids|large,0,1.0.0`, then `more`. */
export function encodeEvidence({ rfm, firmographics, more }: AccountEvidence): string {
  return [
    VERSION,
    rfm === null ? '' : encodeRfm(rfm),
    firmographics === null ? '' : encodeFirmographics(firmographics),
    ...(more ? [more] : []),
  ].join('|');
}

/**
 * The exact inverse: only what `encodeEvidence` writes is read. Anything else (a hand edit, a newer version, hostile text) is
 * a `Problem` with code `evidence.unreadable` or `evidence.newerVersion`. `where` names the record.
 */
export function decodeEvidence(text: string, where: string): Result<AccountEvidence, Problem> {
  const unreadable = fail<Problem>({ code: 'evidence.unreadable', params: { remedy: 'runAgain' }, where });
  if (text.length > MAX_EVIDENCE_CHARS) return unreadable;
  const [version = '', rfmText = '', firmographicsText = '', ...others] = text.split('|');
  if (/^[1-9][0-9]{0,3}$/.test(version) && version !== VERSION) {
    return fail({ code: 'evidence.newerVersion', params: { version: Number(version), remedy: 'update' }, where });
  }
  const rfm = rfmText === '' ? null : decodeRfm(rfmText);
  const firmographics = firmographicsText === '' ? null : decodeFirmographics(firmographicsText);
  if (rfm === undefined || firmographics === undefined) return unreadable;
  const evidence = { rfm, firmographics, ...(others.length > 0 && { more: others.join('|') }) };
  // Too few parts, and other spellings of the same numbers (leading zeros, repeated ids), were not written by us.
  return encodeEvidence(evidence) === text ? ok(evidence) : unreadable;
}

/** One shard as text: a header with the count, then `<id in base 36> <evidence>` a line. Ids ascend. */
export function encodeEvidenceShard(entries: readonly ShardEntry[]): string {
  if (entries.length > SHARD_ACCOUNTS)
    throw new RangeError(`${entries.length} accounts in a shard of ${SHARD_ACCOUNTS}`);
  const lines = entries.map(({ account, evidence }) => `${BigInt(account).toString(36)} ${encodeEvidence(evidence)}\n`);
  return `${EVIDENCE_FORMAT} ${entries.length}\n${lines.join('')}`;
}

/** Reads a shard; the first damaged line makes the whole shard a `Problem` whose `where` is `<name>:<line>`. */
export function decodeEvidenceShard(text: string, name: string): Result<ShardEntry[], Problem> {
  const damaged = (line: number): Result<never, Problem> =>
    fail({ code: 'evidence.damagedShard', params: { remedy: 'runAgain' }, where: `${name}:${line}` });
  const lines = text.split('\n', SHARD_ACCOUNTS + 3);
  const header = /^lodestar\.evidence\/1 ([0-9]{1,4})$/.exec(lines[0] ?? '');
  if (header === null) return damaged(1);
  const count = Number(header[1]);
  if (count > SHARD_ACCOUNTS || lines.length !== count + 2 || lines.at(-1) !== '') return damaged(lines.length);

  const entries: ShardEntry[] = [];
  let previous = 0n;
  for (const [index, line] of lines.slice(1, -1).entries()) {
    const parts = /^([0-9a-z]{1,13}) (.*)$/.exec(line);
    const id = parts === null ? null : parseBase36Id(parts[1] ?? '');
    if (parts === null || id === null || id <= previous) return damaged(index + 2);
    const evidence = decodeEvidence(parts[2] ?? '', `${name}:${index + 2}`);
    if (!evidence.ok) return evidence;
    entries.push({ account: id.toString(), evidence: evidence.value });
    previous = id;
  }
  return ok(entries);
}

function parseBase36Id(text: string): bigint | null {
  const id = parseBase36(text);
  return id !== null && id > 0n && id <= MAX_ID ? id : null;
}

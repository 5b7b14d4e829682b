import { formatIsoDay } from '#core/crm/days.ts';

/** Long enough to tell segments apart; beyond, file systems (255 bytes) begin to refuse. Characters. */
const MAX_NAME = 60;

/**
 * What a downloaded export is called: the segment and the org's day, `champions-2026-06-30.zip`. Letters and digits of any
 * script and single dashes, nothing that a shell, a file system or a header reads as something else.
 */
export function exportFileName(segmentName: string | null, day: number): string {
  const words = (segmentName ?? 'all accounts')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  const cut = Array.from(words)
    .slice(0, MAX_NAME)
    .join('')
    .replaceAll(/^-+|-+$/g, '');
  return `${cut === '' ? 'segment' : cut}-${formatIsoDay(day)}.zip`;
}

/** RFC 6266: an ASCII name for whoever knows no other, and the whole one. */
export function attachmentHeader(fileName: string): string {
  const plain = fileName
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9.-]+/g, '')
    .replace(/^-+/, '');
  const ascii = /^\d{4}-\d{2}-\d{2}\.zip$/.test(plain) ? `segment-${plain}` : plain;
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}

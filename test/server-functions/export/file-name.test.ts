import { expect, test } from 'vitest';
import { parseIsoDay } from '#core/crm/days.ts';
import { attachmentHeader, exportFileName } from '#server-functions/export/file-name.ts';

const DAY = parseIsoDay('2026-06-30') ?? 0;

test.each([
  ['Champions', 'champions-2026-06-30.zip'],
  [null, 'all-accounts-2026-06-30.zip'],
  ["Can't Lose, M >= 5", 'cant-lose-m-5-2026-06-30.zip'],
  ['../../etc/passwd', 'etc-passwd-2026-06-30.zip'],
  ['a"; rm -rf /\r\nset-cookie: x', 'a-rm-rf-set-cookie-x-2026-06-30.zip'],
  ['Líderes', 'líderes-2026-06-30.zip'],
  ['***', 'segment-2026-06-30.zip'],
  ['x'.repeat(500), `${'x'.repeat(60)}-2026-06-30.zip`],
])('the export of the segment %j is called %s', (segment, name) => {
  expect(exportFileName(segment, DAY)).toBe(name);
});

test.each([
  ['champions-2026-06-30.zip', 'champions-2026-06-30.zip', 'champions-2026-06-30.zip'],
  ['líderes-2026-06-30.zip', 'lideres-2026-06-30.zip', 'l%C3%ADderes-2026-06-30.zip'],
  ['重要-2026-06-30.zip', 'segment-2026-06-30.zip', '%E9%87%8D%E8%A6%81-2026-06-30.zip'],
])('the header of %s has an ASCII name beside the whole one', (file, ascii, coded) => {
  expect(attachmentHeader(file)).toBe(`attachment; filename="${ascii}"; filename*=UTF-8''${coded}`);
});

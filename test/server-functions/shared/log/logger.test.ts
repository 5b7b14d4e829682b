import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { createLogger, type LogFields } from '#server-functions/shared/log/logger.ts';

const FUNCTIONS = resolve(import.meta.dirname, '../../../../server-functions');

function logged(fields: LogFields): unknown {
  const lines: string[] = [];
  createLogger(
    (line) => lines.push(line),
    () => 0,
  ).warn('request.failed', fields);
  return JSON.parse(lines[0] ?? '');
}

/** Every code that stands in the functions' own sources. */
function codesInSources(): readonly string[] {
  const files = globSync('**/*.ts', { cwd: FUNCTIONS });
  const codes = files.flatMap((file) =>
    Array.from(readFileSync(join(FUNCTIONS, file), 'utf8').matchAll(/'([a-z][A-Za-z]*\.[a-z][A-Za-z]*)'/g)),
  );
  return [...new Set(codes.map(([, code]) => code ?? ''))];
}

test('the code of a refusal or a failure is in its line', () => {
  const codes = [...codesInSources(), 'store.itemTooLarge', 'crm.unreadableAnswer'];
  expect(codes.length).toBeGreaterThan(60);
  expect(codes).toContain('export.unknownField');
  for (const code of codes) expect(logged({ code })).toMatchObject({ code });
  expect(logged({ reason: 'cancelled' })).toMatchObject({ reason: 'cancelled' });
});

test('no token, amount, address or sentence passes for a code, nor a code for anything else', () => {
  const secrets = [
    '1000.8cb99dxxxxxxxxxxxxx9be93.9b8xxxxxxxxxxxxxxxf',
    'eyJhbGciOi.eyJzdWIiOi.SflKxwRJSM',
    '5000.00',
    'ana.ruiz@example.com',
    'Ana Ruiz',
    `a.${'b'.repeat(33)}`,
  ];
  for (const secret of secrets)
    expect(logged({ code: secret, reason: secret })).toMatchObject({ code: '[withheld]', reason: '[withheld]' });
  expect(logged({ userId: 'acme.com' })).toMatchObject({ userId: '[withheld]' });
});

import { expect, test } from 'vitest';
import { parseFunctionsOrigin } from '#scripts/pack/functions-origin.ts';
import { parsePackOptions } from '#scripts/pack/parse-pack-options.ts';

test.each(['https://abm.example.com', 'https://abm-1.functions.example.co.uk:8443', 'https://xn--bcher-kva.example'])(
  'the origin %s is taken as it is',
  (origin) => {
    expect(parseFunctionsOrigin(origin)).toEqual({ ok: true, value: origin });
  },
);

test.each([
  ['http://abm.example.com', 'Give the https address: https://abm.example.com'],
  ['https://abm.example.com/', 'Write https://abm.example.com.'],
  ['https://abm.example.com/server/abm', 'Write https://abm.example.com.'],
  ['https://abm.example.com?x=1', 'Write https://abm.example.com.'],
  ['https://abm.example.com#x', 'Write https://abm.example.com.'],
  ['https://me:secret@abm.example.com', 'Write https://abm.example.com.'],
  ['https://ABM.example.com', 'Write https://abm.example.com.'],
  ['https://abm.example.com:443', 'Write https://abm.example.com.'],
  [' https://abm.example.com', 'no address'],
  ['https://abm.example.com\\x', 'no address'],
  ['abm.example.com', 'no address'],
  ['', 'no address'],
  ['ftp://abm.example.com', 'Begin with https://'],
  ['javascript:alert(1)', 'Begin with https://'],
  ['https://localhost', 'no public host name'],
  ['https://abm.localhost', 'no public host name'],
  ['https://127.0.0.1:8481', 'no public host name'],
  ['https://[::1]', 'no public host name'],
  ['https://*.example.com', 'no public host name'],
  ["https://abm.example.com;script-src'unsafe-inline'", 'no public host name'],
  ['https://functions.lodestar.invalid', 'real address'],
  ['https://live.zwidgets.com', "Zoho's script"],
])('%s is refused by name, with the remedy', (given, remedy) => {
  const parsed = parseFunctionsOrigin(given);
  expect(parsed.ok ? '' : parsed.error).toContain(`--functions-origin ${given}: `);
  expect(parsed.ok ? '' : parsed.error).toContain(remedy);
});

test('without an origin there is nothing to pack for; the option is named', () => {
  const parsed = parsePackOptions([]);
  expect(parsed.ok ? '' : parsed.error).toContain('--functions-origin https://');
  expect(parsePackOptions(['--help']).ok).toBe(true);
  expect(parsePackOptions(['--origin', 'https://abm.example.com']).ok).toBe(false);
});

test('everything is done unless it is said to leave it out', () => {
  const origin = 'https://abm.example.com';
  const all = { help: false, functionsOrigin: origin, ownZip: false, boot: true, walk: false };
  expect(parsePackOptions(['--functions-origin', origin])).toEqual({ ok: true, value: all });
  const least = parsePackOptions(['--functions-origin', origin, '--own-zip', '--no-boot', '--walk']);
  expect(least).toEqual({ ok: true, value: { ...all, ownZip: true, boot: false, walk: true } });
});

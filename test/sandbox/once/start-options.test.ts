import { describe, expect, test } from 'vitest';
import { DEFAULT_PORTS, parseStartOptions, SAMPLE_TODAY } from '#sandbox/once/start-options.ts';

const parse = (...args: readonly string[]) => parseStartOptions(args, '/home/me');

describe('options of npm start', () => {
  test('without any: the sample org on its fixed day, on its own ports, kept running', () => {
    expect(parse()).toMatchObject({
      ok: true,
      value: {
        once: false,
        today: SAMPLE_TODAY,
        data: null,
        port: DEFAULT_PORTS.sandbox,
        functionsPort: DEFAULT_PORTS.functions,
        refreshes: true,
      },
    });
  });

  test('paths are where the person stands; --once takes any free port', () => {
    expect(parse('--once', '--data', 'csv', '--recipe', '../r.json')).toMatchObject({
      ok: true,
      value: {
        data: '/home/me/csv',
        recipe: '/home/r.json',
        port: 0,
        functionsPort: 0,
        refreshes: false,
        out: '/home/me/.lodestar/exports',
      },
    });
  });

  test('labels are refreshed by themselves unless somebody wants them to stand still', () => {
    expect(parse('--without-refresh')).toMatchObject({ ok: true, value: { once: false, refreshes: false } });
  });

  test.each([
    [['--acounts', '5'], /--acounts.*--help/s],
    [['surplus'], /--help/],
    [['--accounts', '0'], /--accounts is a whole number/],
    [['--accounts', '1.5'], /--accounts is a whole number/],
    [['--accounts', '1000001'], /1000000/],
    [['--deals-per-account', '-1'], /deals-per-account/],
    [['--port', '65536'], /--port/],
    [['--data', '.'], /--recipe/],
    [['--recipe', 'r.json'], /--data/],
    [['--data', '.', '--recipe', 'r.json', '--accounts', '5'], /do not go with --data/],
    [['--today', 'yesterday'], /--today/],
    [['--as-of', '2026-02-30'], /--as-of/],
    [['--json'], /--once/],
  ])('%j is refused with the remedy', (args, message) => {
    const options = parse(...args);
    expect(options.ok ? 'accepted' : options.error).toMatch(message);
  });
});

test('faults come by name or as a rule; what cannot be read names the way to the list', () => {
  const rule = '{"fault":"bodyCutOff","on":"GET /crm/v8/org","at":3}';
  const parsed = parse('--fault', 'tooManyRequests', '--fault', rule);
  const faults = parsed.ok ? parsed.value.faults : [];
  expect(faults.map(({ definition, on, at }) => [definition.name, on, at])).toEqual([
    ['tooManyRequests', '* /crm/**', 1],
    ['bodyCutOff', 'GET /crm/v8/org', 3],
  ]);
  for (const [args, bulkReads, bulkWrites] of [
    [[], false, false],
    [['--fault', 'tooManyRequests'], false, false],
    [['--fault', 'bulkJobFails'], true, false],
    [['--fault', 'scopeMissing'], true, false],
    [['--fault', 'bulkWriteFails'], false, true],
    [['--fault', 'uploadRefused'], false, true],
    [['--fault', '{"fault":"internalError","on":"* /crm/bulk/v8/**"}'], true, true],
    [['--bulk'], true, true],
  ] as const) {
    expect({ args, ...parse(...args) }).toMatchObject({ args, value: { bulkReads, bulkWrites } });
  }
  expect(parse('--fault', 'list')).toMatchObject({ ok: true, value: { listFaults: true, faults: [] } });
  for (const [text, message] of [
    ['unicorn', 'There is no fault "unicorn".'],
    ['{"fault":', 'faults.0'],
    ['{"fault":"bodyCutOff","at":-1}', 'faults.0.at'],
  ] as const) {
    const refused = parse('--fault', text);
    expect(refused.ok ? '' : refused.error).toContain(message);
    expect(refused.ok ? '' : refused.error).toContain('--fault list');
  }
});

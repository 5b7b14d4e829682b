import { expect, test } from 'vitest';
import { describeBug } from '#server-functions/shared/log/describe-bug.ts';
import { createLogger } from '#server-functions/shared/log/logger.ts';

test('a bug is logged by class and place, and what its message holds stays out', () => {
  const error = new TypeError('Ana Ruiz, 5,000.00');
  error.stack = `TypeError: Ana Ruiz, 5,000.00
    at file:///srv/node_modules/hono/dist/hono.js:10:5
    at scoreRow (file:///srv/lodestar/server-functions/score/run-score.ts:83:12)`;
  const lines: string[] = [];
  createLogger(
    (line) => lines.push(line),
    () => 0,
  ).warn('run.failed', { reason: 'internal', ...describeBug(error) });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ bug: 'TypeError', place: 'score/run-score:83' });
  expect(lines.join('')).not.toContain('Ana');
});

test('what is thrown without a stack of ours still has a class', () => {
  expect(describeBug('text')).toEqual({ bug: 'string', place: '' });
  expect(
    describeBug(Object.assign(new RangeError('x'), { stack: 'RangeError: x\n    at node:internal/fs:1:1' })),
  ).toEqual({
    bug: 'RangeError',
    place: '',
  });
});

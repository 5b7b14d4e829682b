import { expect, test } from 'vitest';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { createSeenTimer } from '#widgets/shared/seen-timer.ts';

function open() {
  const timer = createManualTimer();
  const page = Object.assign(new EventTarget(), { hidden: false });
  let looks = 0;
  const seen = createSeenTimer(timer, page);
  return {
    timer,
    start: () => seen.after(1_000, () => looks++),
    looks: () => looks,
    turn(hidden: boolean) {
      page.hidden = hidden;
      page.dispatchEvent(new Event('visibilitychange'));
    },
  };
}

test('what is due is done while the page is seen, also where it was not seen in between', async () => {
  const { timer, start, looks, turn } = open();
  start();
  turn(true);
  await timer.run(500);
  turn(false);
  expect(looks()).toBe(0);
  await timer.run(500);
  expect(looks()).toBe(1);
});

test('what falls due while nobody can see the page is done once, as soon as somebody can', async () => {
  const { timer, start, looks, turn } = open();
  start();
  turn(true);
  await timer.run(60_000);
  turn(true);
  expect(looks()).toBe(0);
  turn(false);
  turn(true);
  turn(false);
  expect(looks()).toBe(1);
});

test('what is stopped is not done, neither before it is due nor while it waits to be seen', async () => {
  const { timer, start, looks, turn } = open();
  start()();
  const stop = start();
  turn(true);
  await timer.run(1_000);
  stop();
  turn(false);
  await timer.run(60_000);
  expect(looks()).toBe(0);
});

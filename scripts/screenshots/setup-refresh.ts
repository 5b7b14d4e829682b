import type { Frame } from 'playwright-core';
import { answerInstead, withParts } from './answers.ts';
import { SETUP_PATH, type Studio } from './studio.ts';

/** When labels are refreshed: as it stands after the first run, and after days of refreshing within a limit. */
export async function shootRefresh(studio: Studio): Promise<void> {
  const { say, site } = studio;
  const open = async (widget: Frame): Promise<void> => {
    await widget.getByRole('button', { name: say('setup.place.refresh'), exact: true }).click();
    await widget.waitForSelector('.refresh-choice');
  };
  await studio.scene('setup-wizard/refresh-new', async () => {
    const { page, widget } = await studio.openSignedIn('administrator', SETUP_PATH);
    await open(widget);
    await studio.shoot(page, 'setup-wizard/refresh-new');
  });
  await studio.scene('setup-wizard/refresh', async () => {
    const { page, widget } = await studio.openSignedIn('administrator', SETUP_PATH, (context) =>
      answerInstead(context, site).change(/\/v1\/refresh$/, (json) =>
        withParts(json, { budget: { mostPerRun: null, mostPerDay: 5_000 }, entries: REFRESHED }),
      ),
    );
    await open(widget);
    await studio.shoot(page, 'setup-wizard/refresh', { key: true });
    await widget.locator('.refresh-choice input').last().check();
    await widget.waitForSelector('.banner--warn');
    await studio.shoot(page, 'setup-wizard/refresh-every-minute');
  });
}

const refreshed = { kind: 'sweep', times: 1, runId: 'run-1', skipped: null } as const;
const result = {
  state: 'done',
  reason: null,
  fullBecause: null,
  differs: null,
  written: 0,
  readCredits: 14,
  writeCredits: 0,
};
/** Of every kind one. */
const REFRESHED = [
  { ...refreshed, at: '2026-06-30T12:04:00Z', until: '2026-06-30T12:04:00Z', result: null },
  {
    ...refreshed,
    at: '2026-06-30T11:49:00Z',
    until: '2026-06-30T11:49:00Z',
    result: { ...result, written: 3, writeCredits: 2 },
  },
  {
    ...refreshed,
    at: '2026-06-30T10:34:00Z',
    until: '2026-06-30T11:34:00Z',
    times: 5,
    runId: null,
    skipped: 'budgetReached',
    result: null,
  },
  {
    ...refreshed,
    at: '2026-06-30T10:19:00Z',
    until: '2026-06-30T10:19:00Z',
    runId: null,
    skipped: 'runUnderWay',
    result: null,
  },
  {
    ...refreshed,
    at: '2026-06-30T10:04:00Z',
    until: '2026-06-30T10:04:00Z',
    result: { ...result, state: 'failed', reason: 'unavailable', readCredits: 3 },
  },
  {
    ...refreshed,
    kind: 'nightly',
    at: '2026-06-30T05:04:00Z',
    until: '2026-06-30T05:04:00Z',
    result: { ...result, written: 140, differs: 12, readCredits: 64, writeCredits: 14 },
  },
];

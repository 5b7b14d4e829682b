import { expect, test } from 'vitest';
import type { Criteria } from '#core/criteria/criteria.ts';
import { wholeCriteria } from '#widgets/setup-wizard/models/whole-criteria.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { runClockUntil } from '#test/support/run-clock-until.ts';
import { PATIENCE_MS, setupPlaces } from './setup-places.ts';
import { previewed, stoppedAt } from './stop-wizard.ts';
import { showTechnique } from './technique-situations.ts';

const setup = setupPlaces();

const COUNTRY = { field: 'billingCountry', operator: 'isNotEmpty' } as const;
const HALF_MADE = { field: 'industry', operator: 'contains', value: '' } as const;
const STAFFED = { field: 'employees', operator: 'atLeast', number: 250 } as const;

test('conditions that wait for a value are left out, and the pattern closes over the others', () => {
  const all: Criteria = { conditions: [COUNTRY, HALF_MADE, STAFFED], pattern: '1 AND (2 OR 3)' };
  expect(wholeCriteria(all)).toEqual({
    criteria: { conditions: [COUNTRY, STAFFED], pattern: '1 AND 2' },
    leftOut: [1],
  });
  const none: Criteria = {
    conditions: [HALF_MADE, { field: 'industry', operator: 'isAnyOf', values: [] }],
    pattern: '',
  };
  expect(wholeCriteria(none)).toEqual({ criteria: { conditions: [], pattern: '' }, leftOut: [0, 1] });
  const whole: Criteria = { conditions: [COUNTRY, STAFFED], pattern: '1 OR 2' };
  expect(wholeCriteria(whole)).toEqual({ criteria: whole, leftOut: [] });
});

test.skipIf(NO_CHROMIUM !== null)(
  'accounts are counted without a condition that has no value yet, which is said; where none has one, nothing is counted',
  { timeout: PATIENCE_MS },
  async () => {
    const criteria: Criteria = { conditions: [{ ...HALF_MADE, value: 'Soft' }, COUNTRY], pattern: '' };
    const server = await stoppedAt('criteria', (draft) => ({ ...draft, criteria, everyAccount: false }));
    const { page, context, complaints, signIn } = await setup.openWizard(server);
    await signIn();
    const [first, second] = [page.locator('fieldset.condition').nth(0), page.locator('fieldset.condition').nth(1)];
    await runClockUntil(page, page.getByText('3,509 of 4,812 accounts take part'), 1_000);
    await first.getByText('4,120', { exact: false }).waitFor();

    await first.locator('input').first().fill('');
    await page.getByText('Condition 1 has no value yet. Until then the number is without it.').waitFor();
    await runClockUntil(page, page.getByText('4,120 of 4,812 accounts take part'), 1_000);
    // The number beside a condition is its own.
    await second.getByText('4,120', { exact: false }).waitFor();
    expect(await first.textContent()).not.toContain('4,120');
    await first.locator('input').first().fill('Ware');
    await runClockUntil(page, page.getByText('3,509 of 4,812 accounts take part'), 1_000);
    expect(await page.getByText('has no value yet', { exact: false }).count()).toBe(0);

    await first.locator('input').first().fill('');
    await second.getByRole('button').last().click();
    await page.getByText('Condition 1 has no value yet. Nothing is counted until there is one.').waitFor();
    await expect.poll(() => page.locator('.count__figure').count()).toBe(0);
    const asked = server.calls.flatMap(({ path, body }) => (path === COUNT ? [JSON.stringify(body)] : []));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((body) => body.includes('"conditions":[]') || body.includes('"value":""'))).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'numbers of labels whose condition has no value yet are said to be those of before',
  { timeout: PATIENCE_MS },
  async () => {
    const server = await stoppedAt('techniques', (draft) => {
      const [label, ...others] = draft.firmographics.labels;
      if (label === undefined) throw new Error('the preset has labels');
      const criteria: Criteria = { conditions: [{ ...HALF_MADE, value: 'Soft' }], pattern: '' };
      return { ...draft, firmographics: { ...draft.firmographics, labels: [{ ...label, criteria }, ...others] } };
    });
    const { page, context, complaints, signIn } = await setup.openWizard(server);
    await signIn();
    await previewed(page);
    await showTechnique(page, 1);
    await page.locator('.label-row').first().locator('.conditions .button').first().click();
    const value = page.locator('fieldset.condition input').first();
    await value.fill('');
    const stale = page.getByText('These settings cannot be counted as they stand. The numbers are those of before.');
    await stale.waitFor();
    await value.fill('Ware');
    await stale.waitFor({ state: 'detached' });
    expect(await page.locator('.banner--warn').count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  },
);

const COUNT = '/v1/setup/count';

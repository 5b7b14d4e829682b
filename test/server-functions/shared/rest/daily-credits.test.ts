import { expect, test } from 'vitest';
import { dailyCredits } from '#server-functions/shared/rest/daily-credits.ts';

const license = (changes: Partial<Parameters<typeof dailyCredits>[0]>) => ({
  paid: true,
  paid_type: 'enterprise',
  users_license_purchased: 25,
  trial_type: null,
  ...changes,
});

test.each([
  [{}, 75_000],
  [{ paid_type: 'Standard' }, 56_250],
  [{ paid_type: 'ultimate', users_license_purchased: 9_000 }, 5_000_000],
  [{ paid: false, paid_type: 'free' }, 5_000],
  [{ paid: false, trial_type: 'enterprise' }, null],
  [{ paid_type: 'crmplus' }, null],
  [{ paid_type: null }, null],
  [{ users_license_purchased: null }, null],
])('a licence %j gives %s credits a day', (changes, credits) => {
  expect(dailyCredits(license(changes))).toBe(credits);
});

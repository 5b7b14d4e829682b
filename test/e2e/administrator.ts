import { expect } from 'vitest';
import { countAccounts } from './crm-answers.ts';
import type { Stage } from './stage.ts';
import { ownFieldName } from '#widgets/shared/i18n/own-field-name.ts';

/** A run reads, scores and writes 300 accounts in seconds; a busy machine takes longer. Milliseconds. */
const RUN_PATIENCE_MS = 240_000;
const PATIENTLY = { timeout: 60_000 };

/** Setup from the first look to labels on the accounts: mapping, criteria, techniques, review, configure. */
export async function setUpAbm(stage: Stage): Promise<void> {
  const { page, hands, t, crm, rest } = stage;
  const ask = rest('administrator');
  await stage.seat('administrator');
  await page.getByText(crm.noLabelsYet).waitFor();
  await stage.stop('the account list before the setup');
  await stage.visit('setup');
  const wizard = await stage.widget();
  const heading = (step: 'welcome' | 'mapping' | 'criteria' | 'techniques' | 'review' | 'configure') =>
    wizard.getByRole('heading', { level: 2, name: t.text(`setup.step.${step}`), exact: true }).waitFor();
  const button = (name: string) => wizard.getByRole('button', { name, exact: true });
  const next = (step: 'criteria' | 'techniques' | 'review') =>
    hands.press(button(t.text('setup.next', { step: t.text(`setup.step.${step}`) })));

  await button(t.text('signIn.button')).waitFor();
  await stage.stop('setup, signed out');
  await stage.refuseAccess();
  await stage.stop('setup, access refused');
  await stage.signIn();
  await heading('welcome');
  await stage.stop('setup: welcome');

  await hands.press(button(t.text('setup.welcome.start')));
  await heading('mapping');
  await hands.press(button(t.text('setup.mapping.saveAll')));
  await wizard.locator('.pill--saved').nth(3).waitFor();
  const accounts = wizard.getByRole('region', { name: t.text('setup.role.accounts'), exact: true });
  await hands.press(accounts.locator('summary, [aria-expanded]').first());
  await stage.stop('setup: mapping');

  await next('criteria');
  await heading('criteria');
  const total = await countAccounts(ask, 'id is not null');
  const counted = async (criteria: string) => {
    const matching = await countAccounts(ask, criteria);
    await wizard.getByText(t.text('setup.criteria.count', { matching, total }), { exact: true }).waitFor();
  };
  await hands.press(
    wizard.getByRole('button').filter({
      hasText: t.text('setup.criteria.template', { field: ownFieldName('billingCountry', 'Billing Country', t) }),
    }),
  );
  await counted('Billing_Country is not null');
  await hands.press(button(t.text('builder.add')));
  await hands.choose(
    wizard.getByLabel(t.text('builder.field', { number: 2 })),
    ownFieldName('employees', 'Employees', t),
  );
  await hands.choose(wizard.getByLabel(t.text('builder.operator', { number: 2 })), t.text('builder.operator.atLeast'));
  await hands.write(wizard.getByLabel(t.text('builder.value', { number: 2 })), '10');
  await counted('(Billing_Country is not null and Employees >= 10)');
  await stage.stop('setup: criteria');

  await next('techniques');
  await heading('techniques');
  await wizard.locator('.scores-list').nth(2).waitFor();
  await stage.stop('setup: techniques, automatic');
  const frequency = wizard.getByRole('region', { name: t.text('techniques.metric.frequency'), exact: true });
  const automatic = await wizard.locator('.label-row__end .number').allInnerTexts();
  await hands.press(frequency.getByRole('button', { name: t.text('techniques.rfm.copy') }));
  await frequency.locator('.bands').waitFor();
  // RFM-3: the copy keeps every account's score.
  await expect.poll(() => wizard.locator('.label-row__end .number').allInnerTexts(), PATIENTLY).toEqual(automatic);
  await stage.stop('setup: techniques, frequency by hand');

  await next('review');
  await heading('review');
  await wizard.getByText(t.text('review.checking')).waitFor({ state: 'detached' });
  await stage.stop('setup: review');
  await hands.press(button(t.text('review.configure')));
  await heading('configure');
  await wizard.locator('.run').waitFor();
  await stage.stop('setup: progress');
  await wizard.getByText(t.text('configure.done'), { exact: true }).waitFor({ timeout: RUN_PATIENCE_MS });
  await stage.stop('setup: done');
  expect(await countAccounts(ask, 'ABM_RFM_Label is not null')).toBeGreaterThan(0);
}

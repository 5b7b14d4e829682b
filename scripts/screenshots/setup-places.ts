import type { Frame } from 'playwright-core';
import { SETUP_PATH, type Studio } from './studio.ts';

/** The page beside the wizard, in a CRM that keeps the rights itself and in one that does not. */
export async function shootPermissions(studio: Studio): Promise<void> {
  const { say } = studio;
  const open = async (widget: Frame): Promise<void> => {
    await widget.getByRole('button', { name: say('setup.place.permissions'), exact: true }).click();
    await widget.waitForSelector('.rights');
    await widget.waitForSelector('.audit');
  };
  await studio.scene('setup-wizard/permissions-native', async () => {
    const { page, widget } = await studio.openSignedIn('administrator', SETUP_PATH);
    await open(widget);
    await studio.shoot(page, 'setup-wizard/permissions-native');
  });
  await studio.scene('setup-wizard/permissions', async () => {
    const { page, widget } = await studio.openWithoutSection('administrator', SETUP_PATH);
    await widget.getByRole('button', { name: say('setup.place.permissions'), exact: true }).click();
    await widget.waitForSelector('.rights');
    await studio.shoot(page, 'setup-wizard/permissions-nobody');
    const name = (right: string, profile: string): string =>
      say('permissions.box')
        .replace('{right}', say(`permissions.right.${right}`))
        .replace('{profile}', profile);
    for (const right of ['editSegments', 'manageJourneys'])
      await widget.getByRole('checkbox', { name: name(right, 'Marketing'), exact: true }).click();
    await widget.getByRole('checkbox', { name: name('manageJourneys', 'Sales Representative'), exact: true }).click();
    await widget.getByRole('button', { name: say('setup.place.setup'), exact: true }).click();
    await widget.waitForSelector('dialog');
    await studio.shoot(page, 'setup-wizard/permissions-leaving', { windowOnly: true });
    await widget.getByRole('button', { name: say('setup.leave.stay'), exact: true }).click();
    await widget.getByRole('button', { name: say('permissions.save'), exact: true }).click();
    await widget.waitForSelector('.toast');
    await widget.locator('.button', { hasText: say('permissions.audit.refresh') }).click();
    await widget.waitForSelector('.audit');
    await studio.shoot(page, 'setup-wizard/permissions', { key: true });
  });
}

/** What runs spent, and what they may. */
export async function shootCredits(studio: Studio): Promise<void> {
  const { say } = studio;
  await studio.scene('setup-wizard/credits', async () => {
    const { page, widget } = await studio.openSignedIn('administrator', SETUP_PATH);
    await widget.getByRole('button', { name: say('setup.place.credits'), exact: true }).click();
    await widget.waitForSelector('.budget');
    await studio.shoot(page, 'setup-wizard/credits', { key: true });
    await widget.locator('.budget .input').first().fill('1.000');
    await widget.waitForSelector('.field__error');
    await studio.shoot(page, 'setup-wizard/credits-wrong');
  });
}

/** Points by scoring rules: before there is any, and with one that is being written. */
export async function shootRules(studio: Studio): Promise<void> {
  const { say } = studio;
  await studio.scene('setup-wizard/scoring-rules', async () => {
    const { page, widget } = await studio.openSignedIn('administrator', SETUP_PATH);
    await widget.getByRole('button', { name: say('setup.place.scoringRules'), exact: true }).click();
    await widget.waitForSelector('.rule-module');
    await studio.shoot(page, 'setup-wizard/scoring-rules', { key: true });
    await widget.locator('.rule-module button').first().click();
    await widget.waitForSelector('.rule-module input');
    await studio.shoot(page, 'setup-wizard/scoring-rules-new');
  });
}

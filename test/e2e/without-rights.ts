import { expect } from 'vitest';
import { ABM_RIGHTS } from '#core/permissions/rights.ts';
import type { Stage } from './stage.ts';

/** Who lacks a right learns its name, wherever they come across ABM. */
export async function meetRefusals(stage: Stage, account: string): Promise<void> {
  const { page } = stage;
  const state = async () => {
    const widget = await stage.widget();
    await widget.locator('.state[role=alert], main .state').filter({ hasText: 'Crm_Implied' }).waitFor();
    return widget.locator('.state').innerText();
  };
  await page.goto(account);
  await stage.seat('outsider');
  expect(await state()).toContain(ABM_RIGHTS.access);
  await stage.stop('an account’s page without ABM rights');

  await stage.visit('abm');
  await stage.signIn();
  expect(await state()).toContain(ABM_RIGHTS.access);
  await stage.stop('the ABM tab without ABM rights');

  await stage.visit('setup');
  await stage.signIn();
  expect(await state()).toContain(ABM_RIGHTS.setup);
  await stage.stop('setup without ABM rights');

  await stage.seat('rep');
  await stage.signIn();
  expect(await state()).toContain(ABM_RIGHTS.setup);
  await stage.stop('setup as a rep');
}

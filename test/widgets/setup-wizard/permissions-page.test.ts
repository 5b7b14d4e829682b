import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { profileGridSchema } from '#core/permissions/profile-grid.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { lookAt } from '#test/support/look-at.ts';
import { createFakeServer, type FakeServer } from './fake-server.ts';
import { button, PATIENCE_MS, setupPlaces } from './setup-places.ts';

const setup = setupPlaces();

const kept = (server: FakeServer) => profileGridSchema.parse(server.world.permissions.grid).profiles;
const box = (page: Page, name: string) => page.getByRole('checkbox', { name, exact: true });

const openPermissions = (server: FakeServer) => setup.open(server, { name: 'Permissions', ready: '.rights' });

test.skipIf(NO_CHROMIUM !== null)(
  'an administrator gives rights by mouse, saves, undoes, and is asked before unsaved ticks are left',
  { timeout: PATIENCE_MS },
  async () => {
    const server = createFakeServer();
    const { page, context, complaints } = await openPermissions(server);
    await expect.poll(() => page.locator('h2:focus').textContent()).toBe('Permissions');
    expect(await page.getByRole('columnheader').count()).toBe(11);
    expect(await page.getByRole('rowheader').count()).toBe(4);
    await page.getByText('nobody can use ABM', { exact: false }).waitFor();

    await box(page, 'Edit segments: Marketing').click();
    // Editing takes access, and the row says what it comes to.
    expect(await box(page, 'ABM access: Marketing').isChecked()).toBe(true);
    await page.getByText('May look at labels and segments, and also edit segments.').waitFor();
    await box(page, 'All rights for Sales Representative').click();
    await page.getByText('the profile lacks Manage Automation', { exact: false }).waitFor();
    await box(page, 'ABM access: all profiles').click();
    expect(await box(page, 'ABM access: Support').isChecked()).toBe(true);
    expect(server.calls.filter(({ method, path }) => method === 'PUT' && path === '/v1/permissions')).toEqual([]);

    await button(page, 'Setup').click();
    await page.getByRole('dialog').waitFor();
    await button(page, 'Stay').click();
    await button(page, 'Save permissions').click();
    await page.getByText('Permissions saved.', { exact: false }).waitFor();
    // What was changed is in the list below without a press of "Refresh".
    await expect.poll(() => server.calls.filter(({ path }) => path === '/v1/audit').length).toBe(2);
    expect(kept(server)['12']).toEqual(['access', 'editSegments']);
    expect(kept(server)['14']).toEqual(['access']);
    await button(page, 'Undo').click();
    await page.getByText('The former permissions stand again.').waitFor();
    expect(kept(server)).toEqual({});
    expect(await box(page, 'ABM access: Support').isChecked()).toBe(false);
    // Lines of one day never stand below another.
    const entries = page.locator('.audit__line');
    expect(await entries.count()).toBe(3);
    server.world.trouble.set('GET /v1/audit?day=2026-11-20', { status: 503, body: { code: 'store.unavailable' } });
    await page.getByLabel('Day', { exact: true }).fill('2026-11-20');
    await button(page, 'Try again').waitFor();
    expect(await entries.count()).toBe(0);
    await page.getByLabel('Day', { exact: true }).fill('2026-11-22');
    await expect.poll(() => entries.count()).toBe(3);
    await button(page, 'Setup').click();
    await page.locator('.ahead').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'by keyboard alone; somebody else who saved meanwhile is not overwritten; and the page fits and holds before axe',
  { timeout: PATIENCE_MS },
  async () => {
    const server = createFakeServer();
    const { page, context, complaints } = await openPermissions(server);
    const tabTo = async (name: string): Promise<void> => {
      for (let stops = 0; stops < 80; stops++) {
        await page.keyboard.press('Tab');
        const found = await page.evaluate<string>(
          `document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent`,
        );
        if (found === name) return;
      }
      throw new Error(`the keyboard does not come to ${name}`);
    };
    await tabTo('ABM access: Marketing');
    await page.keyboard.press('Space');
    server.world.permissions.revision += 1;
    server.world.permissions.grid = { format: 'lodestar.permissions/1', profiles: { '14': ['access'] } };
    await tabTo('Save permissions');
    await page.keyboard.press('Enter');
    await page.getByText('Somebody else saved other permissions meanwhile.', { exact: false }).waitFor();
    await page.getByText('Support: − ABM access', { exact: true }).waitFor();
    expect(await page.getByText('nobody can use ABM', { exact: false }).count()).toBe(0);
    expect(kept(server)).toEqual({ '14': ['access'] });
    await button(page, 'Take that version').press('Enter');
    await expect.poll(() => box(page, 'ABM access: Support').isChecked()).toBe(true);
    expect(await page.evaluate('document.activeElement !== document.body')).toBe(true);
    // The headers stay in sight however far the table is scrolled.
    await page
      .locator('.rights-scroll')
      .evaluate('(frame) => { frame.style.inlineSize = "30rem"; frame.scrollLeft = 400; }');
    const left = (selector: string) =>
      page.locator(selector).first().evaluate('(cell) => cell.getBoundingClientRect().left');
    expect(await left('.rights__profile')).toBe(await left('.rights__corner'));
    await page.locator('.rights-scroll').evaluate('(frame) => frame.removeAttribute("style")');
    const narrow = { width: 320, height: 700, zoom: 1, language: 'en' } as const;
    const wide = { ...narrow, width: 1280, height: 900 };
    expect(
      await lookAt(page, [
        { ...narrow, theme: 'light' },
        { ...narrow, theme: 'dark' },
        { ...wide, theme: 'light' },
        { ...wide, theme: 'dark' },
      ]),
    ).toEqual([]);
    await page.setViewportSize({ width: 320, height: 700 });
    await page
      .getByRole('group', { name: 'Support' })
      .getByRole('checkbox', { name: 'ABM access', exact: true })
      .uncheck();
    await page.getByText('Not saved yet').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'signing out asks before it loses ticks, tells the server, and leaves nothing on the page',
  { timeout: PATIENCE_MS },
  async () => {
    const server = createFakeServer();
    const { page, context, complaints, signIn } = await openPermissions(server);
    await box(page, 'ABM access: Support').click();
    await button(page, 'Sign out').click();
    await button(page, 'Stay').click();
    expect(server.calls.some(({ method, path }) => method === 'DELETE' && path === '/v1/session')).toBe(false);
    await button(page, 'Sign out').click();
    await button(page, 'Sign out without saving').click();
    await button(page, 'Sign in').waitFor();
    // The page is empty before the server has been told.
    const told = () => server.calls.filter(({ method, path }) => method === 'DELETE' && path === '/v1/session');
    await expect.poll(told).toHaveLength(1);
    expect(await page.locator('main').textContent()).not.toMatch(/Ada Admin|Marketing/);
    await signIn();
    await page.getByText('Signed in as Ada Admin').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'record sharing is switched, said, undone, and not over what somebody else decided; who sets up may without the grid',
  { timeout: PATIENCE_MS },
  async () => {
    const server = createFakeServer();
    server.world.trouble.set('GET /v1/permissions', { status: 403, body: { missing: 'administrator' } });
    const { page, context, complaints, signIn } = await setup.openWizard(server);
    await signIn();
    await button(page, 'Permissions').click();
    await page.getByRole('heading', { name: 'For administrators' }).waitFor();
    const sharing = box(page, 'Respect record sharing');
    await sharing.click();
    await page.getByText('Record sharing saved.').waitFor();
    expect([server.world.permissions.sharing, await sharing.isChecked()]).toEqual([true, true]);
    await page.getByText('Changed by Ada Admin', { exact: false }).waitFor();
    await button(page, 'Undo').click();
    await expect.poll(() => sharing.isChecked()).toBe(false);
    expect(server.world.permissions.sharing).toBe(false);
    server.world.permissions.sharingRevision += 1;
    await sharing.click();
    await page.getByText('Somebody else changed this meanwhile.', { exact: false }).waitFor();
    expect([server.world.permissions.sharing, await sharing.isChecked()]).toEqual([false, false]);
    expect(complaints).toEqual([]);
    await context.close();
  },
);

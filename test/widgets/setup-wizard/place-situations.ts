import type { Page } from 'playwright-core';
import { createFakeServer, type FakeServer } from './fake-server.ts';
import { withWorld, type Short } from './stop-wizard.ts';

const fresh = (): Promise<FakeServer> => Promise.resolve(createFakeServer());

/** The page beside the wizard. */
const onPermissions = async (page: Page): Promise<void> => {
  await page.locator('.setup-places__item').last().click();
  await page.locator('.audit, .state').first().waitFor();
};
export const PERMISSIONS: readonly Short[] = [
  { name: 'permissions', act: onPermissions },
  {
    name: 'permissions-native',
    server: () => withWorld(fresh(), (world) => void (world.permissions.native = true)),
    act: onPermissions,
  },
  {
    name: 'permissions-unsaved',
    async act(page) {
      await onPermissions(page);
      await page.locator('.tick input').nth(4).click();
      await page.locator('.setup-places__item').first().click();
      await page.locator('dialog').waitFor();
    },
  },
  {
    name: 'permissions-conflict',
    async act(page, server) {
      await onPermissions(page);
      await page.locator('.tick input').nth(4).click();
      server.world.permissions.revision += 1;
      await page.locator('.rights-foot .button--primary').click();
      await page.locator('.banner--warn .button').first().waitFor();
    },
  },
  {
    name: 'permissions-refused',
    server: () =>
      withWorld(fresh(), (world) =>
        world.trouble.set('GET /v1/permissions', { status: 403, body: { missing: 'administrator' } }),
      ),
    act: onPermissions,
  },
  {
    name: 'permissions-empty',
    server: () =>
      withWorld(fresh(), (world) => {
        world.permissions.profiles = [];
        world.permissions.lines = [];
      }),
    act: onPermissions,
  },
];

const onCredits = async (page: Page): Promise<void> => {
  await page.locator('.setup-places__item').nth(3).click();
  await page.locator('.budget, .state').first().waitFor();
};
const onRefresh = async (page: Page): Promise<void> => {
  await page.locator('.setup-places__item').nth(2).click();
  await page.locator('.refresh-choice').waitFor();
};
/** What runs spent, and when they run. */
export const CREDITS: readonly Short[] = [
  { name: 'credits', act: onCredits },
  {
    name: 'credits-empty',
    server: () => withWorld(fresh(), (world) => void (world.credits.empty = true)),
    act: onCredits,
  },
  {
    name: 'credits-wrong',
    async act(page) {
      await onCredits(page);
      await page.locator('.budget .input').first().fill('1.000');
      await page.locator('.field__error').waitFor();
    },
  },
  {
    name: 'credits-conflict',
    async act(page, server) {
      await onCredits(page);
      await page.locator('.budget .input').first().fill('1000');
      server.world.credits.revision += 1;
      await page.locator('form:has(.budget) .button--primary').click();
      await page.locator('.banner--warn .button').first().waitFor();
    },
  },
  {
    name: 'credits-failed',
    server: () =>
      withWorld(fresh(), (world) => world.trouble.set('GET /v1/credits', { status: 500, body: { code: 'internal' } })),
    act: onCredits,
  },
  { name: 'refresh', act: onRefresh },
  {
    name: 'refresh-new',
    server: () => withWorld(fresh(), (world) => void (world.refresh.isNew = true)),
    act: onRefresh,
  },
  {
    name: 'refresh-nightly',
    async act(page) {
      await onRefresh(page);
      await page.locator('.refresh-choice input').last().click();
      await page
        .locator('.button--primary[aria-disabled=false], .button--primary:not([aria-disabled])')
        .first()
        .waitFor();
    },
  },
  {
    name: 'run-log',
    async act(page) {
      await onCredits(page);
      await page.locator('td .button').first().click();
      await page.locator('.run-log').waitFor();
    },
  },
];

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { runClockUntil } from '#test/support/run-clock-until.ts';
import { setupPlaces } from './setup-places.ts';
import { previewed, stoppedAt } from './stop-wizard.ts';
import { enter, tabTo } from './tab-to.ts';
import { withAllTechniques, withModules } from './technique-situations.ts';

const setup = setupPlaces();

const PHONE = { width: 320, height: 700, zoom: 1, theme: 'dark', language: 'es' } as const;

/** What has the focus, by its name: '' where it is out of sight or lies under something else. */
const IN_SIGHT = `(() => {
  const at = document.activeElement;
  const { left, top, width, height } = at.getBoundingClientRect();
  const above = document.elementFromPoint(left + width / 2, top + height / 2);
  const seen = above !== null && (above === at || at.contains(above) || above.contains(at));
  return seen && at !== document.body ? (at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent) : '';
})()`;
const expectInSight = (page: Page, name: RegExp) => expect.poll(() => page.evaluate<string>(IN_SIGHT)).toMatch(name);

async function openEditor(name: string) {
  const server = await withModules(stoppedAt('techniques', withAllTechniques));
  const wizard = await setup.openWizard(server, PHONE);
  await wizard.signIn();
  await previewed(wizard.page);
  await wizard.page.locator('.switch--wide .button', { hasText: name }).focus();
  await wizard.page.keyboard.press('Enter');
  await wizard.page.locator('.technique .label-rows').waitFor();
  return wizard;
}

test.skipIf(NO_CHROMIUM !== null)(
  'on a phone, in Spanish, a label of engagement is moved and added by keyboard and stays in sight',
  async () => {
    const { page, context, complaints } = await openEditor('Interacción');
    await enter(page, /^\d+ canales sin fuente$/);
    await page.keyboard.press('Tab');
    await expectInSight(page, /^Correo$/);
    await enter(page, /^Bajar Frías$/);
    for (let step = 0; step < 3; step++) await page.keyboard.press('Enter');
    await expect.poll(() => page.getByLabel('Nombre en español de la etiqueta 5').inputValue()).toBe('Frías');
    await expectInSight(page, /^Bajar Frías$/);
    await enter(page, /^Añadir etiqueta$/);
    // The new one takes the keyboard to its name, which is ready to be typed over.
    await expectInSight(page, /^Nombre en español de la etiqueta \d$/);
    await page.keyboard.type('Dormidas');
    await expect.poll(() => page.evaluate('document.activeElement.value')).toBe('Dormidas');
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'on a phone, in Spanish, conditions of recommendations open behind their button and take products by keyboard',
  async () => {
    const { page, context, complaints } = await openEditor('Recomendaciones');
    await enter(page, /^Editar condiciones de Prospecto caliente$/);
    await expectInSight(page, /^Ocultar condiciones de Prospecto caliente$/);
    await page.keyboard.press('Tab');
    await expectInSight(page, /^Basta con una$/);
    await tabTo(page, /^Primer producto de un paquete$/);
    await page.keyboard.type('ana');
    await runClockUntil(page, page.locator('.product-search__found'), 500);
    await enter(page, /^Añadir Analytics Suite$/);
    await expectInSight(page, /^Segundo producto del paquete$/);
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test.skipIf(NO_CHROMIUM !== null)(
  'on a phone, in Spanish, names of voice are taken out by keyboard and the message with the way back hides no field',
  async () => {
    const { page, context, complaints } = await openEditor('Voz del cliente');
    await enter(page, /^Quitar Contoso$/);
    await page.locator('.toast').waitFor();
    await expectInSight(page, /^Nombre de un competidor$/);
    await enter(page, /^Editar condiciones de En fuga$/);
    await expectInSight(page, /^Ocultar condiciones de En fuga$/);
    for (const name of [/^De qué trata la condición 1$/, /^Cuál, condición 1$/, /^Comparación de la condición 1$/]) {
      await page.keyboard.press('Tab');
      await expectInSight(page, name);
    }
    await enter(page, /^Añadir condición$/);
    await expectInSight(page, /^De qué trata la condición 4$/);
    await enter(page, /^Quitar la condición 4$/);
    await expectInSight(page, /^De qué trata la condición 3$/);
    expect(complaints).toEqual([]);
    await context.close();
  },
);

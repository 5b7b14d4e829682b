import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerSdk } from '#test/support/answer-sdk.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { startPanelHarness, type OpenPanel, type PanelHarness } from '#test/support/panel-harness.ts';
import { createTechniquesWorld } from '#test/support/panel-techniques.ts';
import { createPanelWorld } from '#test/support/panel-world.ts';

let harness: PanelHarness;
beforeAll(async () => {
  if (NO_CHROMIUM === null) harness = await startPanelHarness();
});
afterAll(async () => {
  if (NO_CHROMIUM === null) await harness.close();
});
const WITHOUT_BROWSER = NO_CHROMIUM !== null;

const titles = ({ frame }: OpenPanel): Promise<string[]> => frame.locator('.label-card h2').allInnerTexts();
const chips = ({ frame }: OpenPanel): Promise<string[]> => frame.locator('.panel__chips li').allInnerTexts();
const focused = ({ frame }: OpenPanel): Promise<string | null> =>
  frame.evaluate<string | null>('document.activeElement.getAttribute("aria-label")');
/** Everything that a page says, attributes too. */
const whole = ({ frame }: OpenPanel): Promise<string> =>
  frame.evaluate<string>(
    'document.body.innerText + [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes].map((a) => a.value)).join(" ")',
  );

for (const [language, expected] of [
  [
    'en_US',
    {
      titles: [
        'Recency, frequency, monetary',
        'Firmographics',
        'Engagement',
        'Recommendations',
        'Voice of the customer',
      ],
      chips: ['Loyal', 'Medium', 'Engaged', 'Cold prospect', 'Unhappy'],
      says: [
        '67.01 of 100',
        'Outbound call answered: 3 × 6 = 18 points',
        'Telematics',
        '“Negative”: 2 of 4 texts, 50%',
      ],
      opened: [
        'Weakest touch point: Tasks',
        'Best hour to call: 4:00 PM to 5:00 PM (2 of 3 answered calls)',
        '3 answered calls are a hint',
        'rule 4 takes 60 to 80',
        'lift 1.99',
        'Watched keywords',
        '70% instead of 4% makes it Hot prospect',
      ],
    },
  ],
  [
    'es_ES',
    {
      titles: [
        'Recencia, frecuencia, valor monetario',
        'Firmografía',
        'Interacción',
        'Recomendaciones',
        'Voz del cliente',
      ],
      chips: ['Leales', 'Mediana', 'Comprometidas', 'Prospecto frío', 'Descontento'],
      says: ['67,01 de 100', 'Llamada saliente atendida: 3 × 6 = 18 puntos', 'Telematics', '«Negativo»: 2 de 4 textos'],
      opened: [
        'Punto de contacto más débil: Tareas',
        'Mejor hora para llamar: de 16:00 a 17:00 (2 de 3 llamadas atendidas)',
        'la regla 4 abarca de 60 a 80',
        'lift 1,99',
        'Palabras clave seguidas',
        'la convierte en Prospecto caliente',
      ],
    },
  ],
] as const) {
  test.skipIf(WITHOUT_BROWSER)(`five techniques, five cards, opened by keyboard alone (${language})`, async () => {
    const panel = await harness.open(createTechniquesWorld({ language }));
    const { page, frame } = panel;
    await expect.poll(() => titles(panel)).toEqual(expected.titles);
    await expect.poll(() => chips(panel)).toEqual(expected.chips);
    const closed = await whole(panel);
    for (const words of expected.says) expect(closed.replaceAll('\u00a0', ' ')).toContain(words);
    for (const words of expected.opened) expect(closed).not.toContain(words);
    for (const title of expected.titles.slice(2)) {
      const card = frame.locator('.label-card', { has: frame.locator(`h2:text-is("${title}")`) });
      const button = card.getByRole('button');
      await button.focus();
      expect(await focused(panel)).toContain(title);
      await page.keyboard.press('Enter');
      await card.locator('.label-card__all').waitFor();
      expect(await button.getAttribute('aria-expanded')).toBe('true');
    }
    const open = (await whole(panel)).replaceAll('\u00a0', ' ');
    for (const words of expected.opened) expect(open).toContain(words);
    expect(panel.complaints).toEqual([]);
    await panel.close();
  });
}

test.skipIf(WITHOUT_BROWSER)(
  'a skeleton stands for the cards until they come, and what fails can be asked for again',
  async () => {
    const world = createTechniquesWorld();
    let answers: 'never' | 'fails' | 'comes' = 'fails';
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => void (release = resolve));
    const panel = await harness.open(world, {
      async answer(data) {
        const isMore = JSON.stringify(data).includes("Name = 'more'");
        if (isMore && answers === 'fails') return { ok: false, data: { code: 'INTERNAL_ERROR' } };
        if (isMore && answers === 'never') await gate;
        return answerSdk(world, data);
      },
    });
    await panel.frame.waitForSelector('.banner[role=status]');
    expect(await titles(panel)).toEqual(['Recency, frequency, monetary', 'Firmographics']);
    answers = 'never';
    await panel.frame.getByRole('button', { name: 'Try again' }).click();
    await panel.frame.waitForSelector('.label-cards .skeleton');
    release();
    await expect.poll(async () => (await titles(panel)).length).toBe(5);
    expect(await panel.frame.locator('.skeleton').count()).toBe(0);
    await panel.close();
  },
);

test.skipIf(WITHOUT_BROWSER)('nothing that the profile hides stands anywhere on the screen', async () => {
  const hidden = ['Accounts.ABM_Voice_Label', 'Accounts.ABM_Engagement_Score', 'Products', 'Accounts.ABM_RFM_Label'];
  const panel = await harness.open(createTechniquesWorld({ hidden }));
  await panel.frame.waitForSelector('text=ABM_Voice_Label');
  for (const button of await panel.frame.locator('.label-card > button').all()) await button.click();
  const text = await whole(panel);
  for (const shown of ['Engaged', 'Cold prospect', 'a product that you cannot see']) expect(text).toContain(shown);
  for (const told of [
    'Unhappy',
    'Negative',
    'Loyal',
    'purchases',
    '67.01',
    'call answered',
    'Weakest',
    'to call',
    'Telematics',
    'Hoist',
  ])
    expect(text).not.toContain(told);
  await panel.close();
});

test.skipIf(WITHOUT_BROWSER)('an org with two techniques asks for nothing more', async () => {
  const panel = await harness.open(createPanelWorld());
  await panel.frame.waitForSelector('.label-card');
  expect(await titles(panel)).toHaveLength(2);
  expect(await panel.frame.locator('.skeleton').count()).toBe(0);
  expect(JSON.stringify(panel.calls)).not.toContain("Name = 'more'");
  await panel.close();
});

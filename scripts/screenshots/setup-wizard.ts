import { at, untilNoRun, widgetFrame } from '../browser/local-site.ts';
import { answerInstead, withParts } from './answers.ts';
import { shootCredits, shootPermissions, shootRules } from './setup-places.ts';
import { shootRefresh } from './setup-refresh.ts';
import { SETUP_PATH, type Studio } from './studio.ts';

/** The wizard from its first screen to the labels: it publishes, so that what comes after finds a set-up org. */
export async function shootWizard(studio: Studio): Promise<void> {
  await shootDoors(studio);
  await shootSteps(studio);
  await shootRun(studio);
  await shootAfter(studio);
  await shootPermissions(studio);
  await shootCredits(studio);
  await shootRefresh(studio);
  await shootRules(studio);
}

/** A run of all techniques learns two languages and what is bought. */
const RUN_MS = 300_000;

/** Techniques that are not proposed. */
const LATER = ['engagement', 'recommendations', 'voice'] as const;

async function shootDoors(studio: Studio): Promise<void> {
  const { say, site } = studio;
  await studio.scene('setup-wizard/signed-out', async () => {
    const page = await studio.open('administrator', SETUP_PATH);
    const widget = await widgetFrame(page);
    const button = widget.getByRole('button', { name: say('signIn.button'), exact: true });
    await button.waitFor();
    await studio.shoot(page, 'setup-wizard/signed-out');
    const [popUp] = await Promise.all([page.context().waitForEvent('page'), button.click()]);
    await widget.waitForSelector('.sign-in');
    await studio.shoot(page, 'setup-wizard/signing-in');
    await popUp.close();
  });
  await studio.scene('setup-wizard/refused', async () => {
    const { page, widget } = await studio.openSignedIn('rep', SETUP_PATH);
    await widget.waitForSelector('.state h2');
    await studio.shoot(page, 'setup-wizard/refused');
  });
  await studio.scene('setup-wizard/loading', async () => {
    const { page, widget } = await studio.openSignedIn('administrator', SETUP_PATH, (context) =>
      answerInstead(context, site).hold(/\/v1\/setup\/org$/),
    );
    await widget.waitForSelector('.skeleton');
    await studio.shoot(page, 'setup-wizard/loading');
  });
  await studio.scene('setup-wizard/offline', async () => {
    const { page, widget } = await studio.openSignedIn('administrator', SETUP_PATH, (context) =>
      answerInstead(context, site).cutOff(/\/v1\/setup\/org$/),
    );
    await widget.waitForSelector('.state h2');
    await studio.shoot(page, 'setup-wizard/offline');
  });
  await studio.scene('setup-wizard/failed', async () => {
    const { page, widget } = await studio.openSignedIn('administrator', SETUP_PATH, (context) =>
      answerInstead(context, site).answer(/\/v1\/setup\/org$/, 502, { code: 'crm.unreachable' }),
    );
    await widget.waitForSelector('.state h2');
    await studio.shoot(page, 'setup-wizard/failed');
  });
}

async function shootSteps(studio: Studio): Promise<void> {
  const { say, site } = studio;
  await studio.scene('setup-wizard/steps', async () => {
    const { page, widget } = await studio.openSignedIn('administrator', SETUP_PATH);
    const shot = (name: string, options?: Parameters<Studio['shoot']>[2]) =>
      studio.shoot(page, `setup-wizard/${name}`, options);
    const next = (step: string) =>
      widget
        .getByRole('button', { name: say('setup.next').replace('{step}', say(`setup.step.${step}`)), exact: true })
        .click();
    await widget.waitForSelector('.ahead');
    await shot('welcome', { key: true });
    await widget.getByRole('button', { name: say('setup.welcome.start'), exact: true }).click();
    await widget.waitForSelector('.module');
    await shot('mapping', { key: true });
    await widget.locator('.module [aria-expanded]').first().click();
    await shot('mapping-fields');
    await widget.locator('.module [aria-expanded]').first().click();
    await next('criteria');
    await widget.waitForSelector('dialog');
    await shot('mapping-not-saved', { windowOnly: true });
    await widget.getByRole('button', { name: say('setup.mapping.guard.save') }).click();
    await widget.waitForSelector('.count__figure');
    await shot('criteria-empty');
    await next('techniques');
    await widget.waitForSelector('dialog');
    await shot('criteria-every-account', { windowOnly: true });
    await widget.getByRole('button', { name: say('setup.criteria.all.back') }).click();
    await widget.locator('.criteria__foot .button--plain').click();
    await widget.getByRole('button', { name: say('builder.add') }).click();
    await widget.waitForSelector('.count[aria-busy=false]');
    await shot('criteria', { key: true });
    await widget.locator('.condition').last().getByRole('button').last().click();
    await widget.waitForSelector('.count[aria-busy=false]');
    await next('techniques');
    await widget.waitForSelector('.choose');
    await widget.waitForSelector('.scores-list');
    await shot('techniques', { key: true });
    await widget
      .locator('.metric')
      .first()
      .getByRole('button', { name: say('techniques.rfm.mode.manual'), exact: true })
      .click();
    await widget.waitForSelector('.metric input[type=number]');
    await shot('techniques-manual');
    await widget
      .locator('.metric')
      .first()
      .getByRole('button', { name: say('techniques.rfm.mode.automatic'), exact: true })
      .click();
    await shot('techniques-undo', { windowOnly: true });
    for (const technique of LATER) {
      const name = say(`techniques.name.${technique}`);
      await widget.locator('.choose__item', { hasText: name }).locator('input').check();
      await widget.locator('.switch button', { hasText: name }).click();
      await widget.getByRole('region', { name, exact: true }).waitFor();
      await shot(`techniques-${technique}`, { key: true });
    }
    await next('review');
    await widget.getByRole('button', { name: say('review.configure'), exact: true }).waitFor();
    await shot('review', { key: true });
    await answerInstead(page.context(), site).cutOff(/\/v1\/setup\/draft$/);
    await widget.locator('.steps .step').nth(3).click();
    await widget.locator('.choose input').first().uncheck();
    await widget.waitForSelector('.banner--warn');
    await shot('draft-not-saved', { windowOnly: true });
    await page.context().unrouteAll({ behavior: 'ignoreErrors' });
    await widget.locator('.choose input').first().check();
    await widget.waitForSelector('.draft-status--saved');
    await answerInstead(page.context(), site).answer(/\/v1\/setup\//, 401, { code: 'session.ended' });
    await widget.locator('.choose input').first().uncheck();
    await widget.locator('.choose input').first().check();
    await widget.getByRole('button', { name: say('signIn.button'), exact: true }).waitFor();
    await shot('session-ended', { windowOnly: true });
  });
}

/** The run's own answers pass by in a second: here each is held long enough to be looked at. */
async function shootRun(studio: Studio): Promise<void> {
  const { say, site } = studio;
  await studio.scene('setup-wizard/run', async () => {
    let shown: Readonly<Record<string, unknown>> | null = null;
    const { page, widget } = await studio.openSignedIn('administrator', SETUP_PATH, (context) =>
      answerInstead(context, site).change(/\/v1\/runs\/[^/]+$/, (json) =>
        shown === null ? json : withParts(json, { run: withParts(at(json, 'run'), shown) }),
      ),
    );
    const shot = (name: string, options?: Parameters<Studio['shoot']>[2]) =>
      studio.shoot(page, `setup-wizard/${name}`, options);
    const progress = { accounts: 1_240, deals: 5_318, lineItems: 0 };
    const total = { accounts: 2_000, deals: 8_900 };
    shown = { state: 'reading', progress, total, projection: null, endedAt: null, reason: null };
    await widget.waitForSelector('.steps');
    // By the list of steps, which a whole draft opens.
    await widget.locator('.steps .step').nth(4).click();
    await widget.getByRole('button', { name: say('review.configure'), exact: true }).click();
    await widget.waitForSelector('.phase--now');
    await shot('run', { key: true });
    await widget.getByRole('button', { name: say('configure.cancel'), exact: true }).click();
    await widget.waitForSelector('dialog');
    await shot('run-cancel', { windowOnly: true });
    await widget.getByRole('button', { name: say('configure.cancel.back') }).click();
    shown = {
      ...shown,
      state: 'projecting',
      progress: { ...progress, ...total },
      projection: { of: 1_612, written: 800, failed: 0, failures: [] },
    };
    await widget.waitForSelector('.phase--now:nth-child(3)');
    await shot('run-writing');
    shown = { ...shown, state: 'paused', projection: null };
    await widget.getByRole('button', { name: say('configure.resume'), exact: true }).waitFor();
    await shot('run-paused');
    shown = { ...shown, state: 'cancelled' };
    await widget.getByRole('button', { name: say('configure.again') }).waitFor();
    await shot('run-cancelled');
    // The real run went on behind the answers that were shown.
    await untilNoRun(site);
    shown = { ...shown, state: 'failed', reason: 'interrupted' };
    await widget.getByRole('button', { name: say('configure.again') }).click();
    await widget.waitForSelector('.outcome--bad');
    await shot('run-failed');
    await untilNoRun(site);
    shown = null;
    await widget.getByRole('button', { name: say('configure.again') }).click();
    await widget.waitForSelector('.outcome--good', { timeout: RUN_MS });
    await widget.waitForSelector('.run-account p');
    await shot('run-done', { key: true });
    await widget.locator('.run-account .button').click();
    await widget.waitForSelector('.run-log');
    await shot('run-log', { windowOnly: true });
  });
}

async function shootAfter(studio: Studio): Promise<void> {
  const { say } = studio;
  await studio.scene('setup-wizard/published', async () => {
    const { page, widget } = await studio.openSignedIn('administrator', SETUP_PATH);
    await widget.waitForSelector('.ahead');
    await studio.shoot(page, 'setup-wizard/welcome-published');
    const startOver = widget.getByRole('button', { name: say('setup.startOver'), exact: true });
    if (!(await startOver.isVisible())) return;
    await startOver.click();
    await widget.waitForSelector('dialog');
    await studio.shoot(page, 'setup-wizard/start-over', { windowOnly: true });
  });
}

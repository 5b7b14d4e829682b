import type { Page } from 'playwright-core';
import type { Criteria } from '#core/criteria/criteria.ts';
import { setMode } from '#widgets/setup-wizard/techniques/edit-rfm.ts';
import type { SetupDraft } from '#widgets/setup-wizard/models/setup-draft.ts';
import { createFakeServer, type FakeServer } from './fake-server.ts';
import { runClockUntil } from '#test/support/run-clock-until.ts';
import { CREDITS, PERMISSIONS } from './place-situations.ts';
import { RULES } from './rules-situations.ts';
import { previewed, stoppedAt, withWorld, type Short, type WizardSituation } from './stop-wizard.ts';
import { TECHNIQUES } from './technique-situations.ts';

const CRITERIA: Criteria = {
  conditions: [
    { field: 'billingCountry', operator: 'isAnyOf', values: ['Spain', 'Portugal', 'France'] },
    { field: 'employees', operator: 'between', from: 50, to: 5_000 },
    { field: 'crm:Support_Tier', operator: 'isNotEmpty' },
  ],
  pattern: '(1 AND (2 OR 3))',
};

/** Manual bands with a gap and an overlap in recency, and the preset's first label gone. */
function odd(draft: SetupDraft): SetupDraft {
  const manual = (['recency', 'frequency', 'monetary'] as const).reduce(
    (rfm, metric) => setMode(rfm, metric, 'manual', null),
    draft.rfm,
  );
  if (manual.recency.mode !== 'manual') throw new Error('it was just set');
  const bands = manual.recency.bands.map((band) =>
    band.score === 4
      ? {
          score: 4,
          anyOf: [
            { fromDays: 45, toDays: 90 },
            { fromDay: '2026-01-01', toDay: '2026-02-01' },
          ],
        }
      : band,
  );
  const [first, ...labels] = manual.labels;
  if (first === undefined) throw new Error('the preset has labels');
  return {
    ...draft,
    rfm: { ...manual, recency: { ...manual.recency, bands }, labels: [...labels, first].slice(0, 7) },
  };
}

const configure = (page: Page) => page.locator('.step-foot .button--primary').click();
const atHeading = (page: Page) => page.locator('.wizard__step .stack').first().waitFor();
const counted = async (page: Page): Promise<void> => {
  await page.locator('.count__figure').waitFor();
};
const nothing = (): Promise<void> => Promise.resolve();

const fresh = (): Promise<FakeServer> => Promise.resolve(createFakeServer());

/** From the review to the run, its row as given. */
async function configured(
  page: Page,
  server: FakeServer,
  state: string,
  run: Record<string, unknown> = {},
): Promise<void> {
  await page.locator('.field-list').waitFor();
  server.world.runState = state;
  server.world.run = run;
  await configure(page);
  await page.locator('.run, .outcome').first().waitFor();
}

const SHORT: readonly Short[] = [
  { name: 'opening', signIn: false, crm: false, act: (page) => page.locator('.skeleton').first().waitFor() },
  { name: 'signed-out', signIn: false, act: (page) => page.locator('.state').waitFor() },
  {
    name: 'refused',
    server: () =>
      withWorld(fresh(), (world) => {
        world.session = {
          rights: {
            setup: { missing: 'Crm_Implied_Manage_ABM_Configurations' },
            view: true,
            createSegments: true,
            editSegments: true,
            deleteSegments: true,
            exportAccounts: true,
          },
        };
      }),
  },
  {
    name: 'failed',
    server: () =>
      withWorld(fresh(), (world) =>
        world.trouble.set('GET /v1/setup/org', { status: 502, body: { code: 'crm.unavailable' } }),
      ),
  },
  {
    name: 'offline',
    server: () => withWorld(fresh(), (world) => world.trouble.set('GET /v1/setup/org', { status: 0, body: null })),
  },
  { name: 'welcome' },
  {
    name: 'welcome-resumed',
    server: () => stoppedAt('criteria'),
    act: (page) => page.locator('.steps .step').first().click(),
  },
  { name: 'mapping', server: () => stoppedAt('mapping'), act: atHeading },
  {
    name: 'mapping-open',
    server: () => stoppedAt('mapping'),
    async act(page) {
      await atHeading(page);
      await page.locator('.module button[aria-expanded=false]').last().click();
      await page.locator('.module button[aria-expanded=false]').first().click();
    },
  },
  {
    name: 'mapping-relations-table',
    server: () => stoppedAt('criteria'),
    async act(page) {
      await page.locator('.steps .step').nth(1).click();
      await page.locator('.module').last().getByRole('button').last().waitFor();
      await page.locator('.switch button').last().click();
    },
  },
  {
    name: 'mapping-left-out',
    server: () => stoppedAt('mapping'),
    async act(page) {
      await atHeading(page);
      await page.locator('.module').nth(1).getByRole('button').last().click();
      await page.locator('.module').nth(3).locator('select').first().selectOption('');
    },
  },
  {
    name: 'mapping-guard',
    server: () => stoppedAt('mapping'),
    async act(page) {
      await atHeading(page);
      await page.locator('.step-foot .button--primary').click();
      await page.locator('dialog').waitFor();
    },
  },
  { name: 'criteria', server: () => stoppedAt('criteria'), act: counted },
  {
    name: 'criteria-conditions',
    server: () => stoppedAt('criteria', (draft) => ({ ...draft, criteria: CRITERIA, everyAccount: false })),
    act: counted,
  },
  {
    name: 'criteria-all',
    server: () => stoppedAt('criteria', (draft) => ({ ...draft, everyAccount: false })),
    async act(page) {
      await counted(page);
      await page.locator('.step-foot .button--primary').click();
      await page.locator('dialog').waitFor();
    },
  },
  {
    name: 'criteria-not-counted',
    server: () =>
      withWorld(stoppedAt('criteria'), (world) =>
        world.trouble.set('POST /v1/setup/count', { status: 502, body: { code: 'crm.unavailable' } }),
      ),
    act: (page) => page.locator('.banner--warn').waitFor(),
  },
  {
    name: 'techniques-counting',
    server: () => withWorld(stoppedAt('techniques'), (world) => void (world.counting = true)),
    act: (page) => page.locator('.snapshot .number').waitFor(),
  },
  { name: 'techniques', server: () => stoppedAt('techniques'), act: previewed },
  {
    name: 'techniques-manual',
    server: () => stoppedAt('techniques', odd),
    async act(page) {
      await previewed(page);
      await page.locator('.grid-card .button').click();
      await page.locator('.source > summary').click();
    },
  },
  {
    name: 'techniques-firmographics',
    server: () => stoppedAt('techniques'),
    async act(page) {
      await previewed(page);
      await page.locator('.switch--wide .button').last().click();
      await page.locator('.conditions .button').last().click();
    },
  },
  { name: 'review', server: () => stoppedAt('review'), act: (page) => page.locator('.facts__item').nth(3).waitFor() },
  {
    name: 'review-problems',
    server: () =>
      withWorld(stoppedAt('review', odd), (world) => {
        world.published = null;
        world.trouble.set('POST /v1/setup/review', {
          status: 200,
          body: {
            fields: [],
            credits: null,
            problems: [
              {
                code: 'mapping.fieldMissing',
                params: { role: 'deals', target: 'amount', field: 'Amount_2', module: 'Deals' },
                where: 'mapping.deals.fields.amount',
              },
            ],
            warnings: [
              { code: 'basis.moduleMissing', params: { module: 'ABM_Basis', remedy: 'addModule' }, where: 'ABM_Basis' },
            ],
          },
        });
      }),
    act: (page) => page.locator('.banner--bad').first().waitFor(),
  },
  {
    name: 'review-unanswered',
    server: () =>
      withWorld(stoppedAt('review'), (world) => world.trouble.set('POST /v1/setup/review', { status: 404, body: {} })),
    act: (page) => page.locator('.field-list').waitFor(),
  },
  { name: 'run', server: () => stoppedAt('review'), act: (page, server) => configured(page, server, 'reading') },
  {
    name: 'run-writing',
    server: () => stoppedAt('review'),
    act: (page, server) => configured(page, server, 'projecting'),
  },
  { name: 'run-paused', server: () => stoppedAt('review'), act: (page, server) => configured(page, server, 'paused') },
  {
    name: 'run-cancelling',
    server: () => stoppedAt('review'),
    async act(page, server) {
      await configured(page, server, 'reading');
      await page.locator('.run .button--danger').click();
      await page.locator('dialog').waitFor();
    },
  },
  {
    name: 'run-steering',
    server: () => stoppedAt('review'),
    async act(page, server) {
      await configured(page, server, 'reading');
      // The answer does not come while it is looked at.
      await page.route(/\/v1\/runs\/[^/]+\/cancel$/, () => new Promise<void>(() => undefined));
      await page.locator('.run .button--danger').click();
      await page.locator('dialog .button--danger').click();
      await page.locator('.run .button--danger[aria-disabled=true]').waitFor();
    },
  },
  {
    name: 'run-cancelled',
    server: () => stoppedAt('review'),
    act: (page, server) => configured(page, server, 'cancelled'),
  },
  {
    name: 'run-cancelled-half',
    server: () => stoppedAt('review'),
    act: (page, server) =>
      configured(page, server, 'cancelled', { projection: { of: 2_000, written: 1_000, failed: 0 } }),
  },
  {
    name: 'run-waiting',
    server: () =>
      withWorld(stoppedAt('review'), (world) =>
        world.trouble.set('POST /v1/runs', { status: 409, body: { code: 'run.alreadyRunning' } }),
      ),
    act: (page, server) => configured(page, server, 'reading'),
  },
  {
    name: 'run-failed',
    server: () => stoppedAt('review'),
    act: (page, server) => configured(page, server, 'failed', { reason: 'interrupted' }),
  },
  {
    name: 'run-partly',
    server: () => stoppedAt('review'),
    act: (page, server) =>
      configured(page, server, 'publishedPartly', { projection: { of: 4_790, written: 4_700, failed: 90 } }),
  },
  { name: 'run-done', server: () => stoppedAt('review'), act: (page, server) => configured(page, server, 'done') },
  {
    name: 'not-published',
    server: () =>
      withWorld(stoppedAt('review'), (world) =>
        world.trouble.set('PUT /v1/configuration', {
          status: 422,
          body: {
            code: 'configuration.fieldNamedOtherwise',
            problems: [
              {
                code: 'configuration.fieldNamedOtherwise',
                params: { wanted: 'ABM_RFM_Label', given: 'ABM_RFM_Label1', remedy: 'changeApiName' },
                where: 'Accounts.ABM_RFM_Label1',
              },
            ],
          },
        }),
      ),
    async act(page) {
      await page.locator('.field-list').waitFor();
      await configure(page);
      await page.locator('#root [role=alert]').waitFor();
    },
  },
  {
    name: 'published-meanwhile',
    server: () =>
      withWorld(stoppedAt('review'), (world) =>
        world.trouble.set('PUT /v1/configuration', { status: 409, body: { code: 'configuration.publishedMeanwhile' } }),
      ),
    async act(page) {
      await page.locator('.field-list').waitFor();
      await configure(page);
      await page.locator('#root [role=alert]').waitFor();
    },
  },
  {
    name: 'draft-conflict',
    server: () => stoppedAt('criteria'),
    async act(page, server) {
      await counted(page);
      server.world.revision = 40;
      server.world.author = 'Lucía Fernández';
      await page.locator('.criteria .button').last().click();
      await runClockUntil(page, page.locator('.wizard > .banner--warn'), 2_000);
    },
  },
  {
    name: 'draft-offline',
    server: () => stoppedAt('criteria'),
    async act(page, server) {
      await counted(page);
      server.world.offline = true;
      await page.locator('.criteria .button').last().click();
      await runClockUntil(page, page.locator('.wizard > .banner--warn'), 2_000);
    },
  },
];

/** Every screen and state of the wizard that a person can come to see. */
export const WIZARD_SITUATIONS: readonly WizardSituation[] = [
  ...SHORT,
  ...PERMISSIONS,
  ...CREDITS,
  ...TECHNIQUES,
  ...RULES,
].map((short) => ({
  server: fresh,
  act: nothing,
  signIn: true,
  crm: true,
  ...short,
}));

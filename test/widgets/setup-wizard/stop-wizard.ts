import type { Page } from 'playwright-core';
import type { SetupDraft } from '#widgets/setup-wizard/models/setup-draft.ts';
import { runClockUntil } from '#test/support/run-clock-until.ts';
import { createFakeServer, type FakeServer } from './fake-server.ts';
import { openSetup } from './open-setup.ts';

export interface WizardSituation {
  readonly name: string;
  readonly server: () => Promise<FakeServer>;
  /** From signed in (or from the first screen where nobody can sign in) to what is looked at. */
  readonly act: (page: Page, server: FakeServer) => Promise<void>;
  readonly signIn: boolean;
  /** false = the CRM around the page never answers. */
  readonly crm: boolean;
}

/** What a situation says of itself; the rest is the ordinary. */
export interface Short {
  readonly name: string;
  readonly server?: () => Promise<FakeServer>;
  readonly act?: WizardSituation['act'];
  readonly signIn?: boolean;
  readonly crm?: boolean;
}

type Step = Exclude<SetupDraft['step'], 'welcome' | 'configure'>;

/** A server that keeps a draft mapped as suggested and stopped at `step`. */
export async function stoppedAt(
  step: Step,
  edit: (draft: SetupDraft) => SetupDraft = (draft) => draft,
): Promise<FakeServer> {
  const server = createFakeServer();
  const { setup } = await openSetup(server);
  if (step !== 'mapping') setup.mapping.saveAll();
  setup.draft.edit((draft) => edit({ ...draft, everyAccount: true }));
  const blocked = setup.go(step);
  if (blocked !== null) throw new Error(`${step} waits for ${blocked}`);
  await setup.draft.flush();
  return server;
}

export async function withWorld(
  server: Promise<FakeServer>,
  change: (world: FakeServer['world']) => void,
): Promise<FakeServer> {
  const made = await server;
  change(made.world);
  return made;
}
/** The what-if counts once, then the grid stands. */
export const previewed = async (page: Page): Promise<void> => {
  await page.locator('.snapshot, .heat').first().waitFor();
  await runClockUntil(page, page.locator('.heat'), 3_000);
};

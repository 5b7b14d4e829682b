import { loadSetup, type SetupModel } from '#widgets/setup-wizard/models/SetupModel.ts';
import { createSetupApi } from '#widgets/setup-wizard/models/setup-api.ts';
import { createManualTimer, type ManualTimer } from '#test/support/manual-timer.ts';
import { createFakeServer, type FakeServer } from './fake-server.ts';

export interface OpenSetup {
  readonly setup: SetupModel;
  readonly server: FakeServer;
  readonly timer: ManualTimer;
  /** Requests so far to one path, e.g. "PUT /v1/setup/draft". */
  readonly sent: (route: string) => readonly unknown[];
}

/** The wizard's models over the fake server, on a clock of the test's own. */
export async function openSetup(server = createFakeServer()): Promise<OpenSetup> {
  const timer = createManualTimer();
  const loaded = await loadSetup({ api: createSetupApi(server.backend), timer, now: timer.now, run: null });
  if (!loaded.ok) throw new Error(`setup did not open: ${loaded.error.reason}`);
  const sent = (route: string): readonly unknown[] =>
    server.calls.filter(({ method, path }) => `${method} ${path}` === route).map(({ body }) => body);
  return { setup: loaded.value, server, timer, sent };
}

/** The same, past the mapping. */
export async function openMapped(): Promise<OpenSetup> {
  const open = await openSetup();
  open.setup.mapping.saveAll();
  open.setup.go('criteria');
  await open.timer.run(0);
  return open;
}

import { effect, signal, untracked, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Language } from '#widgets/shared/i18n/translator.ts';
import type { SessionModel } from '#widgets/shared/session/SessionModel.ts';
import type { Timer } from '#widgets/shared/timer.ts';
import { createToastModel, type ToastModel } from '#widgets/shared/ui/ToastModel.ts';
import type { SegmentCard } from './answers.ts';
import { createExportsModel, type ExportsModel } from './ExportsModel.ts';
import type { CrmAlone } from './load-crm-alone.ts';
import type { KeptFormModel } from './KeptFormModel.ts';
import { createNavigationModel, type NavigationModel, type Screen } from './NavigationModel.ts';
import { createOverviewModel, type OverviewModel } from './OverviewModel.ts';
import { createSegmentsModel, type SegmentsModel } from './SegmentsModel.ts';
import { watchRun, type RunWatch } from './watch-run.ts';

export interface TabPorts {
  readonly session: SessionModel;
  readonly timer: Timer;
  readonly nowMs: () => number;
  /** Today's epoch day in a zone. */
  readonly today: (timeZone: string) => number;
  /** Leads the browser to a file. */
  readonly followLink: (url: string) => void;
  /** Opens a record's page in the CRM around the tab. */
  readonly openRecord: (module: string, id: string) => void;
  /** What the CRM alone gives; null while it is read, or where there is nothing. */
  readonly crmAlone: ReadonlySignal<CrmAlone | null>;
  readonly language: Language;
  /** Where the person was before the page was loaded again; null = nowhere known. */
  readonly place: Screen | null;
  readonly keepPlace: (screen: Screen) => void;
  readonly kept: KeptFormModel;
}

/** Whose export dialog is open; `segmentId` null = all accounts in ABM. */
export interface ExportSubject {
  readonly segmentId: string | null;
  readonly name: string | null;
}

/** The ABM tab: its ports, and the models that outlive a screen. */
export interface Tab extends TabPorts {
  readonly navigation: NavigationModel;
  readonly overview: OverviewModel;
  readonly segments: SegmentsModel;
  readonly exports: ExportsModel;
  readonly toasts: ToastModel;
  readonly runs: RunWatch;
  readonly exporting: Signal<ExportSubject | null>;
  readonly deleting: Signal<SegmentCard | null>;
  openAccount(id: string): void;
  close(): void;
}

/** Asks for the overview and the segments whenever somebody has signed in; `close` ends what listens and asks. */
export function createTab(ports: TabPorts): Tab {
  const { session, timer, followLink } = ports;
  const { backend } = session;
  const overview = createOverviewModel(backend);
  const segments = createSegmentsModel(backend);

  const ask = (): void => {
    const rights = session.info.peek()?.rights;
    if (rights?.view !== true) return;
    void overview.load();
    void segments.load();
  };
  // Signed in for the first time or again: what failed for want of a session is asked for now.
  const unsubscribe = effect(() => {
    if (session.state.value.kind === 'signedIn') untracked(ask);
  });
  // Signed out by hand, unlike a session that ended or one that has not begun: nothing of theirs stays behind.
  let wasKnown = false;
  const stopForgetting = effect(() => {
    const known = session.info.value !== null;
    if (wasKnown && !known) untracked(ports.kept.decline);
    wasKnown = known;
  });
  const runs = watchRun(session, timer, () => {
    void session.refresh();
    ask();
  });

  const navigation = createNavigationModel(ports.place ?? undefined);
  const stopKeeping = effect(() => ports.keepPlace(navigation.screen.value));

  return {
    ...ports,
    navigation,
    overview,
    segments,
    exports: createExportsModel({ backend, timer, followLink }),
    toasts: createToastModel(timer),
    runs,
    exporting: signal(null),
    deleting: signal(null),
    openAccount(id) {
      const state = overview.state.value;
      ports.openRecord(state.kind === 'ready' ? state.value.accountsModule : 'Accounts', id);
    },
    close() {
      unsubscribe();
      stopKeeping();
      stopForgetting();
      runs.close();
    },
  };
}

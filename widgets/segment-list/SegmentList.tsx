import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { SignOut } from '#widgets/shared/session/SignOut.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import { Toasts } from '#widgets/shared/ui/Toasts.tsx';
import { lazyPart } from './components/lazy-part.tsx';
import { OverviewScreen } from './components/OverviewScreen.tsx';
import { SegmentsScreen } from './components/SegmentsScreen.tsx';
import { SignedInContext } from './components/signed-in-context.ts';
import { SignedOutScreen } from './components/SignedOutScreen.tsx';
import { TabBanners } from './components/TabBanners.tsx';
import type { Tab } from './models/create-tab.ts';
import { isAtWork } from './models/watch-run.ts';
import { sayInstant, sayRight } from './say.ts';

// Each is fetched when it is first opened: the tab starts with overview and list alone.
const SegmentDetail = lazyPart(async () => (await import('./components/SegmentDetail.tsx')).SegmentDetail, [3, 3, 16]);
const SegmentForm = lazyPart(async () => (await import('./components/SegmentForm.tsx')).SegmentForm, [3, 5, 12]);
const ExportsScreen = lazyPart(async () => (await import('./components/ExportsScreen.tsx')).ExportsScreen, [3, 3, 3]);
const ExportDialog = lazyPart(async () => (await import('./components/ExportDialog.tsx')).ExportDialog, []);
const DeleteDialog = lazyPart(async () => (await import('./components/DeleteDialog.tsx')).DeleteDialog, []);
const LeaveDialog = lazyPart(async () => (await import('./components/LeaveDialog.tsx')).LeaveDialog, []);

const PLACES = ['overview', 'segments', 'exports'] as const;

/** The ABM tab. */
export function SegmentList({ tab }: { readonly tab: Tab }) {
  const info = tab.session.info.value;
  return (
    <SignedInContext.Provider value={tab.session.state.value.kind === 'signedIn'}>
      {info === null ? <SignedOutScreen tab={tab} /> : <SignedIn tab={tab} />}
      <Toasts model={tab.toasts} />
    </SignedInContext.Provider>
  );
}

function SignedIn({ tab }: { readonly tab: Tab }) {
  const t = useTranslator();
  const info = tab.session.info.value;
  if (info === null) return null;
  const { view, setup } = info.rights;
  if (view !== true) {
    return (
      <>
        <Leave tab={tab} />
        <WholeTab
          title={t.text('segments.refused.title')}
          text={`${t.text('segments.failure.refused', { right: sayRight(view.missing, t) })} ${t.text('segments.refused.where')}`}
        />
      </>
    );
  }
  if (!info.configured) {
    return (
      <>
        <Leave tab={tab} />
        <WholeTab
          title={t.text('segments.notConfigured.title')}
          text={t.text(setup === true ? 'segments.notConfigured.admin' : 'segments.notConfigured.text')}
        />
      </>
    );
  }
  const exporting = tab.exporting.value;
  const deleting = tab.deleting.value;
  return (
    <>
      <Places tab={tab} />
      <TabBanners tab={tab} />
      {info.freshness === null && !isAtWork(tab.runs.run.value) ? (
        <WholeTab title={t.text('segments.firstRun.title')} text={t.text('segments.firstRun.text')} />
      ) : (
        <CurrentScreen tab={tab} />
      )}
      {exporting !== null && <ExportDialog key={exporting.segmentId ?? ''} tab={tab} subject={exporting} />}
      {deleting !== null && <DeleteDialog key={deleting.id} tab={tab} segment={deleting} />}
      {tab.navigation.leaving.value !== null && <LeaveDialog navigation={tab.navigation} />}
    </>
  );
}

/** A state that leaves no screen: the page keeps its name. */
function WholeTab({ title, text }: { readonly title: string; readonly text: string }) {
  const t = useTranslator();
  return (
    <>
      <h1 class="visually-hidden">{t.text('segments.title')}</h1>
      <StateScreen title={title} text={text} />
    </>
  );
}

function Places({ tab }: { readonly tab: Tab }) {
  const t = useTranslator();
  const { kind } = tab.navigation.screen.value;
  const here = kind === 'overview' || kind === 'exports' ? kind : 'segments';
  const freshness = tab.session.info.value?.freshness ?? null;
  return (
    <div class="places">
      <nav aria-label={t.text('segments.title')} class="places__nav">
        {PLACES.map((place) => (
          <button
            key={place}
            type="button"
            class="places__item"
            aria-current={place === here ? 'page' : undefined}
            onClick={() => tab.navigation.go({ kind: place })}
          >
            {t.text(`segments.place.${place}`)}
          </button>
        ))}
      </nav>
      {freshness !== null && (
        <p class="places__freshness soft">
          {t.text('segments.freshness', { onDay: freshness.asOfDay, at: sayInstant(freshness.publishedAt, t) })}
        </p>
      )}
      <Leave tab={tab} />
    </div>
  );
}

function Leave({ tab }: { readonly tab: Tab }) {
  return <SignOut session={tab.session} wouldLose={() => Promise.resolve(tab.navigation.wouldLose())} />;
}

function CurrentScreen({ tab }: { readonly tab: Tab }) {
  const screen = tab.navigation.screen.value;
  switch (screen.kind) {
    case 'overview':
      return <OverviewScreen tab={tab} />;
    case 'segments':
      return <SegmentsScreen tab={tab} />;
    case 'segment':
      return <SegmentDetail key={screen.id} tab={tab} id={screen.id} filter={screen.filter} />;
    case 'create':
      return (
        <SegmentForm
          key={screen.kept === true ? 'kept' : 'create'}
          tab={tab}
          segmentId={null}
          start={screen.start}
          kept={screen.kept === true}
        />
      );
    case 'edit':
      return (
        <SegmentForm
          key={screen.kept === true ? `kept ${screen.id}` : screen.id}
          tab={tab}
          segmentId={screen.id}
          start={null}
          kept={screen.kept === true}
        />
      );
    case 'exports':
      return <ExportsScreen tab={tab} />;
  }
}

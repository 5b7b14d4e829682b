import type { ComponentChildren } from 'preact';
import { formatIsoDay, parseIsoDay } from '#core/crm/days.ts';
import { TranslationContext, useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { SignOut } from '#widgets/shared/session/SignOut.tsx';
import { SessionEnded, SignInScreen } from '#widgets/shared/session/SignIn.tsx';
import type { SessionModel } from '#widgets/shared/session/SessionModel.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { ErrorBoundary } from '#widgets/shared/ui/ErrorBoundary.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import { Toasts } from '#widgets/shared/ui/Toasts.tsx';
import type { ToastModel } from '#widgets/shared/ui/ToastModel.ts';
import { createZoneDay } from '#widgets/shared/viewer-settings.ts';
import { LazyScreen } from './components/LazyScreen.tsx';
import { SetupPlaces } from './components/SetupPlaces.tsx';
import type { OpenModel } from './models/OpenModel.ts';
import type { PlacesModel } from './models/PlacesModel.ts';
import { SetupContext } from './setup-context.ts';
import type { Words } from './words.ts';
import { sayClosed, sayFailed } from './say-refusal.ts';

interface WizardPageProps {
  readonly session: SessionModel;
  readonly open: OpenModel;
  readonly places: PlacesModel;
  readonly toasts: ToastModel;
  readonly words: Words;
  readonly now: () => number;
}

export function WizardPage({ words, ...rest }: WizardPageProps) {
  return (
    <Page words={words}>
      <Content words={words} {...rest} />
    </Page>
  );
}

/** While the CRM is asked who looks. */
export function Opening({ words }: { readonly words: Words }) {
  return (
    <Page words={words}>
      <PageTitle />
      <Skeleton text={words.translator.value.text('shared.loading')} bars={[2, 3, 6, 6]} />
    </Page>
  );
}

export function NoServer({ words }: { readonly words: Words }) {
  const t = words.translator.value;
  return (
    <Page words={words}>
      <PageTitle />
      <StateScreen alert title={t.text('setup.noServer.title')} text={t.text('setup.noServer.text')} />
    </Page>
  );
}

function Page({ words, children }: { readonly words: Words; readonly children: ComponentChildren }) {
  return (
    <TranslationContext.Provider value={words.translator.value}>
      <ErrorBoundary report={(error) => console.error(error)}>
        <main>{children}</main>
      </ErrorBoundary>
    </TranslationContext.Provider>
  );
}

async function loadWizard() {
  return (await import('./SetupWizard.tsx')).SetupWizard;
}

async function loadPermissions(words: Words) {
  const [{ PermissionsPage }] = await Promise.all([
    import('./permissions/PermissionsPage.tsx'),
    words.loadLater('permissions'),
  ]);
  return PermissionsPage;
}

async function loadCredits(words: Words) {
  const [{ CreditsPage }] = await Promise.all([import('./credits/CreditsPage.tsx'), words.loadLater('credits')]);
  return CreditsPage;
}

async function loadRefresh(words: Words) {
  const [{ RefreshPage }] = await Promise.all([import('./refresh/RefreshPage.tsx'), words.loadLater('refresh')]);
  return RefreshPage;
}

async function loadScoringRules(words: Words) {
  const [{ ScoringRulesPage }] = await Promise.all([
    import('./scoring-rules/ScoringRulesPage.tsx'),
    words.loadLater('scoringRules'),
    // The criteria builder's.
    words.loadLater('steps'),
  ]);
  return ScoringRulesPage;
}

/** Where no heading of the wizard stands yet. */
function PageTitle() {
  const t = useTranslator();
  return <h1 class="visually-hidden">{t.text('setup.title')}</h1>;
}

/** Signed out, refused, offline, failed, or the wizard. */
function Content({ session, open, places, toasts, words, now }: WizardPageProps) {
  const t = useTranslator();
  const state = open.state.value;
  const retry = (
    <Button kind="primary" onPress={() => void open.retry()}>
      {t.text('shared.retry')}
    </Button>
  );
  switch (state.kind) {
    case 'signedOut':
      return (
        <>
          <PageTitle />
          <SignInScreen session={session} note={t.text('setup.signIn.run')} />
        </>
      );
    case 'loading':
      return (
        <>
          <PageTitle />
          {state.underWay && <Banner tone="info">{t.text('setup.loading.run')}</Banner>}
          <Skeleton text={t.text('shared.loading')} bars={[2, 3, 6, 6]} />
        </>
      );
    case 'refused':
      return (
        <>
          <PageTitle />
          <StateScreen alert title={t.text('setup.refused.title')} text={sayClosed(state.missing, t)} actions={retry} />
          <SignOut session={session} wouldLose={() => Promise.resolve(false)} />
        </>
      );
    case 'failed': {
      const offline = state.failure.reason === 'offline';
      const code = state.failure.reason === 'failed' ? state.failure.code : state.failure.reason;
      return (
        <>
          <PageTitle />
          <StateScreen
            alert
            title={t.text(offline ? 'setup.offline.title' : 'setup.failed.title')}
            text={offline ? t.text('setup.offline.text') : sayFailed(code, t)}
            actions={retry}
          />
        </>
      );
    }
    case 'ready': {
      const { currencyDigits, timeZone } = t.viewer;
      // The server's day where it says one: what it counts to is what the linter counts to.
      const day = parseIsoDay(session.info.value?.today ?? '') ?? createZoneDay(timeZone)(now());
      const today = { day, iso: formatIsoDay(day) };
      return (
        <SetupContext.Provider
          value={{
            setup: state.setup,
            backend: session.backend,
            places,
            toasts,
            today,
            minorDigits: currencyDigits,
            loadWords: (part) => words.loadLater(part),
          }}
        >
          <SessionEnded session={session} />
          <SetupPlaces session={session} />
          {places.place.value === 'setup' ? (
            <LazyScreen key="setup" bars={[2, 3, 6, 6]} until={<PageTitle />} load={loadWizard} />
          ) : places.place.value === 'permissions' ? (
            <LazyScreen key="permissions" until={<PageTitle />} load={() => loadPermissions(words)} />
          ) : places.place.value === 'refresh' ? (
            <LazyScreen key="refresh" until={<PageTitle />} load={() => loadRefresh(words)} />
          ) : places.place.value === 'scoringRules' ? (
            <LazyScreen key="scoringRules" until={<PageTitle />} load={() => loadScoringRules(words)} />
          ) : (
            <LazyScreen key="credits" until={<PageTitle />} load={() => loadCredits(words)} />
          )}
          <Toasts model={toasts} />
        </SetupContext.Provider>
      );
    }
  }
}

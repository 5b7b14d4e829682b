import { useEffect, useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { createSeenTimer } from '#widgets/shared/seen-timer.ts';
import { browserTimer } from '#widgets/shared/timer.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Facts } from '../components/Facts.tsx';
import { PlacePage } from '../components/PlacePage.tsx';
import { createCreditsApi } from '../credits/credits-api.ts';
import { sayFailure } from '../credits/say-failure.ts';
import { useSetup } from '../setup-context.ts';
import { EntriesTable } from './EntriesTable.tsx';
import { PolicyForm } from './PolicyForm.tsx';
import { PriceTable } from './PriceTable.tsx';
import { createRefreshApi, type Refresh } from './refresh-api.ts';
import { createRefreshModel, type RefreshModel } from './RefreshModel.ts';

/** The page is left open to see what comes: so often it is read again. Milliseconds. */
const FOLLOW_MS = 30_000;

/** Setup > Refresh (TEC-5, PLT-4): when labels are recomputed by themselves, what it costs, and what the last times did. */
export function RefreshPage() {
  const t = useTranslator();
  const { backend } = useSetup();
  const [model] = useState(() => createRefreshModel(createRefreshApi(backend)));
  const state = model.state.value;
  return (
    <PlacePage
      place="refresh"
      model={model}
      bars={[4, 9, 12]}
      sayFailed={(failure) => ({ title: t.text('refresh.failed'), text: sayFailure(failure, t) })}
    >
      {state.kind === 'ready' && <Ready model={model} refresh={state.refresh} />}
    </PlacePage>
  );
}

function Ready({ model, refresh }: { readonly model: RefreshModel; readonly refresh: Refresh }) {
  const t = useTranslator();
  const { backend } = useSetup();
  const [credits] = useState(() => createCreditsApi(backend));
  useEffect(() => {
    const timer = createSeenTimer(browserTimer, document);
    let stop = (): void => undefined;
    const wait = (): void => {
      stop = timer.after(FOLLOW_MS, () => {
        wait();
        void model.follow();
      });
    };
    wait();
    return () => stop();
  }, []);
  const { next, publishedAt, fullAt, entries } = refresh;
  return (
    <>
      <p class="measure">{t.text('refresh.intro')}</p>
      {next === null ? (
        <p class="measure">{t.text('refresh.noFirstRun')}</p>
      ) : (
        <div class="refresh-facts">
          <Facts
            facts={[
              { label: t.text('refresh.publishedAt'), value: sayInstant(publishedAt, t) },
              { label: t.text('refresh.fullAt'), value: sayInstant(fullAt, t) },
              {
                label: t.text('refresh.nextSweep'),
                value: sayNextSweep(refresh, t),
              },
              { label: t.text('refresh.nextNightly'), value: sayInstant(next.nightly, t) },
            ]}
          />
          <RunNow nightly={refresh.price.nightly} unsaved={model.unsaved.value} />
        </div>
      )}
      <PolicyForm model={model} refresh={refresh} />
      <div class="stack credits__part">
        <h3>{t.text('refresh.price.title')}</h3>
        <p class="soft measure">{t.text('refresh.price.text')}</p>
        <PriceTable refresh={refresh} />
      </div>
      <div class="stack credits__part">
        <h3>{t.text('refresh.entries.title')}</h3>
        <EntriesTable api={credits} entries={entries} />
      </div>
    </>
  );
}

/** A full run at once, followed where runs are followed: in the last step of the setup. */
function RunNow({ nightly, unsaved }: { readonly nightly: number | null; readonly unsaved: boolean }) {
  const t = useTranslator();
  const { places, setup } = useSetup();
  return (
    <div class="refresh-now">
      <Button
        blockedBy={unsaved ? t.text('refresh.runNow.unsaved') : null}
        onPress={() => {
          places.go('setup');
          void setup.runNow();
        }}
      >
        {t.text('refresh.runNow')}
      </Button>
      <p class="soft measure">{t.text('refresh.runNow.text', { credits: nightly ?? 'unknown' })}</p>
    </div>
  );
}

function sayNextSweep({ policy, next }: Refresh, t: Translator): string {
  if (policy.everyMinutes === null) return t.text('refresh.byNightly');
  return next === null || next.sweep === null ? t.text('refresh.afterNightly') : sayInstant(next.sweep, t);
}

function sayInstant(text: string | null, t: Translator): string {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? '–' : t.instant(at);
}

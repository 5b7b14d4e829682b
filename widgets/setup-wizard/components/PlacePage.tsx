import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { keepFocus } from '#widgets/shared/ui/keep-focus.ts';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import type { SetupPlace } from '../models/PlacesModel.ts';
import { useSetup } from '../setup-context.ts';

interface PlacePageProps {
  readonly place: SetupPlace;
  readonly model: {
    readonly state: ReadonlySignal<
      { readonly kind: 'loading' | 'ready' } | { readonly kind: 'failed'; readonly failure: BackendFailure }
    >;
    readonly unsaved: ReadonlySignal<boolean>;
    load(): Promise<void>;
  };
  /** Its shape while it is read, in rem. */
  readonly bars: readonly number[];
  readonly sayFailed: (failure: BackendFailure) => { readonly title: string; readonly text: string };
  readonly children: ComponentChildren;
}

/** The frame of a page of the settings beside the wizard: read when it opens, and asked about before what is not saved is lost. */
export function PlacePage({ place, model, bars, sayFailed, children }: PlacePageProps) {
  const t = useTranslator();
  const { places } = useSetup();
  const heading = useRef<HTMLHeadingElement>(null);
  const root = useRef<HTMLDivElement>(null);

  // Before the page is painted: a frame later it would take the focus from whoever is already on the way.
  useLayoutEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    void model.load();
    const page = root.current?.closest('main') ?? null;
    const release = page === null ? () => undefined : keepFocus(page, () => heading.current);
    const leave = places.guard(() => model.unsaved.value);
    return () => {
      release();
      leave();
    };
  }, []);

  const state = model.state.value;
  return (
    <div ref={root} class="wizard">
      <header class="wizard__header">
        <h1>{t.text('setup.title')}</h1>
      </header>
      <h2 ref={heading} tabIndex={-1} class="wizard__heading">
        {t.text(`setup.place.${place}`)}
      </h2>
      {state.kind === 'loading' && <Skeleton text={t.text('shared.loading')} bars={bars} />}
      {state.kind === 'failed' && (
        <StateScreen
          alert
          {...sayFailed(state.failure)}
          actions={
            <Button kind="primary" onPress={() => void model.load()}>
              {t.text('shared.retry')}
            </Button>
          }
        />
      )}
      {children}
    </div>
  );
}

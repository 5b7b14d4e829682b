import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';

/** A part of the tab whose code is fetched when it is first shown; a failed fetch can be tried again. `bars`: its shape in rem. */
export function lazyPart<P extends object>(
  load: () => Promise<FunctionComponent<P>>,
  bars: readonly number[],
): FunctionComponent<P> {
  let loaded: FunctionComponent<P> | null = null;
  return function LazyPart(props: P) {
    const t = useTranslator();
    const [state, setState] = useState<'loading' | 'loaded' | 'failed'>(loaded === null ? 'loading' : 'loaded');
    useEffect(() => {
      if (state !== 'loading') return undefined;
      let gone = false;
      load().then(
        (part) => {
          loaded = part;
          if (!gone) setState('loaded');
        },
        () => {
          if (!gone) setState('failed');
        },
      );
      return () => {
        gone = true;
      };
    }, [state]);
    if (state === 'failed') {
      return (
        <StateScreen
          alert
          title={t.text('segments.failed.failed')}
          text={t.text('segments.partFailed')}
          actions={<Button onPress={() => setState('loading')}>{t.text('shared.retry')}</Button>}
        />
      );
    }
    const Part = loaded;
    return state === 'loading' || Part === null ? (
      <Skeleton text={t.text('shared.loading')} bars={bars} />
    ) : (
      <Part {...props} />
    );
  };
}

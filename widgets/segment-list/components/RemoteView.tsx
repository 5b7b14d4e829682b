import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import type { RemoteState } from '../models/remote.ts';
import { sayFailure } from '../say.ts';
import { SignedInContext } from './signed-in-context.ts';

interface RemoteViewProps<T> {
  readonly state: ReadonlySignal<RemoteState<T>>;
  readonly onRetry: () => void;
  /** Heights of what will stand there, in rem. */
  readonly bars: readonly number[];
  readonly children: (value: T) => ComponentChildren;
}

/** Loading, there, or why not: what was there stays in sight when a reload fails. */
export function RemoteView<T>({ state, onRetry, bars, children }: RemoteViewProps<T>) {
  const t = useTranslator();
  const now = state.value;
  const signedIn = useContext(SignedInContext);
  const failure = now.kind === 'loading' ? null : now.failure;
  // Signed in again: what failed only for want of a session needs no second click.
  useEffect(() => {
    if (signedIn && failure?.reason === 'signedOut') onRetry();
  }, [signedIn]);
  const retry = <Button onPress={onRetry}>{t.text('shared.retry')}</Button>;
  if (now.kind === 'loading') return <Skeleton text={t.text('shared.loading')} bars={bars} />;
  if (now.kind === 'failed') {
    const { reason } = now.failure;
    const title =
      reason === 'offline' || reason === 'refused' || reason === 'notFound' || reason === 'signedOut'
        ? reason
        : 'failed';
    return (
      <StateScreen
        alert
        title={t.text(`segments.failed.${title}`)}
        text={sayFailure(now.failure, t)}
        actions={reason === 'refused' || reason === 'signedOut' ? undefined : retry}
      />
    );
  }
  return (
    <>
      {now.failure !== null && (
        <Banner tone="warn" live actions={retry}>
          {t.text('segments.reloadFailed')} {sayFailure(now.failure, t)}
        </Banner>
      )}
      {children(now.value)}
    </>
  );
}

import { useEffect, useMemo } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import { segmentDetailSchema, type SegmentCard, type UsedIn } from '../models/answers.ts';
import { ask } from '#widgets/shared/backend/ask.ts';
import type { Tab } from '../models/create-tab.ts';
import { createRemote } from '../models/remote.ts';
import { sayFailure } from '../say.ts';
import { RemoteView } from './RemoteView.tsx';

/** SEG-5: where it is used, before it goes; and a way back after. */
export function DeleteDialog({ tab, segment }: { readonly tab: Tab; readonly segment: SegmentCard }) {
  const t = useTranslator();
  const detail = useMemo(
    () =>
      createRemote((signal) =>
        ask(tab.session.backend, { method: 'GET', path: `/v1/segments/${segment.id}`, signal }, segmentDetailSchema),
      ),
    [segment.id],
  );
  useEffect(() => {
    void detail.load();
    return () => detail.reset();
  }, [detail]);
  const state = detail.state.value;
  const children = state.kind === 'ready' ? state.value.usedIn.children : [];

  const close = (): void => {
    tab.deleting.value = null;
  };
  const remove = async (): Promise<void> => {
    close();
    const { navigation, segments, toasts } = tab;
    if (navigation.screen.value.kind === 'segment') navigation.go({ kind: 'segments' });
    const removed = await segments.remove(segment.id);
    if (!removed.ok) {
      toasts.show(t.text('segments.deletion.failed', { name: segment.name, why: sayFailure(removed.error, t) }));
      return;
    }
    toasts.show(t.text('segments.deletion.done', { name: segment.name }), () => {
      void segments.restore(segment).then((restored) => {
        toasts.show(
          restored.ok
            ? t.text('segments.deletion.undone', { name: segment.name })
            : t.text('segments.deletion.undoFailed', { name: segment.name, why: sayFailure(restored.error, t) }),
        );
      });
    });
  };
  const blocked =
    state.kind === 'loading'
      ? t.text('shared.loading')
      : children.length > 0
        ? t.text('segments.deletion.hasChildren', { names: t.list(children.map(({ name }) => name)) })
        : null;

  return (
    <Dialog
      title={t.text('segments.deletion.title', { name: segment.name })}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>{t.text('shared.cancel')}</Button>
          <Button kind="danger" blockedBy={blocked} onPress={() => void remove()}>
            {t.text('segments.delete')}
          </Button>
        </>
      }
    >
      <RemoteView state={detail.state} onRetry={() => void detail.load()} bars={[2, 2]}>
        {({ usedIn }) => <Consequences usedIn={usedIn} />}
      </RemoteView>
    </Dialog>
  );
}

function Consequences({ usedIn }: { readonly usedIn: UsedIn }) {
  const t = useTranslator();
  if (usedIn.children.length > 0) {
    return (
      <Banner tone="bad">
        {t.text('segments.deletion.hasChildren', { names: t.list(usedIn.children.map(({ name }) => name)) })}
      </Banner>
    );
  }
  return (
    <>
      <p>{t.text('segments.deletion.text')}</p>
      {usedIn.exports > 0 ? (
        <Banner tone="warn">{t.text('segments.deletion.exports', { count: usedIn.exports })}</Banner>
      ) : (
        <p class="soft">{t.text('segments.deletion.unused')}</p>
      )}
    </>
  );
}

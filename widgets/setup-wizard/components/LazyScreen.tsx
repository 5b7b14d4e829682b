import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';

interface LazyScreenProps {
  /** Its script and its words. */
  readonly load: () => Promise<ComponentType>;
  /** Its shape in rem. */
  readonly bars?: readonly number[];
  /** What stands above its place until it is there: the page's heading, where the screen brings that along. */
  readonly until?: ComponentChildren;
}

/** A screen whose code is fetched when it is first wanted; a failed fetch can be tried again. Give it a key per screen. */
export function LazyScreen({ load, bars = [3, 9, 9], until }: LazyScreenProps) {
  const t = useTranslator();
  /** null = it could not be fetched. */
  const [loaded, setLoaded] = useState<{ readonly Screen: ComponentType | null } | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let wanted = true;
    load().then(
      (Screen) => wanted && setLoaded({ Screen }),
      () => wanted && setLoaded({ Screen: null }),
    );
    return () => {
      wanted = false;
    };
  }, [attempt]);

  if (loaded === null) {
    return (
      <>
        {until}
        <Skeleton text={t.text('shared.loading')} bars={bars} />
      </>
    );
  }
  if (loaded.Screen !== null) return <loaded.Screen />;
  return (
    <>
      {until}
      <StateScreen
        alert
        title={t.text('setup.offline.title')}
        text={t.text('setup.offline.text')}
        actions={
          <Button
            onPress={() => {
              setLoaded(null);
              setAttempt(attempt + 1);
            }}
          >
            {t.text('shared.retry')}
          </Button>
        }
      />
    </>
  );
}

import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';

/** Steps that nobody sees first come with their own scripts: the first screen stays light. */
const SCREENS = {
  techniques: async () => (await import('../techniques/TechniquesStep.tsx')).TechniquesStep,
  review: async () => (await import('../review/ReviewStep.tsx')).ReviewStep,
};

type Loaded = { readonly Screen: ComponentType } | 'loading' | 'failed';

export function LaterStep({ step }: { readonly step: keyof typeof SCREENS }) {
  const t = useTranslator();
  const [loaded, setLoaded] = useState<Loaded>('loading');
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let wanted = true;
    setLoaded('loading');
    SCREENS[step]().then(
      (Screen) => wanted && setLoaded({ Screen }),
      () => wanted && setLoaded('failed'),
    );
    return () => {
      wanted = false;
    };
  }, [step, attempt]);

  if (loaded === 'loading') return <Skeleton text={t.text('shared.loading')} bars={[3, 9, 9]} />;
  if (loaded === 'failed') {
    return (
      <StateScreen
        alert
        title={t.text('setup.offline.title')}
        text={t.text('setup.offline.text')}
        actions={<Button onPress={() => setAttempt(attempt + 1)}>{t.text('shared.retry')}</Button>}
      />
    );
  }
  return <loaded.Screen />;
}

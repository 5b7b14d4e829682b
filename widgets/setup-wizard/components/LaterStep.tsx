import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import type { Step } from '../models/setup-draft.ts';
import { useSetup } from '../setup-context.ts';

/** Every step but the first comes with its own script: the first screen stays light. */
const SCREENS = {
  mapping: async () => (await import('./MappingStep.tsx')).MappingStep,
  criteria: async () => (await import('./CriteriaStep.tsx')).CriteriaStep,
  techniques: async () => (await import('../techniques/TechniquesStep.tsx')).TechniquesStep,
  review: async () => (await import('../review/ReviewStep.tsx')).ReviewStep,
  configure: async () => (await import('./ConfigureStep.tsx')).ConfigureStep,
};

interface Loaded {
  readonly step: Step;
  /** null = it could not be fetched. */
  readonly Screen: ComponentType | null;
}

export function LaterStep({ step }: { readonly step: keyof typeof SCREENS }) {
  const t = useTranslator();
  const { loadWords } = useSetup();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let wanted = true;
    Promise.all([SCREENS[step](), loadWords()]).then(
      ([Screen]) => wanted && setLoaded({ step, Screen }),
      () => wanted && setLoaded({ step, Screen: null }),
    );
    return () => {
      wanted = false;
    };
  }, [step, attempt]);

  if (loaded?.step !== step) return <Skeleton text={t.text('shared.loading')} bars={[3, 9, 9]} />;
  if (loaded.Screen !== null) return <loaded.Screen />;
  return (
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
  );
}

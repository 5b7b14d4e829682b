import type { Step } from '../models/setup-draft.ts';
import { useSetup } from '../setup-context.ts';
import { LazyScreen } from './LazyScreen.tsx';

/** Every step but the first comes with its own script: the first screen stays light. */
const SCREENS = {
  mapping: async () => (await import('./MappingStep.tsx')).MappingStep,
  criteria: async () => (await import('./CriteriaStep.tsx')).CriteriaStep,
  techniques: async () => (await import('../techniques/TechniquesStep.tsx')).TechniquesStep,
  review: async () => (await import('../review/ReviewStep.tsx')).ReviewStep,
  configure: async () => (await import('./ConfigureStep.tsx')).ConfigureStep,
} satisfies Partial<Record<Step, unknown>>;

export function LaterStep({ step }: { readonly step: keyof typeof SCREENS }) {
  const { loadWords } = useSetup();
  const load = async () => {
    const [Screen] = await Promise.all([SCREENS[step](), loadWords('steps')]);
    return Screen;
  };
  return <LazyScreen key={step} load={load} />;
}

import { useState } from 'preact/hooks';
import { MODULE_ROLES } from '#core/mapping/targets.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import { canSaveAll } from '../models/MappingModel.ts';
import { sayProblem } from '../say-problem.ts';
import { useSetup } from '../setup-context.ts';
import { ModuleCard } from './ModuleCard.tsx';
import { Relations } from './Relations.tsx';
import { StepFoot } from './StepFoot.tsx';

/** SET-1..3: four modules, each saved on its own, and how they hang together. */
export function MappingStep() {
  const t = useTranslator();
  const { setup } = useSetup();
  const [guarding, setGuarding] = useState(false);
  const { mapping } = setup;
  const draft = setup.draft.draft.value;
  const unsaved = mapping.unsaved.value;
  const complete = canSaveAll(mapping, draft);
  const names = t.list(unsaved.map((role) => t.text(`setup.role.${role}`)));
  const everSaved = Object.values(draft.modules).some((module) => module !== null);
  const problems = unsaved.length === 0 ? setup.check.value.mapping : [];

  const next = (): void => {
    if (unsaved.length > 0) setGuarding(true);
    else setup.go('criteria');
  };
  const openRoles = unsaved.filter((role) => draft.modules[role] === null);
  const blockedBy =
    openRoles.length > 0 && !complete
      ? t.text('setup.mapping.notComplete', { roles: t.list(openRoles.map((role) => t.text(`setup.role.${role}`))) })
      : problems[0] === undefined
        ? null
        : sayProblem(problems[0], { org: mapping.org.value, draft }, t);

  return (
    <div class="stack">
      <div class="step-intro">
        <p class="measure">{t.text('setup.mapping.intro')}</p>
        {unsaved.length > 0 && complete && (
          <Button kind={everSaved ? 'secondary' : 'primary'} onPress={() => mapping.saveAll()}>
            {t.text(everSaved ? 'setup.mapping.saveRest' : 'setup.mapping.saveAll')}
          </Button>
        )}
      </div>
      {mapping.failure.value !== null && (
        <Banner tone="bad" live>
          {t.text('setup.mapping.readFailed')}
        </Banner>
      )}
      <div class="modules">
        {MODULE_ROLES.map((role) => (
          <ModuleCard key={role} role={role} />
        ))}
      </div>
      <Relations />
      {problems.map((problem) => (
        <Banner tone="bad" key={problem.where + problem.code}>
          {sayProblem(problem, { org: mapping.org.value, draft }, t)}
        </Banner>
      ))}
      <StepFoot step="mapping" blockedBy={blockedBy} onNext={next} />
      {guarding && (
        <Dialog
          title={t.text('setup.mapping.guard.title')}
          onClose={() => setGuarding(false)}
          actions={
            <>
              <Button onPress={() => setGuarding(false)}>{t.text('shared.cancel')}</Button>
              {openRoles.length === 0 && (
                <Button
                  onPress={() => {
                    for (const role of unsaved) mapping.discard(role);
                    setGuarding(false);
                    setup.go('criteria');
                  }}
                >
                  {t.text('setup.mapping.guard.discard')}
                </Button>
              )}
              {complete && (
                <Button
                  kind="primary"
                  onPress={() => {
                    mapping.saveAll();
                    setGuarding(false);
                    setup.go('criteria');
                  }}
                >
                  {t.text('setup.mapping.guard.save')}
                </Button>
              )}
            </>
          }
        >
          <p>{t.text('setup.mapping.guard.text', { roles: names })}</p>
        </Dialog>
      )}
    </div>
  );
}

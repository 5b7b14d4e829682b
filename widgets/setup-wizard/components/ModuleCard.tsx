import { useId, useState } from 'preact/hooks';
import type { ModuleRole } from '#core/mapping/targets.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { roleProblems, targetViews } from '../models/edit-mapping.ts';
import { isLeftOut } from '../models/setup-draft.ts';
import type { OptionalRole } from '../models/MappingModel.ts';
import { sayProblem } from '../say-problem.ts';
import { useSetup } from '../setup-context.ts';
import { Icon } from './Icon.tsx';
import { TargetField } from './TargetField.tsx';

const isOptional = (role: ModuleRole): role is OptionalRole => role === 'contacts' || role === 'products';

/** SET-1, SET-2: one module: which one plays the role, its fields, and its own save. */
export function ModuleCard({ role }: { readonly role: ModuleRole }) {
  const t = useTranslator();
  const titleId = useId();
  const { setup, toasts } = useSetup();
  const { mapping } = setup;
  const draft = setup.draft.draft.value;
  const org = mapping.org.value;
  const editing = mapping.editing.value;
  const views = targetViews(editing, role, org);
  const problems = roleProblems(editing, role, org);
  const saved = draft.modules[role];
  const out = isLeftOut(draft, role);
  const unsaved = mapping.unsaved.value.includes(role);
  const state = out ? 'leftOut' : unsaved ? (saved === null ? 'unsaved' : 'changed') : 'saved';
  const [open, setOpen] = useState(problems.length > 0 && !out);
  const name = t.text(`setup.role.${role}`);
  const names = { org, draft };
  const others = (['accounts', 'contacts', 'products', 'deals'] as const).filter((other) => other !== role);
  const taken = new Set(others.map((other) => editing[other].module));
  const mapped = views.filter(({ chosen }) => chosen !== null).length;

  if (out && isOptional(role)) {
    return (
      <section class="card module module--out" aria-labelledby={titleId}>
        <header class="module__header">
          <h3 id={titleId}>{name}</h3>
          <span class="pill">{t.text('setup.mapping.state.leftOut')}</span>
        </header>
        <p class="soft">{t.text(`setup.mapping.leaveOut.${role}`)}</p>
        <div class="module__actions">
          <Button onPress={() => mapping.leaveOut(role, false)}>
            {t.text('setup.mapping.takeIn', { role: name })}
          </Button>
        </div>
      </section>
    );
  }

  return (
    <section class={`card module${open ? ' module--open' : ''}`} aria-labelledby={titleId}>
      <header class="module__header">
        <h3 id={titleId}>{name}</h3>
        <span class={`pill pill--${state}`} role="status">
          {t.text(`setup.mapping.state.${state}`)}
        </span>
      </header>
      <div class="module__choice">
        <Field label={t.text('setup.mapping.module')}>
          {({ id }) => (
            <select
              class="input"
              id={id}
              value={editing[role].module ?? ''}
              onChange={(event) => {
                const module = event.currentTarget.value;
                void mapping.chooseModule(role, module === '' ? null : module);
              }}
            >
              <option value="">{t.text('setup.mapping.chooseModule')}</option>
              {org.modules
                .filter(({ apiName, viewable }) => viewable && !taken.has(apiName))
                .map(({ apiName, pluralLabel }) => (
                  <option key={apiName} value={apiName}>
                    {pluralLabel}
                  </option>
                ))}
            </select>
          )}
        </Field>
      </div>
      {mapping.reading.value.includes(role) && <p role="status">{t.text('setup.mapping.reading')}</p>}
      {views.length > 0 && (
        <>
          <div class="module__summary">
            <Button kind="plain" expanded={open} onPress={() => setOpen(!open)}>
              <Icon name="open" />
              <span class="visually-hidden">{t.text('setup.mapping.showFields', { role: name })}: </span>
              {t.text('setup.mapping.found', { mapped, count: views.length })}
            </Button>
            {!open && mapped > 0 && (
              <p class="module__fields soft">
                {t.list(
                  views.flatMap(({ chosen }) =>
                    chosen === null ? [] : [org.fieldLabel(editing[role].module ?? '', chosen)],
                  ),
                )}
              </p>
            )}
          </div>
          {open ? (
            <div class="targets">
              {views.map((view) => (
                <TargetField key={view.target.name} role={role} view={view} />
              ))}
            </div>
          ) : (
            problems.map((problem) => (
              <p class="field__error" key={problem.code + String(problem.params['target'])}>
                {sayProblem(problem, names, t)}
              </p>
            ))
          )}
        </>
      )}
      <div class="module__actions">
        {unsaved && (
          <Button
            blockedBy={problems[0] === undefined ? null : sayProblem(problems[0], names, t)}
            onPress={() => mapping.save(role)}
          >
            {t.text('setup.mapping.save', { role: name })}
          </Button>
        )}
        {state === 'changed' && (
          <Button onPress={() => mapping.discard(role)}>{t.text('setup.mapping.discard')}</Button>
        )}
        {isOptional(role) && (
          <Button
            kind="plain"
            onPress={() => {
              mapping.leaveOut(role, true);
              toasts.show(t.text('setup.mapping.nowLeftOut', { role: name }), () => mapping.leaveOut(role, false));
            }}
          >
            {t.text('setup.mapping.leaveOut')}
          </Button>
        )}
      </div>
    </section>
  );
}

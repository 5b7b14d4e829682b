import { useComputed } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import { PlacePage } from '../components/PlacePage.tsx';
import { useSetup } from '../setup-context.ts';
import { AuditList } from './AuditList.tsx';
import { GridCards } from './GridCards.tsx';
import { GridTable } from './GridTable.tsx';
import { createPermissionsApi } from './permissions-api.ts';
import type { Permissions } from './permissions-api.ts';
import { createPermissionsModel, type PermissionsModel } from './PermissionsModel.ts';
import { PolicySwitch } from './PolicySwitch.tsx';
import { sayFailure } from './say-failure.ts';
import { sayGridChanges, type ProfileNames } from './say-grid-changes.ts';
import { useNarrow } from './use-narrow.ts';

/** Setup > Permissions (PER-5): who may do what in ABM, and what was refused and changed. */
export function PermissionsPage() {
  const t = useTranslator();
  const { backend, toasts } = useSetup();
  const [api] = useState(() => createPermissionsApi(backend));
  const [model] = useState(() => createPermissionsModel(api));
  const [switched, setSwitched] = useState(0);
  const state = model.state.value;
  return (
    <PlacePage
      place="permissions"
      model={model}
      bars={[3, 16]}
      sayFailed={(failure) => ({
        title: t.text(failure.reason === 'refused' ? 'permissions.refused.title' : 'permissions.failed.title'),
        text: sayFailure(failure, t),
      })}
    >
      {state.kind === 'ready' && <GridSection model={model} permissions={state.permissions} />}
      {/* Who may set up decides it, administrator or not. */}
      {state.kind !== 'loading' && (
        <PolicySwitch api={api} toasts={toasts} onChanged={() => setSwitched((times) => times + 1)} />
      )}
      {state.kind === 'ready' && (
        <AuditList
          api={api}
          profiles={profileNames(state.permissions.profiles)}
          changes={`${state.permissions.revision} ${switched}`}
        />
      )}
    </PlacePage>
  );
}

interface GridSectionProps {
  readonly model: PermissionsModel;
  readonly permissions: Permissions;
}

function GridSection({ model, permissions }: GridSectionProps) {
  const t = useTranslator();
  const { toasts } = useSetup();
  const narrow = useNarrow();
  const offered = useRef<number | null>(null);
  const { native, profiles, grid: stored, saved } = permissions;
  const ticked = useComputed(() => model.grid.value).value;
  const saving = model.saving.value;
  const View = narrow ? GridCards : GridTable;

  const save = async (): Promise<void> => {
    const done = await model.save();
    if (done === null) return;
    offered.current = toasts.show(t.text('permissions.saved'), () => {
      void done.undo().then((isUndone) => isUndone && toasts.show(t.text('permissions.undone')));
    });
  };
  const edit: PermissionsModel['edit'] = (change) => {
    // What an undo would put back is no longer what was saved.
    if (offered.current !== null) toasts.dismiss(offered.current);
    offered.current = null;
    model.edit(change);
  };
  const at = saved === null ? Number.NaN : Date.parse(saved.at);

  return (
    <section class="stack">
      {native ? (
        <Banner tone="info">{t.text('permissions.native')}</Banner>
      ) : (
        <>
          <p class="measure">{t.text('permissions.intro')}</p>
          {stored === null && saving.kind !== 'conflict' && <Banner tone="warn">{t.text('permissions.nobody')}</Banner>}
        </>
      )}
      <p class="soft measure">
        {t.text('permissions.journeys')} {t.text('permissions.elsewhere')} {!native && t.text('permissions.minutes')}
      </p>
      <SaveTrouble model={model} />
      {profiles.length === 0 ? (
        <StateScreen title={t.text('permissions.empty.title')} text={t.text('permissions.empty.text')} />
      ) : (
        <View profiles={profiles} grid={ticked} onEdit={native ? null : edit} />
      )}
      {!native && (
        <footer class="step-foot rights-foot">
          <p class="soft rights-foot__saved" role="status">
            {model.unsaved.value
              ? t.text('permissions.unsaved')
              : saved !== null && !Number.isNaN(at)
                ? t.text('permissions.savedBy', { author: saved.author, at: t.instant(at) })
                : ''}
          </p>
          {model.unsaved.value && <Button onPress={() => model.discard()}>{t.text('permissions.discard')}</Button>}
          <Button
            kind="primary"
            blockedBy={
              saving.kind === 'saving'
                ? t.text('setup.saving.saving')
                : model.unsaved.value
                  ? null
                  : t.text('permissions.nothingToSave')
            }
            onPress={() => void save()}
          >
            {t.text('permissions.save')}
          </Button>
        </footer>
      )}
    </section>
  );
}

function profileNames(profiles: Permissions['profiles']): ProfileNames {
  return new Map(profiles.map(({ id, name }) => [id, name]));
}

function SaveTrouble({ model }: { readonly model: PermissionsModel }) {
  const t = useTranslator();
  const saving = model.saving.value;
  if (saving.kind === 'conflict') {
    const { differences } = saving;
    const theirs = saving.theirs?.saved ?? null;
    const at = theirs === null ? Number.NaN : Date.parse(theirs.at);
    return (
      <Banner
        tone="warn"
        live
        actions={
          <>
            <Button onPress={() => void model.takeTheirs()}>{t.text('setup.conflict.theirs')}</Button>
            <Button onPress={() => void model.keepMine()}>{t.text('setup.conflict.mine')}</Button>
          </>
        }
      >
        {theirs !== null &&
          !Number.isNaN(at) &&
          `${t.text('permissions.savedBy', { author: theirs.author, at: t.instant(at) })}. `}
        {t.text('permissions.conflict')}
        {differences.length > 0 && (
          <>
            {' '}
            {t.text('permissions.conflict.differences')}
            <ul>
              {sayGridChanges(differences, profileNames(saving.theirs?.profiles ?? []), t).map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </>
        )}
      </Banner>
    );
  }
  if (saving.kind !== 'failed') return null;
  return (
    <Banner tone="bad" live>
      {t.text('permissions.notSaved')} {sayFailure(saving.failure, t)}
    </Banner>
  );
}

import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { ProductSource } from '#core/mapping/mapping.ts';
import { MODULE_ROLES, type ModuleRole } from '#core/mapping/targets.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { DraftModel } from './DraftModel.ts';
import {
  chooseField,
  chooseModule,
  productSources,
  roleProblems,
  savedModule,
  settleProductSource,
  startEditing,
  type Editing,
} from './edit-mapping.ts';
import { createOrgWords, withFields, type OrgWords } from './org-words.ts';
import type { OrgModules } from './org-schemas.ts';
import type { SetupApi } from './setup-api.ts';
import { isLeftOut, type SetupDraft } from './setup-draft.ts';

export type OptionalRole = 'contacts' | 'products';

export interface MappingModel {
  readonly org: ReadonlySignal<OrgWords>;
  readonly editing: ReadonlySignal<Editing>;
  /** Roles whose fields on screen differ from what is saved, never saved ones included. */
  readonly unsaved: ReadonlySignal<readonly ModuleRole[]>;
  /** Roles whose newly chosen module is being read from the CRM, and how the last reading failed. */
  readonly reading: ReadonlySignal<readonly ModuleRole[]>;
  readonly failure: ReadonlySignal<BackendFailure | null>;
  chooseModule(role: ModuleRole, module: string | null): Promise<void>;
  chooseField(role: ModuleRole, target: string, apiName: string | null): void;
  chooseSource(source: ProductSource): void;
  /** SET-1: this module on its own. Does nothing while it has problems. */
  save(role: ModuleRole): void;
  saveAll(): void;
  /** Back to what is saved (or suggested). */
  discard(role: ModuleRole): void;
  leaveOut(role: OptionalRole, out: boolean): void;
  /** The draft came from elsewhere: what is on screen follows it. */
  reset(): void;
}

/** `start` is what was read with the draft; fields of other modules are read as these are chosen. */
export function createMappingModel(api: Pick<SetupApi, 'fields'>, draft: DraftModel, start: OrgModules): MappingModel {
  const raw: Signal<OrgModules> = signal(start);
  const org = computed(() => createOrgWords(raw.value));
  const editing = signal(startEditing(draft.draft.value, org.value));
  const reading = signal<readonly ModuleRole[]>([]);
  const failure = signal<BackendFailure | null>(null);
  /** The newest choice of each role: choices of different roles do not supersede each other. */
  const newest = new Map<ModuleRole, symbol>();

  const unsaved = computed(() => MODULE_ROLES.filter((role) => differs(role, editing.value, draft.draft.value)));

  function saveInto(current: SetupDraft, role: ModuleRole): SetupDraft {
    const module = savedModule(editing.value, role, org.value);
    if (module === null) return current;
    const saved: SetupDraft = {
      ...current,
      modules: { ...current.modules, [role]: module },
      leftOut: current.leftOut.filter((left) => left !== role),
    };
    const sources = productSources(editing.value, saved, org.value);
    return { ...saved, dealProducts: settleProductSource(saved.dealProducts, sources) };
  }

  return {
    org,
    editing,
    unsaved,
    reading,
    failure,
    async chooseModule(role, module) {
      const mine = Symbol(role);
      newest.set(role, mine);
      failure.value = null;
      const others = (): readonly ModuleRole[] => reading.value.filter((other) => other !== role);
      if (module !== null && !org.value.isLoaded(module)) {
        reading.value = [...others(), role];
        const answer = await api.fields(module);
        // Another module was chosen for this role meanwhile.
        if (newest.get(role) !== mine) return;
        reading.value = others();
        if (!answer.ok) {
          failure.value = answer.error;
          return;
        }
        raw.value = withFields(raw.value, answer.value);
      }
      reading.value = others();
      editing.value = chooseModule(editing.value, role, module, org.value);
    },
    chooseField(role, target, apiName) {
      editing.value = chooseField(editing.value, role, target, apiName);
    },
    chooseSource(source) {
      draft.edit((current) => ({ ...current, dealProducts: source }));
    },
    save(role) {
      draft.edit((current) => saveInto(current, role));
    },
    saveAll() {
      draft.edit((current) =>
        MODULE_ROLES.filter((role) => !isLeftOut(current, role)).reduce(
          (saved, role) => saveInto(saved, role),
          current,
        ),
      );
    },
    discard(role) {
      editing.value = { ...editing.value, [role]: startEditing(draft.draft.value, org.value)[role] };
    },
    leaveOut(role, out) {
      draft.edit((current) => {
        const others = current.leftOut.filter((left) => left !== role);
        const next: SetupDraft = {
          ...current,
          leftOut: out ? [...others, role] : others,
          modules: out ? { ...current.modules, [role]: null } : current.modules,
        };
        return {
          ...next,
          dealProducts: settleProductSource(next.dealProducts, productSources(editing.value, next, org.value)),
        };
      });
    },
    reset() {
      editing.value = startEditing(draft.draft.value, org.value);
    },
  };
}

/** Every role that is not left out could be saved as it stands. */
export function canSaveAll(mapping: MappingModel, draft: SetupDraft): boolean {
  return MODULE_ROLES.every(
    (role) => isLeftOut(draft, role) || roleProblems(mapping.editing.value, role, mapping.org.value).length === 0,
  );
}

function differs(role: ModuleRole, editing: Editing, draft: SetupDraft): boolean {
  if (isLeftOut(draft, role)) return false;
  const saved = draft.modules[role];
  const { module, fields } = editing[role];
  if (saved === null) return true;
  const names = Object.keys(fields);
  return (
    saved.module !== module ||
    names.length !== Object.keys(saved.fields).length ||
    names.some((name) => saved.fields[name] !== fields[name])
  );
}

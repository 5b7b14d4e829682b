import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Configuration } from '#core/configuration/configuration.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { Backend, BackendFailure } from '#widgets/shared/backend/backend.ts';
import { hasEnded, type RunView } from '#widgets/shared/schemas/run-view.ts';
import type { Timer } from '#widgets/shared/timer.ts';
import { blockingStep, checkDraft, type DraftCheck } from './check-draft.ts';
import { createDraftModel, type DraftModel } from './DraftModel.ts';
import { createLatestModel, type LatestModel } from './LatestModel.ts';
import { createMappingModel, type MappingModel } from './MappingModel.ts';
import { createRunModel, isUnderWay, type RunModel } from './RunModel.ts';
import { createSetupApi, type CriteriaCount, type Preview, type SetupApi, type SetupReview } from './setup-api.ts';
import {
  configurationOf,
  draftOfConfiguration,
  mappingOf,
  parseDraft,
  startDraft,
  STEPS,
  type SetupDraft,
  type Step,
} from './setup-draft.ts';
import { createSnapshotModel, type SnapshotModel } from './SnapshotModel.ts';

/** Typing rests this long before a count is asked. */
export const COUNT_REST_MS = 400;
/** The preview answers within 200 ms: it may follow closely. */
export const PREVIEW_REST_MS = 150;

export interface SetupPorts {
  readonly api: SetupApi;
  readonly timer: Timer;
  readonly now: () => number;
  /** The run that the session knows of. */
  readonly run: RunView | null;
}

type CountQuestion = Pick<SetupDraft, 'criteria'> & { readonly mapping: NonNullable<ReturnType<typeof mappingOf>> };
type PreviewQuestion = { readonly id: string } & Parameters<SetupApi['preview']>[1];

/** The whole wizard behind its screens. */
export interface SetupModel {
  readonly step: ReadonlySignal<Step>;
  readonly draft: DraftModel;
  readonly mapping: MappingModel;
  readonly check: ReadonlySignal<DraftCheck>;
  readonly count: LatestModel<CountQuestion, CriteriaCount>;
  readonly snapshot: SnapshotModel;
  readonly preview: LatestModel<PreviewQuestion, Preview>;
  readonly review: LatestModel<SetupDraft, SetupReview>;
  readonly run: RunModel;
  /** What stands, as far as is known here; null = nothing was published yet. */
  published(): Configuration | null;
  /** A stored draft was taken up at this step; null = a fresh start. */
  readonly resumed: Step | null;
  /** A stored draft was there and could not be read. */
  readonly draftLost: boolean;
  /** Goes there when the steps before are done; answers the one that is not. */
  go(step: Step): Step | null;
  takeTheirs(): Promise<void>;
  /** Drops the draft and starts from what is published, or from nothing. */
  startOver(): Promise<BackendFailure | null>;
  /** After somebody else published: this draft changes what stands now. Back to the review, for another look. */
  rebase(): Promise<BackendFailure | null>;
  configure(reason: string): Promise<void>;
  /** TEC-5: a run of what is published, shown in the last step; one that this page knows to be under way is shown instead. */
  runNow(): Promise<void>;
}

/** The wizard behind a signed-in session. */
export function openSetup(backend: Backend, ports: Omit<SetupPorts, 'api'>): ReturnType<typeof loadSetup> {
  return loadSetup({ ...ports, api: createSetupApi(backend) });
}

/** Reads the org, the stored draft and the published configuration, and puts the models together. */
export async function loadSetup(ports: SetupPorts): Promise<Result<SetupModel, BackendFailure>> {
  const { api, timer, now } = ports;
  const [org, stored, published] = await Promise.all([api.org(), api.readDraft(), api.configuration()]);
  if (!org.ok) return fail(org.error);
  if (!stored.ok) return fail(stored.error);
  if (!published.ok) return fail(published.error);
  let current = published.value;
  const fresh = (): SetupDraft => (current === null ? startDraft() : draftOfConfiguration(current));
  const kept = stored.value.draft === null || stored.value.draft === undefined ? null : parseDraft(stored.value.draft);
  const draft = createDraftModel(api, timer, { draft: kept ?? fresh(), revision: stored.value.revision });
  const mapping = createMappingModel(api, draft, org.value);
  const check = computed(() => checkDraft(draft.draft.value, mapping.org.value));
  const step = signal<Step>(kept === null ? 'welcome' : enterable(kept.step, draft.draft.value, check.value));

  const run = createRunModel(api, timer, () => {
    // What comes next changes what was just published; the stored draft has served.
    current = document(draft.draft.value) ?? current;
    draft.edit((before) => ({ ...before, replaces: (before.replaces ?? 0) + 1, step: 'welcome' }));
    void draft.drop();
  });
  if (ports.run !== null && !hasEnded(ports.run)) {
    run.follow(ports.run);
    step.value = 'configure';
  }
  const startOver = async (): Promise<BackendFailure | null> => {
    const standing = await api.configuration();
    if (!standing.ok) return standing.error;
    const failure = await draft.drop();
    if (failure !== null) return failure;
    current = standing.value;
    draft.restore(fresh());
    mapping.reset();
    step.value = 'welcome';
    return null;
  };
  const document = (of: SetupDraft) => {
    const complete = mappingOf(of);
    return complete === null ? null : configurationOf(of, complete, new Date(now()).toISOString());
  };

  return ok({
    step,
    draft,
    mapping,
    check,
    count: createLatestModel(
      (question, abort) => api.count(question.mapping, question.criteria, abort),
      timer,
      COUNT_REST_MS,
    ),
    snapshot: createSnapshotModel(api, timer),
    preview: createLatestModel(
      ({ id, rfm, firmographics }, abort) => api.preview(id, { rfm, firmographics }, abort),
      timer,
      PREVIEW_REST_MS,
    ),
    review: createLatestModel(
      async (of) => {
        const configuration = document(of);
        return configuration === null ? fail({ reason: 'notFound' }) : await api.review(configuration);
      },
      timer,
      0,
    ),
    run,
    published: () => current,
    resumed: kept === null || kept.step === 'welcome' ? null : kept.step,
    draftLost: kept === null && stored.value.draft !== null && stored.value.draft !== undefined,
    go(to) {
      const blocking = to === 'configure' ? 'review' : blockingStep(to, draft.draft.value, check.value);
      if (blocking !== null) return blocking;
      step.value = to;
      draft.edit((before) =>
        before.step === to ? before : { ...before, step: to, reached: furthest(before.reached, to) },
      );
      void draft.flush();
      return null;
    },
    async takeTheirs() {
      // They published or started over: what stands now is theirs.
      if (!(await draft.takeTheirs())) return void (await startOver());
      mapping.reset();
      step.value = enterable(step.value, draft.draft.value, check.value);
    },
    startOver,
    async rebase() {
      const standing = await api.configuration();
      if (!standing.ok) return standing.error;
      current = standing.value;
      draft.edit((before) => ({ ...before, replaces: current?.version ?? null }));
      step.value = 'review';
      return null;
    },
    async configure(reason) {
      const before = draft.draft.value;
      const configuration = document(before);
      if (configuration === null) return;
      step.value = 'configure';
      await run.publish(configuration, before.replaces, reason);
    },
    async runNow() {
      step.value = 'configure';
      if (!isUnderWay(run.stage.value)) await run.start();
    },
  });
}

function furthest(a: Step, b: Step): Step {
  return STEPS.indexOf(a) > STEPS.indexOf(b) ? a : b;
}

function enterable(wanted: Step, draft: SetupDraft, check: DraftCheck): Step {
  if (wanted === 'configure') return enterable('review', draft, check);
  return blockingStep(wanted, draft, check) ?? wanted;
}

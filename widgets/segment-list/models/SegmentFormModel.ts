import { computed, effect, signal, untracked, type ReadonlySignal, type Signal } from '@preact/signals';
import { checkCriteria } from '#core/criteria/check-criteria.ts';
import { criteriaSchema, type Criteria } from '#core/criteria/criteria.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { SegmentInterval } from '#core/segments/segment.ts';
import type { Backend, BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Timer } from '#widgets/shared/timer.ts';
import {
  fieldsAnswerSchema,
  segmentAnswerSchema,
  segmentDetailSchema,
  type FieldsAnswer,
  type SegmentCard,
  type UsedIn,
} from './answers.ts';
import { ask } from '#widgets/shared/backend/ask.ts';
import type { SegmentStart } from './NavigationModel.ts';
import { createPreviewModel, type PreviewModel } from './PreviewModel.ts';
import { createRemote, type Remote } from './remote.ts';

/** SEG-2; the server refuses longer names. */
export const MAX_NAME_CHARS = 100;

export type SaveBlock = 'noName' | 'criteriaUnfinished' | 'nothingChanged' | 'saving';

export interface SegmentDraft {
  readonly name: string;
  readonly dynamic: boolean;
  readonly interval: SegmentInterval;
  readonly criteria: Criteria;
}

/** What the form needs before it can be filled in. */
export interface FormBasis {
  readonly fields: FieldsAnswer;
  /** The segment that is changed; null = a new one. */
  readonly segment: SegmentCard | null;
  readonly usedIn: UsedIn | null;
}

export interface SegmentFormModel {
  readonly basis: Remote<FormBasis>;
  readonly draft: Signal<SegmentDraft>;
  readonly preview: PreviewModel;
  readonly dirty: ReadonlySignal<boolean>;
  readonly blocked: ReadonlySignal<SaveBlock | null>;
  /** The same as far as it stands beside the button: nobody is asked for a name before anything was entered. */
  readonly said: ReadonlySignal<SaveBlock | null>;
  readonly failure: ReadonlySignal<BackendFailure | null>;
  save(): Promise<Result<SegmentCard, SaveBlock | BackendFailure>>;
  close(): void;
}

const EMPTY: SegmentDraft = { name: '', dynamic: true, interval: 'weekly', criteria: { conditions: [], pattern: '' } };

/** SEG-2, SEG-3: a new segment, or the definition of one that stands (`segmentId`). */
export function createSegmentFormModel(
  { backend, timer }: { readonly backend: Backend; readonly timer: Timer },
  target: {
    readonly segmentId: string | null;
    readonly start: SegmentStart | null;
    /** What a page before this one left unsaved. */
    readonly kept?: SegmentDraft | null;
  },
): SegmentFormModel {
  const { segmentId, start } = target;
  const kept = target.kept ?? null;
  let saved: SegmentDraft = EMPTY;
  const draft = signal<SegmentDraft>(kept ?? (start === null ? EMPTY : { ...EMPTY, ...start }));
  const saving = signal(false);
  const failure = signal<BackendFailure | null>(null);
  const preview = createPreviewModel(backend, timer, segmentId);

  const basis = createRemote<FormBasis>(async (abort) => {
    const [fields, detail] = await Promise.all([
      ask(backend, { method: 'GET', path: '/v1/fields?module=accounts', signal: abort }, fieldsAnswerSchema),
      segmentId === null
        ? null
        : ask(backend, { method: 'GET', path: `/v1/segments/${segmentId}`, signal: abort }, segmentDetailSchema),
    ]);
    if (!fields.ok) return fields;
    if (detail === null) return ok({ fields: fields.value, segment: null, usedIn: null });
    if (!detail.ok) return detail;
    const { segment } = detail.value;
    if (segment.criteria === null) return fail({ reason: 'refused', missing: 'permission.fieldHidden' });
    saved = draftOf(segment, segment.criteria);
    draft.value = kept ?? saved;
    return ok({ fields: fields.value, segment: detail.value.segment, usedIn: detail.value.usedIn });
  });

  const kinds = computed(() => {
    const state = basis.state.value;
    return state.kind === 'ready'
      ? new Map(state.value.fields.fields.map(({ reference, kind }) => [reference, kind]))
      : null;
  });
  const criteria = computed(() => draft.value.criteria);
  // A condition that was just added has no value yet: that is unfinished, and nothing to ask the server about.
  const finished = computed(
    () =>
      kinds.value !== null &&
      criteriaSchema.safeParse(criteria.value).success &&
      checkCriteria(criteria.value, kinds.value).length === 0,
  );
  const dirty = computed(() => JSON.stringify(draft.value) !== JSON.stringify(saved));
  const blocked = computed((): SaveBlock | null => {
    if (saving.value) return 'saving';
    if (draft.value.name.trim() === '') return 'noName';
    if (!finished.value) return 'criteriaUnfinished';
    return segmentId !== null && !dirty.value ? 'nothingChanged' : null;
  });
  const stop = effect(() => {
    const asked = finished.value ? criteria.value : null;
    untracked(() => preview.show(asked));
  });

  return {
    basis,
    draft,
    preview,
    dirty,
    blocked,
    said: computed(() => (blocked.value === 'noName' && !dirty.value ? null : blocked.value)),
    failure,
    async save() {
      if (blocked.value !== null) return fail(blocked.value);
      saving.value = true;
      failure.value = null;
      const { name, dynamic, interval } = draft.value;
      const state = basis.state.value;
      const version = state.kind === 'ready' ? (state.value.segment?.version ?? null) : null;
      const body = {
        name: name.trim(),
        module: 'accounts',
        nature: dynamic ? { kind: 'dynamic', interval } : { kind: 'static' },
        parent: state.kind === 'ready' ? (state.value.segment?.parent ?? null) : null,
        criteria: criteria.value,
      };
      const answer = await ask(
        backend,
        segmentId === null
          ? { method: 'POST', path: '/v1/segments', body }
          : { method: 'PUT', path: `/v1/segments/${segmentId}`, body: { version, ...body } },
        segmentAnswerSchema,
      );
      saving.value = false;
      if (!answer.ok) {
        failure.value = answer.error;
        return answer;
      }
      // From here on nothing is lost by leaving.
      saved = draft.value;
      draft.value = { ...draft.value };
      return ok(answer.value.segment);
    },
    close() {
      stop();
      preview.close();
      basis.reset();
    },
  };
}

function draftOf({ name, nature }: SegmentCard, criteria: Criteria): SegmentDraft {
  return {
    name,
    dynamic: nature.kind === 'dynamic',
    interval: nature.kind === 'dynamic' ? nature.interval : EMPTY.interval,
    criteria,
  };
}

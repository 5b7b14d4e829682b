import { useEffect, useRef } from 'preact/hooks';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { browserTimer } from '#widgets/shared/timer.ts';
import { createLatestModel, type LatestModel } from '../../models/LatestModel.ts';
import { mappingOf, type SetupDraft } from '../../models/setup-draft.ts';
import { useSetup } from '../../setup-context.ts';
import { useTechnique } from '../use-technique.ts';
import {
  askPreview,
  type PreviewedTechnique,
  type PreviewQuestion,
  type ReadyPreview,
  type TechniquePreview,
} from './preview-api.ts';

/** An answer takes some milliseconds: it may follow closely. */
const REST_MS = 150;

export interface PreviewState {
  /** The last numbers; they stay while newer ones are on their way. null = none yet, or `isEmpty`. */
  readonly numbers: ReadyPreview | null;
  /** No run has kept anything to count from. */
  readonly isEmpty: boolean;
  readonly busy: boolean;
  /** The settings cannot be asked about as they stand: the numbers are those of before. */
  readonly stale: boolean;
  readonly failure: BackendFailure | null;
  again(): void;
}

/** What the labels of a technique would be under the draft's settings, asked of the server once edits rest. */
export function usePreview(technique: PreviewedTechnique): PreviewState {
  const { setup, backend } = useSetup();
  const { settings } = useTechnique(technique);
  const kept = useRef<LatestModel<PreviewQuestion, TechniquePreview> | null>(null);
  const model = (kept.current ??= createLatestModel(
    (question: PreviewQuestion, signal) => askPreview(backend, question, signal),
    browserTimer,
    REST_MS,
  ));
  const draft = setup.draft.draft.value;
  const stale = setup.check.value.techniques.some(({ where }) => where.startsWith(`techniques.${technique}`));
  const mapping = mappingOf(draft);
  const { criteria } = draft;

  useEffect(() => {
    const asked = questionOf(technique, draft);
    if (mapping === null || asked === null || stale) return;
    model.ask({ draft: asked, mapping, criteria });
  }, [settings, stale, JSON.stringify([mapping, criteria])]);
  useEffect(() => () => model.stop(), [model]);

  const { answer, busy, failure } = model.state.value;
  return {
    numbers: answer?.state === 'ready' ? answer : null,
    isEmpty: answer?.state === 'none',
    busy,
    stale,
    failure,
    again: () => model.again(),
  };
}

function questionOf(technique: PreviewedTechnique, draft: SetupDraft): PreviewQuestion['draft'] | null {
  const { engagement, recommendations, voice } = draft;
  switch (technique) {
    case 'engagement':
      return engagement === null ? null : { technique, settings: engagement };
    case 'recommendations':
      return recommendations === null ? null : { technique, settings: recommendations };
    case 'voice':
      return voice === null ? null : { technique, settings: voice };
  }
}

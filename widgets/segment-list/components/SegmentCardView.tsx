import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { SegmentCard } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { sayInstant, sayIsoDay, sayNature } from '../say.ts';
import { Amount } from './Amount.tsx';
import { SegmentActions } from './SegmentActions.tsx';

interface SegmentCardViewProps {
  readonly tab: Tab;
  readonly segment: SegmentCard;
  readonly parentName: string | null;
}

/** SEG-1: one segment as a card. */
export function SegmentCardView({ tab, segment, parentName }: SegmentCardViewProps) {
  const t = useTranslator();
  const moved = segment.nature.kind === 'dynamic' && segment.entered + segment.exited > 0;
  return (
    <li class="card segment-card">
      <div class="segment-card__head">
        <h2>
          <button
            type="button"
            class="link segment-card__open"
            dir="auto"
            onClick={() => tab.navigation.go({ kind: 'segment', id: segment.id, filter: null })}
          >
            {segment.name}
          </button>
        </h2>
        <span class="chips">
          <span class="badge">{sayNature(segment, t)}</span>
          <span class="badge">
            {parentName === null
              ? t.text('segments.type.individual')
              : t.text('segments.type.child', { parent: parentName })}
          </span>
        </span>
      </div>
      <dl class="segment-card__numbers">
        <div>
          <dt>{t.text('segments.column.accounts')}</dt>
          <dd class="number segment-card__count">
            {t.number(segment.accounts)}
            {moved && (
              <span class="movement">
                {t.text('segments.movement', { entered: t.number(segment.entered), exited: t.number(segment.exited) })}
              </span>
            )}
          </dd>
        </div>
        <div>
          <dt>{t.text('segments.column.wonMinor')}</dt>
          <dd class="number">
            <Amount minor={segment.wonMinor} whole />
          </dd>
        </div>
        <div>
          <dt>{t.text('segments.column.pipelineMinor')}</dt>
          <dd class="number">
            <Amount minor={segment.pipelineMinor} whole />
          </dd>
        </div>
      </dl>
      <p class="soft segment-card__dates">
        {t.text('segments.updatedAt', { at: sayInstant(segment.evaluatedAt, t) })}
        <br />
        {t.text('segments.membersAsOf', { day: sayIsoDay(segment.asOf, t) })}
      </p>
      <div class="actions segment-card__actions">
        <SegmentActions tab={tab} segment={segment} />
      </div>
    </li>
  );
}

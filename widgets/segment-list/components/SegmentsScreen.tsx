import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import type { SegmentCard } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { segmentValue } from '../models/SegmentsModel.ts';
import { sortRows } from '../models/sort-rows.ts';
import { suggestSegments } from '../models/suggest-segments.ts';
import { blockedBy } from '../say.ts';
import { RemoteView } from './RemoteView.tsx';
import { ScreenHeading } from './ScreenHeading.tsx';
import { SegmentCardView } from './SegmentCardView.tsx';
import { SegmentTable } from './SegmentTable.tsx';
import { Suggestions } from './Suggestions.tsx';

/** SEG-1. */
export function SegmentsScreen({ tab }: { readonly tab: Tab }) {
  const t = useTranslator();
  const { segments, navigation } = tab;
  const blocked = blockedBy(tab.session.info.value?.rights.createSegments, t);
  const view = segments.view.value;
  return (
    <div class="screen">
      <ScreenHeading
        navigation={navigation}
        title={t.text('segments.list.title')}
        actions={
          <>
            <div class="segmented" role="group" aria-label={t.text('segments.list.view')}>
              <Button pressed={view === 'cards'} onPress={() => segments.show('cards')}>
                {t.text('segments.list.cards')}
              </Button>
              <Button pressed={view === 'table'} onPress={() => segments.show('table')}>
                {t.text('segments.list.table')}
              </Button>
            </div>
            <Button kind="primary" blockedBy={blocked} onPress={() => navigation.go({ kind: 'create', start: null })}>
              {t.text('segments.create')}
            </Button>
          </>
        }
      />
      <RemoteView state={segments.state} onRetry={() => void segments.load()} bars={[8, 8, 8]}>
        {(all) => (all.length === 0 ? <NoSegments tab={tab} blocked={blocked} /> : <List tab={tab} all={all} />)}
      </RemoteView>
    </div>
  );
}

function List({ tab, all }: { readonly tab: Tab; readonly all: readonly SegmentCard[] }) {
  const t = useTranslator();
  const { view, sort } = tab.segments;
  const { key, descending } = sort.value;
  const parentOf = (segment: SegmentCard): string | null => all.find(({ id }) => id === segment.parent)?.name ?? null;
  const rows = sortRows(
    all,
    (segment) => segmentValue(segment, key, parentOf(segment)),
    descending,
    t.viewer.language,
  ).map((segment) => ({ segment, parentName: parentOf(segment) }));
  return (
    <>
      <p class="visually-hidden" role="status">
        {t.text('segments.list.count', { count: all.length })}
      </p>
      {view.value === 'table' ? (
        <SegmentTable tab={tab} rows={rows} />
      ) : (
        <ul class="segment-cards" role="list">
          {rows.map(({ segment, parentName }) => (
            <SegmentCardView key={segment.id} tab={tab} segment={segment} parentName={parentName} />
          ))}
        </ul>
      )}
    </>
  );
}

function NoSegments({ tab, blocked }: { readonly tab: Tab; readonly blocked: string | null }) {
  const t = useTranslator();
  const overview = tab.overview.state.value;
  const counts = overview.kind === 'ready' ? (overview.value.overview?.rfm?.labels ?? null) : null;
  return (
    <StateScreen
      title={t.text('segments.empty.title')}
      text={t.text('segments.empty.text')}
      actions={
        <Suggestions
          suggestions={suggestSegments(tab.overview.labels.value, counts)}
          blocked={blocked}
          onChoose={(start) => tab.navigation.go({ kind: 'create', start })}
        />
      }
    />
  );
}

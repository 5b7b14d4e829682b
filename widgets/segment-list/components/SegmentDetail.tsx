import type { FunctionComponent } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { sentenceOf } from '#widgets/shared/criteria-builder/criteria-sentence.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { SegmentCard } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { ALL_ACCOUNTS, type BarFilter } from '../models/NavigationModel.ts';
import { createFieldsModel } from '../models/create-fields-model.ts';
import { createSegmentDetailModel, type DetailSection, type SegmentDetailModel } from '../models/SegmentDetailModel.ts';
import { toFieldChoices } from '../models/to-field-choices.ts';
import { blockedBy, sayFailure, sayInstant, sayIsoDay, sayNature } from '../say.ts';
import { AccountsSection } from './AccountsSection.tsx';
import { DistributionSection } from './DistributionSection.tsx';
import { OutsideNote } from './OutsideNote.tsx';
import { PerformanceSection } from './PerformanceSection.tsx';
import { RemoteView } from './RemoteView.tsx';
import { ScreenHeading } from './ScreenHeading.tsx';

export interface SegmentDetailProps {
  readonly tab: Tab;
  readonly id: string;
  readonly filter: BarFilter | null;
}

const SECTIONS: readonly DetailSection[] = ['accounts', 'performance', 'distribution'];

/** SEG-4: one segment, or all accounts in ABM. */
export const SegmentDetail: FunctionComponent<SegmentDetailProps> = ({ tab, id, filter }) => {
  const t = useTranslator();
  const detail = useMemo(
    () =>
      createSegmentDetailModel(tab.session.backend, id, { filter, amountsHidden: () => tab.overview.amountsHidden() }),
    [id, filter],
  );
  const fields = useMemo(() => createFieldsModel(tab.session.backend), []);
  useEffect(() => {
    void detail.open();
    void fields.load();
    return () => {
      detail.close();
      fields.reset();
    };
  }, [detail]);
  const subject = detail.subject.state.value;
  const known = tab.segments.state.value;
  // The list knows the name already: no blank title while the segment is asked for.
  const segment =
    subject.kind === 'ready'
      ? (subject.value?.segment ?? null)
      : known.kind === 'ready'
        ? (known.value.find((candidate) => candidate.id === id) ?? null)
        : null;
  const title =
    id === ALL_ACCOUNTS ? t.text('segments.detail.all') : (segment?.name ?? t.text('segments.detail.segment'));
  const overview = tab.overview.state.value;
  const included = overview.kind === 'ready' ? (overview.value.overview?.included ?? null) : null;
  const outside = overview.kind === 'ready' ? overview.value.overview?.outside : undefined;
  const choices = fields.state.value.kind === 'ready' ? toFieldChoices(fields.state.value.value, t) : null;
  return (
    <div class="screen">
      <ScreenHeading
        navigation={tab.navigation}
        title={title}
        onBack={{ label: t.text('segments.back'), go: tab.navigation.back }}
        actions={<DetailActions tab={tab} detail={detail} segment={segment} />}
      >
        {id === ALL_ACCOUNTS && included !== null && (
          <p class="soft">{t.text('segments.accounts', { count: included })}</p>
        )}
        <OutsideNote outside={id === ALL_ACCOUNTS ? outside : segment?.outside} />
        {segment !== null && (
          <>
            <p class="chips">
              <strong class="number">{t.text('segments.accounts', { count: segment.accounts })}</strong>
              <span class="badge">{sayNature(segment, t)}</span>
              <span class="soft">
                {t.text('segments.updatedAt', { at: sayInstant(segment.evaluatedAt, t) })} ·{' '}
                {t.text('segments.membersAsOf', { day: sayIsoDay(segment.asOf, t) })}
              </span>
            </p>
            {segment.criteria === null ? (
              <p class="soft">{t.text('segments.criteriaHidden')}</p>
            ) : (
              choices !== null && <p>{sentenceOf(segment.criteria, choices, t)}</p>
            )}
          </>
        )}
      </ScreenHeading>
      <RemoteView state={detail.subject.state} onRetry={() => void detail.open()} bars={[3, 16]}>
        {() => (
          <>
            <nav class="sections" aria-label={t.text('segments.detail.sections')}>
              {SECTIONS.map((section) => (
                <button
                  key={section}
                  type="button"
                  class="sections__item"
                  aria-current={detail.section.value === section ? 'true' : undefined}
                  onClick={() => detail.show(section)}
                >
                  {t.text(`segments.section.${section}`)}
                </button>
              ))}
            </nav>
            {detail.section.value === 'accounts' && (
              <AccountsSection tab={tab} detail={detail} segment={segment} usable={choices} />
            )}
            {detail.section.value === 'performance' && <PerformanceSection detail={detail} />}
            {detail.section.value === 'distribution' && <DistributionSection tab={tab} detail={detail} />}
          </>
        )}
      </RemoteView>
    </div>
  );
};

interface DetailActionsProps {
  readonly tab: Tab;
  readonly detail: SegmentDetailModel;
  readonly segment: SegmentCard | null;
}

function DetailActions({ tab, detail, segment }: DetailActionsProps) {
  const t = useTranslator();
  const rights = tab.session.info.value?.rights;
  const canEdit = blockedBy(rights?.editSegments, t);
  const isAll = detail.id === ALL_ACCOUNTS;
  const refresh = async (): Promise<void> => {
    const answer = await tab.segments.refresh(detail.id);
    if (answer.ok) detail.reload();
    tab.toasts.show(
      answer.ok
        ? t.text('segments.refreshed', {
            entered: t.number(answer.value.entered),
            exited: t.number(answer.value.exited),
          })
        : sayFailure(answer.error, t),
    );
  };
  return (
    <>
      {segment?.nature.kind === 'dynamic' && (
        <Button blockedBy={canEdit} onPress={() => void refresh()}>
          {t.text('segments.refresh')}
        </Button>
      )}
      {segment !== null && (
        <Button blockedBy={canEdit} onPress={() => tab.navigation.go({ kind: 'edit', id: segment.id })}>
          {t.text('segments.manageCriteria')}
        </Button>
      )}
      {(isAll || segment !== null) && (
        <Button
          kind="primary"
          blockedBy={blockedBy(rights?.exportAccounts, t)}
          onPress={() => (tab.exporting.value = { segmentId: segment?.id ?? null, name: segment?.name ?? null })}
        >
          {t.text('segments.export')}
        </Button>
      )}
      {segment !== null && (
        <Button
          kind="danger"
          blockedBy={blockedBy(rights?.deleteSegments, t)}
          onPress={() => (tab.deleting.value = segment)}
        >
          {t.text('segments.delete')}
        </Button>
      )}
    </>
  );
}

import { useRef } from 'preact/hooks';
import { EVERYTHING } from '#core/criteria/criteria.ts';
import type { FieldChoice } from '#widgets/shared/criteria-builder/edit-criteria.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Paging } from '#widgets/shared/ui/Paging.tsx';
import type { SegmentCard } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { narrowCriteria } from '../models/narrow-criteria.ts';
import type { BarFilter } from '../models/NavigationModel.ts';
import type { SegmentDetailModel } from '../models/SegmentDetailModel.ts';
import { blockedBy } from '../say.ts';
import { AccountsTable } from './AccountsTable.tsx';
import { RemoteView } from './RemoteView.tsx';

interface AccountsSectionProps {
  readonly tab: Tab;
  readonly detail: SegmentDetailModel;
  readonly segment: SegmentCard | null;
  /** Fields for criteria; null while they are read. */
  readonly usable: readonly FieldChoice[] | null;
}

export function AccountsSection({ tab, detail, segment, usable }: AccountsSectionProps) {
  const filter = detail.filter.value;
  const top = useRef<HTMLElement>(null);
  return (
    <section class="stack" ref={top}>
      {filter !== null && <OpenBar tab={tab} detail={detail} segment={segment} usable={usable} filter={filter} />}
      <RemoteView state={detail.accounts.state} onRetry={() => void detail.accounts.load()} bars={[3, 3, 3, 3, 3, 3]}>
        {(found) => (
          <>
            <AccountsTable tab={tab} detail={detail} accounts={found.accounts} />
            <Paging
              part="segments"
              page={found.page}
              pageSize={found.pageSize}
              total={found.total}
              onTurn={(page) => {
                detail.turnTo(page);
                // A page is read from its top; the focus stays on the button, for whoever leafs on.
                top.current?.scrollIntoView({ block: 'start' });
              }}
            />
          </>
        )}
      </RemoteView>
    </section>
  );
}

/** SEG-8: which bar the list shows, and the two things to do with it. */
function OpenBar({ tab, detail, segment, usable, filter }: AccountsSectionProps & { readonly filter: BarFilter }) {
  const t = useTranslator();
  const references = new Set(usable?.map(({ reference }) => reference));
  const present = segment === null ? EVERYTHING : segment.criteria;
  const criteria = present === null ? null : narrowCriteria(present, filter, references);
  const name = segment === null ? filter.name : `${segment.name}: ${filter.name}`;
  return (
    <div class="open-bar">
      <span>{t.text('segments.filter.only', { field: t.text(`segments.by.${filter.by}`), name: filter.name })}</span>
      <span class="actions actions--tight">
        <Button onPress={() => detail.openBar(null)}>{t.text('segments.filter.clear')}</Button>
        {criteria !== null && (
          <Button
            blockedBy={blockedBy(tab.session.info.value?.rights.createSegments, t)}
            onPress={() => tab.navigation.go({ kind: 'create', start: { name, criteria } })}
          >
            {t.text('segments.filter.create')}
          </Button>
        )}
      </span>
    </div>
  );
}

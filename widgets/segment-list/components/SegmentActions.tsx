import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { SegmentCard } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { blockedBy } from '../say.ts';

interface SegmentActionsProps {
  readonly tab: Tab;
  readonly segment: SegmentCard;
  /** How the first of them looks: a card has room for a button, a row of a table does not. */
  readonly kind?: 'plain' | undefined;
}

/** What can be done to a segment of the list; each says why where the person may not. */
export function SegmentActions({ tab, segment, kind }: SegmentActionsProps) {
  const t = useTranslator();
  const rights = tab.session.info.value?.rights;
  return (
    <>
      <Button
        {...(kind === undefined ? {} : { kind })}
        blockedBy={blockedBy(rights?.exportAccounts, t)}
        label={t.text('segments.exportOf', { name: segment.name })}
        onPress={() => (tab.exporting.value = { segmentId: segment.id, name: segment.name })}
      >
        {t.text('segments.export')}
      </Button>
      <Button
        kind="plain"
        blockedBy={blockedBy(rights?.deleteSegments, t)}
        label={t.text('segments.deleteOf', { name: segment.name })}
        onPress={() => (tab.deleting.value = segment)}
      >
        {t.text('segments.delete')}
      </Button>
    </>
  );
}

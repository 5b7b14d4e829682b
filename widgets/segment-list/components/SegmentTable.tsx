import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { SegmentCard } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { SEGMENT_COLUMNS, type SegmentColumn } from '../models/SegmentsModel.ts';
import { blockedBy, sayInstant, sayIsoDay, sayNature } from '../say.ts';
import { Amount } from './Amount.tsx';
import { SortHeader } from './SortHeader.tsx';

interface SegmentTableProps {
  readonly tab: Tab;
  readonly rows: readonly { readonly segment: SegmentCard; readonly parentName: string | null }[];
}

const NUMERIC: readonly SegmentColumn[] = ['accounts', 'wonMinor', 'pipelineMinor'];

export function SegmentTable({ tab, rows }: SegmentTableProps) {
  const t = useTranslator();
  const { sort, sortBy } = tab.segments;
  const rights = tab.session.info.value?.rights;
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t.text('segments.list.title')}>
      <table class="table">
        <thead>
          <tr>
            {SEGMENT_COLUMNS.map((column) => (
              <SortHeader
                key={column}
                column={column}
                name={t.text(`segments.column.${column}`)}
                sort={sort.value}
                numeric={NUMERIC.includes(column)}
                onSort={sortBy}
              />
            ))}
            <th scope="col">
              <span class="visually-hidden">{t.text('segments.column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ segment, parentName }) => (
            <tr key={segment.id}>
              <th scope="row">
                <button
                  type="button"
                  class="link"
                  onClick={() => tab.navigation.go({ kind: 'segment', id: segment.id, filter: null })}
                >
                  {segment.name}
                </button>
              </th>
              <td class="number">{t.number(segment.accounts)}</td>
              <td class="number">
                <Amount minor={segment.wonMinor} />
              </td>
              <td class="number">
                <Amount minor={segment.pipelineMinor} />
              </td>
              <td>{sayNature(segment, t)}</td>
              <td>
                {parentName === null
                  ? t.text('segments.type.individual')
                  : t.text('segments.type.child', { parent: parentName })}
              </td>
              <td class="nowrap">{sayInstant(segment.evaluatedAt, t)}</td>
              <td class="nowrap">{sayIsoDay(segment.asOf, t)}</td>
              <td>
                <div class="actions actions--tight">
                  <Button
                    kind="plain"
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
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

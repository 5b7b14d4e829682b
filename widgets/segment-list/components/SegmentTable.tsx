import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { SegmentCard } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { SEGMENT_COLUMNS, type SegmentColumn } from '../models/SegmentsModel.ts';
import { sayInstant, sayIsoDay, sayNature } from '../say.ts';
import { Amount } from './Amount.tsx';
import { SegmentActions } from './SegmentActions.tsx';
import { SortHeader } from './SortHeader.tsx';

interface SegmentTableProps {
  readonly tab: Tab;
  readonly rows: readonly { readonly segment: SegmentCard; readonly parentName: string | null }[];
}

const NUMERIC: readonly SegmentColumn[] = ['accounts', 'wonMinor', 'pipelineMinor'];

export function SegmentTable({ tab, rows }: SegmentTableProps) {
  const t = useTranslator();
  const { sort, sortBy } = tab.segments;
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t.text('segments.list.title')}>
      <table class="table table--stack" role="table">
        <thead role="rowgroup">
          <tr role="row">
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
            <th scope="col" role="columnheader">
              <span class="visually-hidden">{t.text('segments.column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(({ segment, parentName }) => (
            <tr key={segment.id} role="row">
              <th scope="row" role="rowheader">
                <button
                  type="button"
                  class="link"
                  dir="auto"
                  onClick={() => tab.navigation.go({ kind: 'segment', id: segment.id, filter: null })}
                >
                  {segment.name}
                </button>
              </th>
              <td role="cell" class="number whole short" data-label={t.text('segments.column.accounts')}>
                {t.number(segment.accounts)}
              </td>
              <td role="cell" class="number half" data-label={t.text('segments.column.wonMinor')}>
                <Amount minor={segment.wonMinor} />
              </td>
              <td role="cell" class="number half" data-label={t.text('segments.column.pipelineMinor')}>
                <Amount minor={segment.pipelineMinor} />
              </td>
              <td role="cell" class="half" data-label={t.text('segments.column.nature')}>
                {sayNature(segment, t)}
              </td>
              <td role="cell" class="half" data-label={t.text('segments.column.type')}>
                {parentName === null
                  ? t.text('segments.type.individual')
                  : t.text('segments.type.child', { parent: parentName })}
              </td>
              <td role="cell" class="half nowrap" data-label={t.text('segments.column.updated')}>
                {sayInstant(segment.evaluatedAt, t)}
              </td>
              <td role="cell" class="half nowrap" data-label={t.text('segments.column.members')}>
                {sayIsoDay(segment.asOf, t)}
              </td>
              <td role="cell" class="whole">
                <div class="actions actions--tight">
                  <SegmentActions tab={tab} segment={segment} kind="plain" />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';

interface PagingProps {
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly onTurn: (page: number) => void;
}

export function Paging({ page, pageSize, total, onTurn }: PagingProps) {
  const t = useTranslator();
  const last = Math.max(1, Math.ceil(total / pageSize));
  const first = (page - 1) * pageSize + 1;
  // Members may have left since the page was turned: then it is empty, and Previous leads to the last one there is.
  const from = first > total ? 0 : first;
  return (
    <nav class="paging" aria-label={t.text('segments.paging.pages')}>
      <span class="soft number" role="status">
        {t.text('segments.paging.range', {
          from: t.number(from),
          to: t.number(from === 0 ? 0 : Math.min(total, page * pageSize)),
          total: t.number(total),
        })}
      </span>
      {(last > 1 || page > last) && (
        <span class="actions actions--tight">
          <Button
            blockedBy={page > 1 ? null : t.text('segments.paging.first')}
            onPress={() => onTurn(Math.min(page - 1, last))}
          >
            {t.text('segments.paging.previous')}
          </Button>
          <Button blockedBy={page < last ? null : t.text('segments.paging.last')} onPress={() => onTurn(page + 1)}>
            {t.text('segments.paging.next')}
          </Button>
        </span>
      )}
    </nav>
  );
}

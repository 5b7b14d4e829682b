import { Icon } from './Icon.tsx';
import { LAST_PAGE, PAGE_ROWS } from './list-query.ts';
import { useViewer } from './viewer.ts';

interface PagingProps {
  readonly page: number;
  readonly total: number;
  /** On this page. */
  readonly rows: number;
  readonly onPage: (page: number) => void;
}

export function Paging({ page, total, rows, onPage }: PagingProps) {
  const { t, number } = useViewer();
  const first = (page - 1) * PAGE_ROWS;
  const hasNext = first + rows < total && page < LAST_PAGE;
  return (
    <nav class="paging" aria-label={t.paging}>
      <p aria-live="polite">{t.range(number(first + 1), number(first + rows), number(total))}</p>
      <button
        type="button"
        class="button button--icon"
        aria-label={t.previous}
        aria-disabled={page === 1}
        onClick={() => page > 1 && onPage(page - 1)}
      >
        <Icon name="left" />
      </button>
      <button
        type="button"
        class="button button--icon"
        aria-label={t.next}
        aria-disabled={!hasNext}
        onClick={() => hasNext && onPage(page + 1)}
      >
        <Icon name="right" />
      </button>
    </nav>
  );
}

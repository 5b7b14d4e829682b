import { useTranslator } from '../i18n/translation-context.ts';
import { Button } from './Button.tsx';

interface PagingProps {
  /** Whose words it speaks. */
  readonly part: 'segments' | 'rulesSetup';
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly onTurn: (page: number) => void;
}

/** Which part of a list is shown, and the way to the next. */
export function Paging({ part, page, pageSize, total, onTurn }: PagingProps) {
  const t = useTranslator();
  const last = Math.max(1, Math.ceil(total / pageSize));
  const first = (page - 1) * pageSize + 1;
  // Members may have left since the page was turned: then it is empty, and Previous leads to the last one there is.
  const from = first > total ? 0 : first;
  return (
    <nav class="paging" aria-label={t.text(`${part}.paging.pages`)}>
      <span class="soft number" role="status">
        {t.text(`${part}.paging.range`, {
          from: t.number(from),
          to: t.number(from === 0 ? 0 : Math.min(total, page * pageSize)),
          total: t.number(total),
        })}
      </span>
      {(last > 1 || page > last) && (
        <span class="paging__turns">
          <Button
            blockedBy={page > 1 ? null : t.text(`${part}.paging.first`)}
            onPress={() => onTurn(Math.min(page - 1, last))}
          >
            {t.text(`${part}.paging.previous`)}
          </Button>
          <Button blockedBy={page < last ? null : t.text(`${part}.paging.last`)} onPress={() => onTurn(page + 1)}>
            {t.text(`${part}.paging.next`)}
          </Button>
        </span>
      )}
    </nav>
  );
}

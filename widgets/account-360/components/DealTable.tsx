import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { AccountView } from '../models/account-view.ts';

interface DealTableProps {
  readonly dealIds: readonly string[];
  readonly view: AccountView;
  readonly onOpen: (dealId: string) => void;
}

/** The deals a label rests on, read as the viewer: one that they may not see is said, not left out. */
export function DealTable({ dealIds, view, onOpen }: DealTableProps) {
  const t = useTranslator();
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t.text('account.deals')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t.text('account.deal.name')}</th>
            <th scope="col">{t.text('account.deal.stage')}</th>
            <th scope="col">{t.text('account.deal.closing')}</th>
            <th scope="col" class="number">
              {t.text('account.deal.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {dealIds.map((id) => {
            const deal = view.deals.find((candidate) => candidate.id === id);
            if (deal === undefined) {
              return (
                <tr key={id}>
                  <td colSpan={4} class="soft">
                    {t.text('account.dealUnreadable')}
                  </td>
                </tr>
              );
            }
            return (
              <tr key={id}>
                <th scope="row">
                  <Button kind="plain" onPress={() => onOpen(id)}>
                    {deal.name}
                  </Button>
                </th>
                <td>{deal.stage}</td>
                <td>{deal.closingDay === null ? '' : t.day(deal.closingDay)}</td>
                <td class="number">
                  {view.amountsVisible
                    ? deal.amountMinor !== null && t.money(deal.amountMinor)
                    : t.text('account.tile.hidden')}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

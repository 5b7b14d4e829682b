import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { AccountView } from '../models/account-view.ts';

interface DealTableProps {
  readonly dealIds: readonly string[];
  readonly view: AccountView;
  readonly onOpen: (dealId: string) => void;
}

/** The deals a label rests on, read as the viewer: those that they may not see are said, not left out. */
export function DealTable({ dealIds, view, onOpen }: DealTableProps) {
  const t = useTranslator();
  const readable = dealIds.flatMap((id) => view.deals.filter((deal) => deal.id === id));
  const hidden = dealIds.length - readable.length;
  return (
    <>
      {readable.length > 0 && (
        <table class="deals">
          <thead>
            <tr>
              <th scope="col">{t.text('account.deal.name')}</th>
              <th scope="col" class="number">
                {t.text('account.deal.amount')}
              </th>
            </tr>
          </thead>
          <tbody>
            {readable.map((deal) => (
              <tr key={deal.id}>
                <th scope="row">
                  <Button kind="plain" onPress={() => onOpen(deal.id)}>
                    {deal.name === '' ? t.text('account.deal.unnamed') : deal.name}
                  </Button>
                  <span class="deals__facts">
                    {[
                      deal.stage,
                      deal.countedDay === null ? '' : t.day(deal.countedDay),
                      deal.id === dealIds[0] ? t.text('account.deal.latest') : '',
                    ]
                      .filter((fact) => fact !== '')
                      .join(' · ')}
                  </span>
                </th>
                {view.amountsVisible ? (
                  <td class="number">{deal.amountMinor !== null && t.money(deal.amountMinor)}</td>
                ) : (
                  <td class="number deals__hidden">{t.text('account.tile.hidden')}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {hidden > 0 && <p class="soft">{t.text('account.dealUnreadable', { count: hidden })}</p>}
    </>
  );
}

import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { AccountView } from '../models/account-view.ts';

/** What a rep looks for first, from the deals they may read. */
export function Tiles({ view }: { readonly view: AccountView }) {
  const t = useTranslator();
  const { totals } = view;
  const money = (minor: number | null): string =>
    minor === null ? t.text('account.tile.hidden') : t.compactMoney(minor);
  const tiles = [
    { name: t.text('account.tile.won'), value: money(totals.wonMinor) },
    { name: t.text('account.tile.pipeline'), value: money(totals.pipelineMinor) },
    {
      name: t.text('account.tile.last'),
      value: totals.lastWonDay === null ? t.text('account.tile.none') : t.day(totals.lastWonDay),
    },
    {
      name: t.text('account.tile.deals'),
      value: [totals.won, totals.lost, totals.open].map((count) => t.number(count)).join(' / '),
    },
  ];
  return (
    <dl class="tiles">
      {tiles.map(({ name, value }) => (
        <div key={name} class="tile">
          <dt>{name}</dt>
          <dd class="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

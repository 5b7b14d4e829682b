import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import type { AccountView } from '../models/account-view.ts';

interface Tile {
  readonly name: string;
  /** null = the viewer's profile hides it. */
  readonly value: string | null;
  readonly notes: readonly string[];
  /** A mark before the notes that repeats their words for the eye. */
  readonly trend?: Trend | null;
}

type Trend = 'up' | 'down' | 'same';

/** What a rep looks for first, from the deals they may read. */
export function Tiles({ view }: { readonly view: AccountView }) {
  const t = useTranslator();
  return (
    <dl class="tiles">
      {tilesOf(view, t).map(({ name, value, notes, trend = null }) => (
        <div key={name} class="tile">
          <dt>{name}</dt>
          {value === null ? (
            <dd class="tile__hidden">{t.text('account.tile.hidden')}</dd>
          ) : (
            <dd class="tile__value number">{value}</dd>
          )}
          {value !== null && notes.length > 0 && (
            <dd class="tile__note">
              {trend !== null && <span class={`trend trend--${trend}`} aria-hidden="true" />}
              {notes.join(' · ')}
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

function tilesOf(view: AccountView, t: Translator): readonly Tile[] {
  const { totals, dealsVisible, todayDay } = view;
  const { wonMinor, wonYearMinor, wonYearBeforeMinor, pipelineMinor, lastWonDay, nextClosingDay, overdue } = totals;
  const counts = [totals.won, totals.lost, totals.open];
  const decided = totals.won + totals.lost;
  const trend = trendOf(wonYearMinor, wonYearBeforeMinor);
  return [
    {
      name: t.text('account.tile.won'),
      value: wonMinor === null ? null : t.compactMoney(wonMinor),
      trend: totals.won === 0 ? null : trend,
      notes:
        totals.won === 0 || trend === null || wonYearMinor === null || wonYearBeforeMinor === null
          ? []
          : [
              t.text('account.tile.wonYear', {
                amount: t.compactMoney(wonYearMinor),
                before: t.compactMoney(wonYearBeforeMinor),
                trend,
              }),
            ],
    },
    {
      name: t.text('account.tile.pipeline'),
      value: pipelineMinor === null ? null : t.compactMoney(pipelineMinor),
      notes: [
        ...(totals.open === 0 ? [t.text('account.tile.noneOpen')] : []),
        ...(nextClosingDay === null ? [] : [t.text('account.tile.next', { onDay: nextClosingDay })]),
        ...(overdue === 0 ? [] : [t.text('account.tile.overdue', { count: overdue })]),
      ],
    },
    {
      name: t.text('account.tile.last'),
      value: dealsVisible ? (lastWonDay === null ? t.text('account.tile.none') : t.day(lastWonDay)) : null,
      notes: lastWonDay === null ? [] : [t.text('account.tile.ago', { days: todayDay - lastWonDay })],
    },
    {
      name: t.text('account.tile.deals'),
      value: dealsVisible ? counts.map((count) => t.number(count)).join(' / ') : null,
      notes: decided === 0 ? [] : [t.text('account.tile.rate', { wonShare: totals.won / decided })],
    },
  ];
}

function trendOf(now: number | null, before: number | null): Trend | null {
  if (now === null || before === null) return null;
  return now === before ? 'same' : now > before ? 'up' : 'down';
}

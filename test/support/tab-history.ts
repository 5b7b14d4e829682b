import { formatIsoDay, parseIsoDay } from '#core/crm/days.ts';
import { TAB_ACCOUNTS, TAB_LABELS } from './tab-data.ts';

/** `ordinary`: since the middle of January; `oneDay`: since today; `none`: no run yet. */
export type TabHistory = 'ordinary' | 'oneDay' | 'none';

const BEGINS = '2026-01-20';
const TODAY = '2026-03-12';

function dayOf(iso: string): number {
  const day = parseIsoDay(iso);
  if (day === null) throw new Error(`${iso} is no day`);
  return day;
}

/** The contract of the history function over the accounts of `tab-data.ts`: every week one account of each label moves on to the next. */
export function answerHistory(kind: TabHistory, path: string): unknown {
  const url = new URL(path, 'https://functions.lodestar.invalid');
  const [, , , area = '', id = ''] = url.pathname.split('/');
  if (area === 'accounts') return { account: id, techniques: stripOf(id) };
  if (kind === 'none') return { begins: null, days: [], flows: null };
  const begins = dayOf(kind === 'oneDay' ? TODAY : BEGINS);
  const technique = url.searchParams.get('technique') ?? 'rfm';
  const [from, to] = [dayOf(url.searchParams.get('from') ?? ''), dayOf(url.searchParams.get('to') ?? '')];
  const step = url.searchParams.get('by') === 'week' ? 7 : 1;
  const days = [];
  for (let day = to; day >= from; day -= step)
    days.unshift({ day: formatIsoDay(day), counts: day < begins ? null : countsOn(technique, to - day) });
  const start = Math.max(from, begins);
  return {
    begins: formatIsoDay(begins),
    days,
    flows: {
      from: formatIsoDay(start),
      to: formatIsoDay(to),
      moves: movesOver(technique, Math.floor((to - start) / 7)),
    },
  };
}

function idsOf(technique: string): readonly string[] {
  return TAB_LABELS.filter((label) => label.technique === technique).map(({ id }) => id);
}

function countsOn(technique: string, daysAgo: number) {
  const ids = idsOf(technique);
  const weeks = Math.floor(daysAgo / 7);
  const now = (id: string | null): number =>
    TAB_ACCOUNTS.filter((account) => (technique === 'rfm' ? account.rfm : account.firmographics) === id).length;
  return [
    ...ids.map((labelId, at) => ({ labelId, accounts: now(labelId) + (at === 0 ? weeks : at === 1 ? -weeks : 0) })),
    { labelId: null, accounts: now(null) },
  ];
}

function movesOver(technique: string, weeks: number) {
  const ids = idsOf(technique);
  const moves = ids.flatMap((from, at) => {
    const to = ids[at + 1] ?? null;
    return weeks === 0 ? [] : [{ from, to, accounts: weeks + ids.length - at }];
  });
  return [...moves, ...ids.map((id) => ({ from: id, to: id, accounts: 9 }))];
}

function stripOf(id: string) {
  const account = TAB_ACCOUNTS.find((each) => each.id === id);
  return {
    rfm: [
      { day: BEGINS, label: 'new', cause: null, generation: 'generation-1' },
      { day: '2026-02-03', label: 'promising', cause: 'data', generation: 'generation-3' },
      { day: '2026-03-01', label: account?.rfm ?? null, cause: 'settings', generation: 'generation-6' },
    ],
    firmographics: [{ day: BEGINS, label: account?.firmographics ?? null, cause: null, generation: 'generation-1' }],
  };
}

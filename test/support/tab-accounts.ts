import { moreLabelOf, morePlaceOf, TAB_MORE_TECHNIQUES } from './tab-more-labels.ts';
import type { TabScenario } from './tab-scenario.ts';
import { fieldOf, TAB_ACCOUNTS, TAB_LABELS, type TabAccount } from './tab-data.ts';

const PAGE_SIZE = 50;

/** What the server functions say of a group of accounts to a viewer who may see amounts, or may not. */
export function createAccountAnswers({
  amountsHidden = false,
  surges,
  scored = false,
  every = false,
}: Pick<TabScenario, 'amountsHidden' | 'surges' | 'scored' | 'every'>) {
  const amount = (minor: number): number | null => (amountsHidden ? null : minor);
  const sum = (accounts: readonly TabAccount[], key: 'wonMinor' | 'pipelineMinor'): number | null =>
    amount(accounts.reduce((total, account) => total + account[key], 0));
  const counts = (technique: 'rfm' | 'firmographics', accounts: readonly TabAccount[]) => {
    const known = TAB_LABELS.filter((each) => each.technique === technique).map(({ id }) => id);
    return [...known, null].map((labelId) => ({
      labelId,
      accounts: accounts.filter((account) => account[technique] === labelId).length,
    }));
  };
  const shownAccount = (account: TabAccount) => ({
    id: account.id,
    name: account.name,
    labels: {
      rfm: account.rfm,
      firmographics: account.firmographics,
      ...(every
        ? Object.fromEntries(TAB_MORE_TECHNIQUES.map((technique) => [technique, moreLabelOf(account, technique)]))
        : {}),
    },
    scores: account.scores,
    owner: account.owner,
    wonMinor: amount(account.wonMinor),
    pipelineMinor: amount(account.pipelineMinor),
    ...(surges === undefined ? {} : { surge: surgeOf(account) }),
    ...(scored ? { points: pointsOf(account) } : {}),
  });
  /** Of the first few, the first the most. */
  const surgeOf = (account: TabAccount): number | null => {
    const at = TAB_ACCOUNTS.indexOf(account);
    return at < (surges ?? 0) ? 12 - Math.min(at, 9) : null;
  };

  function accountsOf(members: readonly TabAccount[], query: URLSearchParams) {
    const by = query.get('by');
    const field = by === 'label' ? `abm:${query.get('technique')}.label` : by;
    const wanted = query.get('none') === 'true' ? null : query.get('value');
    const kept =
      field === null
        ? members
        : members.filter((account) => (field === 'owner' ? account.owner : fieldOf(account, field)) === wanted);
    const sort = query.get('sort') ?? 'name';
    const key = sort.replace('-', '');
    const more = TAB_MORE_TECHNIQUES.find((technique) => technique === key);
    const value = (account: TabAccount) =>
      more !== undefined
        ? morePlaceOf(account, more)
        : key === 'r' || key === 'f' || key === 'm'
          ? (account.scores?.[key] ?? 0)
          : key === 'wonMinor' || key === 'pipelineMinor'
            ? account[key]
            : key === 'rfm' || key === 'firmographics'
              ? (account[key] ?? '')
              : key === 'surge'
                ? (surgeOf(account) ?? 0)
                : key === 'points'
                  ? pointsOf(account)
                  : account.name;
    const sorted = kept.toSorted(
      (a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (sort.startsWith('-') ? -1 : 1),
    );
    const page = Number(query.get('page') ?? 1);
    return {
      accounts: sorted.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map(shownAccount),
      total: kept.length,
      page,
      pageSize: PAGE_SIZE,
    };
  }

  function distributionOf(members: readonly TabAccount[], by: string) {
    const bar = (key: string | null, accounts: readonly TabAccount[], technique?: string) => ({
      key,
      name: technique === undefined ? key : null,
      ...(technique === undefined ? {} : { technique }),
      accounts: accounts.length,
      wonMinor: sum(accounts, 'wonMinor'),
    });
    if (by === 'label') {
      const bars = (['rfm', 'firmographics'] as const).flatMap((technique) =>
        counts(technique, members)
          .filter(({ accounts }) => accounts > 0)
          .map(({ labelId }) =>
            bar(
              labelId,
              members.filter((account) => account[technique] === labelId),
              technique,
            ),
          ),
      );
      return { by, bars, more: 0 };
    }
    const valueOf = (account: TabAccount) => (by === 'owner' ? account.owner : String(fieldOf(account, by) ?? ''));
    const keys = [...new Set(members.map(valueOf))];
    const bars = keys.map((key) =>
      bar(
        key === '' ? null : key,
        members.filter((account) => valueOf(account) === key),
      ),
    );
    return { by, bars: bars.sort((a, b) => b.accounts - a.accounts), more: 0 };
  }

  function performanceOf(members: readonly TabAccount[]) {
    const trend = Array.from({ length: 12 }, (_, index) => {
      const month = new Date(Date.UTC(2025, 3 + index, 1)).toISOString().slice(0, 7);
      return { month, wonMinor: amount(members.length * ((index * 37) % 23) * 12_000), won: (index * 37) % 23 };
    });
    return {
      wonMinor: sum(members, 'wonMinor'),
      pipelineMinor: sum(members, 'pipelineMinor'),
      deals: { won: members.length * 3, lost: members.length, open: 17 },
      trend,
    };
  }

  return { sum, counts, shownAccount, accountsOf, distributionOf, performanceOf };
}

/** ENG-4: 0 for who has no ledger. */
function pointsOf(account: TabAccount): number {
  return account.industry === 'Retail' ? 8 : account.industry === 'Banking' ? -3 : 0;
}

/** What the points of one account are made of, as the server functions say it; null = nothing. */
export function answerLedger(id: string) {
  const account = TAB_ACCOUNTS.find((each) => each.id === id);
  const total = account === undefined ? 0 : pointsOf(account);
  if (total === 0) return null;
  const line = (date: string, points: number, sum: number, rule: string | null) => ({
    date,
    points,
    total: sum,
    rule,
    touchPoint: null,
    hidden: rule === null,
  });
  return {
    id,
    total,
    positive: Math.max(total, 0) + 2,
    negative: Math.min(total, 0) - 2,
    rules: [{ id: 'trade', names: { en: 'Sells to consumers', es: 'Vende a particulares' } }],
    ledger: [
      line('2026-02-02', total, total, 'trade'),
      line('2026-03-01', 2, total + 2, 'removed'),
      line('2026-03-10', -2, total, null),
    ],
  };
}

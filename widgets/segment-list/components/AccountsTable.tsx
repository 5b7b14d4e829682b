import { useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Language } from '#widgets/shared/i18n/translator.ts';
import { TECHNIQUES, type AccountRow, type Technique } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import type { AccountColumn, SegmentDetailModel } from '../models/SegmentDetailModel.ts';
import { labelColumnName } from '../say.ts';
import { AccountLabelChips } from './AccountLabelChips.tsx';
import { Amount } from './Amount.tsx';
import { lazyPart } from './lazy-part.tsx';
import { SortHeader } from './SortHeader.tsx';

const AccountHistoryDialog = lazyPart(
  async () => (await import('./AccountHistoryDialog.tsx')).AccountHistoryDialog,
  [],
);

const loadPoints = async (language: Language) => (await import('./PointsDialog.tsx')).loadPointsDialog(language);
const PointsDialog = {
  en: lazyPart(() => loadPoints('en'), []),
  es: lazyPart(() => loadPoints('es'), []),
};

interface AccountsTableProps {
  readonly tab: Tab;
  readonly detail: SegmentDetailModel;
  readonly accounts: readonly AccountRow[];
}

const SCORES = ['r', 'f', 'm'] as const;
const AMOUNTS = ['wonMinor', 'pipelineMinor'] as const;

export function AccountsTable({ tab, detail, accounts }: AccountsTableProps) {
  const t = useTranslator();
  const [told, setTold] = useState<AccountRow | null>(null);
  const [counted, setCounted] = useState<AccountRow | null>(null);
  const Points = PointsDialog[t.viewer.language];
  if (accounts.length === 0) return <p class="soft">{t.text('segments.detail.noAccounts')}</p>;
  const techniques = TECHNIQUES.filter((technique) => accounts.some(({ labels }) => labels[technique] !== undefined));
  // One below the other, "No label" of five techniques would not say of which.
  const labelCell = techniques.length > 2 ? 'half named' : 'half';
  const scored = accounts.some(({ scores }) => scores !== null);
  const pointed = accounts.some(({ points }) => points != null);
  const owned = accounts.some(({ owner }) => owner !== null);
  const head = (column: AccountColumn, name: string, numeric = false) => (
    <SortHeader
      key={column}
      column={column}
      name={name}
      sort={detail.sort.value}
      numeric={numeric}
      onSort={detail.sortBy}
    />
  );
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t.text('segments.section.accounts')}>
      <table class="table table--stack" role="table">
        <thead role="rowgroup">
          <tr role="row">
            {head('name', t.text('segments.column.account'))}
            {techniques.map((technique) => head(technique, labelColumnName(technique, t)))}
            {scored && SCORES.map((score) => head(score, t.text(`segments.column.${score}`), true))}
            {pointed && head('points', t.text('segments.column.points'), true)}
            {AMOUNTS.map((amount) => {
              const name = t.text(`segments.column.${amount}`);
              const hidden = accounts.every((account) => account[amount] === null);
              return hidden ? (
                <th key={amount} scope="col" role="columnheader" class="number">
                  {name}
                </th>
              ) : (
                head(amount, name, true)
              );
            })}
            {owned && (
              <th scope="col" role="columnheader">
                {t.text('segments.column.owner')}
              </th>
            )}
            <th scope="col" role="columnheader">
              <span class="visually-hidden">{t.text('segments.history.button')}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {accounts.map((account) => (
            <tr key={account.id} role="row">
              <th scope="row" role="rowheader">
                <button type="button" class="link" dir="auto" onClick={() => tab.openAccount(account.id)}>
                  {account.name ?? t.text('segments.unnamed', { id: account.id })}
                </button>
              </th>
              {techniques.map((technique) => (
                <td key={technique} role="cell" class={labelCell} data-label={labelColumnName(technique, t)}>
                  <AccountLabelChips labels={tab.overview.labels.value} of={only(technique, account)} />
                </td>
              ))}
              {scored &&
                SCORES.map((score) => (
                  <td key={score} role="cell" class="number short" data-label={t.text(`segments.column.${score}`)}>
                    {account.scores?.[score] ?? <span class="soft">–</span>}
                  </td>
                ))}
              {pointed && (
                <td role="cell" class="number whole short" data-label={t.text('segments.column.points')}>
                  <PointsCell account={account} onOpen={setCounted} />
                </td>
              )}
              <td role="cell" class="number half" data-label={t.text('segments.column.wonMinor')}>
                <Amount minor={account.wonMinor} />
              </td>
              <td role="cell" class="number half" data-label={t.text('segments.column.pipelineMinor')}>
                <Amount minor={account.pipelineMinor} />
              </td>
              {owned && (
                <td role="cell" class="whole short" dir="auto" data-label={t.text('segments.column.owner')}>
                  {account.owner}
                </td>
              )}
              <td role="cell" class="short">
                <button
                  type="button"
                  class="link link--small"
                  aria-label={t.text('segments.history.open', {
                    name: account.name ?? t.text('segments.unnamed', { id: account.id }),
                  })}
                  onClick={() => setTold(account)}
                >
                  {t.text('segments.history.button')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {told !== null && <AccountHistoryDialog key={told.id} tab={tab} account={told} onClose={() => setTold(null)} />}
      {counted !== null && <Points key={counted.id} tab={tab} account={counted} onClose={() => setCounted(null)} />}
    </div>
  );
}

/** A number that opens what it is made of. */
function PointsCell({ account, onOpen }: { account: AccountRow; onOpen: (account: AccountRow) => void }) {
  const t = useTranslator();
  const { id, points } = account;
  if (points == null) return <span class="soft">–</span>;
  const name = account.name ?? t.text('segments.unnamed', { id });
  return (
    <button
      type="button"
      class="link"
      aria-label={t.text('segments.points.open', { name, points: t.number(points) })}
      onClick={() => onOpen(account)}
    >
      {t.number(points)}
    </button>
  );
}

function only(technique: Technique, { labels }: AccountRow): AccountRow['labels'] {
  return { [technique]: labels[technique] ?? null };
}

import { formatIsoDay } from '#core/crm/days.ts';
import { isBackDated } from '#core/labels/back-dating.ts';
import type { LabelColumn } from '#core/labels/change-log.ts';
import type { Label } from '#core/labels/label.ts';
import { formatMessage } from '#server-functions/shared/messages/format-message.ts';
import { datingMark, TECHNIQUE_NAMES } from './back-test-lines.ts';
import { CLI_SENTENCES } from './cli-sentences.ts';
import type { TechniqueHistory, ToldHistory } from './history.ts';
import { tableLines } from './table-lines.ts';

/** `lodestar.history/1`: counts a day, Sankey data between the first and the last, one account where it was asked for. */
export function historyJson(told: ToldHistory) {
  const { days, techniques, notes, account } = told;
  return {
    format: 'lodestar.history/1',
    days: days.map(formatIsoDay),
    techniques: techniques.map(({ technique, labels, days: perDay, flows }) => ({
      technique,
      backDated: isBackDated(notes, technique),
      labels: labels.map(({ id, names }) => ({ id, name: names.en })),
      days: perDay.map(({ day, counts, refusal }) => ({ day: formatIsoDay(day), refusal, counts })),
      flows: flows === null ? null : { ...flows, from: formatIsoDay(flows.from), to: formatIsoDay(flows.to) },
    })),
    ageing: ageingSummary(told),
    account: account === null ? null : accountHistory(told, account),
    notes: notes.map(({ technique, message }) => ({ technique, ...message })),
  };
}

/** The same for a person. */
export function historyLines(told: ToldHistory): string[] {
  const { days, techniques, account, notes } = told;
  const lines = [`Labels of ${days.length} days, each from the records dated up to it`];
  for (const each of techniques) {
    lines.push('', `${TECHNIQUE_NAMES[each.technique]}${datingMark(notes, each.technique)}`, ...countLines(each));
    if (each.flows === null) continue;
    const { from, to, moves } = each.flows;
    lines.push(`From ${formatIsoDay(from)} to ${formatIsoDay(to)}:`);
    for (const move of moves)
      lines.push(`  ${nameOf(each.labels, move.from)} -> ${nameOf(each.labels, move.to)}: ${move.accounts}`);
  }
  const rfm = techniques.find(({ technique }) => technique === 'rfm');
  const { within30, within90, later } = ageingSummary(told);
  if (rfm !== undefined)
    lines.push(
      '',
      `By ageing alone another RFM label comes to ${within30} accounts within 30 days, to ${within90} within 90, to ${later} later`,
    );
  if (account !== null) lines.push('', ...accountLines(told, account));
  return lines;
}

function countLines({ labels, days }: TechniqueHistory): string[] {
  const refused = days.flatMap(({ day, refusal }) =>
    refusal === null ? [] : [`  ${formatIsoDay(day)}: ${formatMessage(refusal, CLI_SENTENCES)}`],
  );
  const ids = [...labels.map(({ id }) => id), null];
  return [
    ...tableLines([
      ['label', ...days.map(({ day }) => formatIsoDay(day))],
      ...ids.map((label) => [
        nameOf(labels, label),
        ...days.map(({ counts }) => String(counts.find(({ labelId }) => labelId === label)?.accounts ?? '-')),
      ]),
    ]),
    ...refused,
  ];
}

function ageingSummary({ days, ageing }: ToldHistory) {
  const today = days.at(-1) ?? 0;
  const within = (from: number, to: number): number =>
    ageing.filter(({ onDay }) => onDay - today > from && onDay - today <= to).length;
  return { within30: within(0, 30), within90: within(30, 90), later: within(90, Number.POSITIVE_INFINITY) };
}

function accountHistory({ techniques, ageing }: ToldHistory, { id, called }: NonNullable<ToldHistory['account']>) {
  const next = ageing.find(({ account }) => account === id);
  return {
    id: called,
    techniques: techniques.map(({ technique, days }) => ({
      technique,
      labels: days.flatMap(({ day, column }) =>
        column === null ? [] : [{ day: formatIsoDay(day), label: labelOf(column, id) }],
      ),
    })),
    nextRfmLabel: next === undefined ? null : { label: next.next, onDay: formatIsoDay(next.onDay) },
  };
}

function accountLines(told: ToldHistory, account: NonNullable<ToldHistory['account']>): string[] {
  const { techniques, nextRfmLabel } = accountHistory(told, account);
  const labelsOf = (technique: string): readonly Label[] =>
    told.techniques.find((each) => each.technique === technique)?.labels ?? [];
  return [
    `Account ${account.called}`,
    ...techniques.flatMap(({ technique, labels }) =>
      labels
        .filter(({ label }, index) => index === 0 || labels[index - 1]?.label !== label)
        .map(({ day, label }) => `  ${TECHNIQUE_NAMES[technique]} from ${day}: ${nameOf(labelsOf(technique), label)}`),
    ),
    ...(nextRfmLabel === null
      ? []
      : [`  If nothing happens, on ${nextRfmLabel.onDay}: ${nameOf(labelsOf('rfm'), nextRfmLabel.label)}`]),
  ];
}

function labelOf({ ids, labelAt }: LabelColumn, id: bigint): string | null {
  const row = ids.indexOf(id);
  return row === -1 ? null : labelAt(row);
}

function nameOf(labels: readonly Label[], label: string | null): string {
  return label === null ? 'no label' : (labels.find(({ id }) => id === label)?.names.en ?? label);
}

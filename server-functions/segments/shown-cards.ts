import * as z from 'zod';
import type { MaskRules } from '#core/permissions/mask-fields.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import type { AccountView } from '../shared/sharing/account-view.ts';
import { valueFrom } from '../shared/work/answer-from.ts';
import { seenCardSchema } from './insights/sum-cards.ts';
import { isOwnDefinition } from './segment-access.ts';
import { toCard } from './segment-card.ts';
import type { SegmentRow } from './segment-row.ts';

/** Each row's segment is a whole item of the store; a question of some hundreds is still one message. Segments. */
const CARDS_PER_QUESTION = 200;
const cardsSchema = z.strictObject({ cards: z.array(seenCardSchema) });

/** What a card is shown by, and to whom. */
export interface Viewer {
  readonly caller: Caller;
  readonly rules: MaskRules;
  /** null = record sharing does not matter (PER-3). */
  readonly view: AccountView | null;
}

/** SEG-1: cards of these segments with the numbers of the accounts that the viewer may read, and how many more there are. */
export async function showCards(
  ports: Pick<FunctionPorts, 'ask'>,
  { caller, rules, view }: Viewer,
  rows: readonly SegmentRow[],
): Promise<readonly Record<string, unknown>[]> {
  if (view === null) return rows.map((row) => toCard(row, rules));
  const shown: Record<string, unknown>[] = [];
  for (let from = 0; from < rows.length; from += CARDS_PER_QUESTION) {
    const some = rows.slice(from, from + CARDS_PER_QUESTION);
    const segments = some.map(({ members, formerMembers }) => ({ members, formerMembers }));
    const { cards } = await valueFrom(ports, { kind: 'segmentCards', org: caller.org, view, segments }, cardsSchema);
    for (const [index, row] of some.entries()) {
      const seen = cards[index];
      if (seen === undefined) throw new TypeError('a card for each segment that was asked about');
      const { outside, ...numbers } = seen;
      shown.push({ ...toCard({ ...row, ...numbers }, rules), outside: isOwnDefinition(row, caller) ? null : outside });
    }
  }
  return shown;
}

export async function showCard(
  ports: Pick<FunctionPorts, 'ask'>,
  viewer: Viewer,
  row: SegmentRow,
): Promise<Record<string, unknown>> {
  const [card] = await showCards(ports, viewer, [row]);
  return card ?? {};
}

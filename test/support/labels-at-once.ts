import { NULL_ID, type ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { createAccountReach } from '#core/techniques/engagement/account-reach.ts';
import { addTouchPoints, createEngagementAggregate } from '#core/techniques/engagement/aggregate.ts';
import { createTouchPlacer } from '#core/techniques/engagement/place-touch-points.ts';
import { addReachTimes, createReachTimes } from '#core/techniques/engagement/reach-times.ts';
import { hourColumn, RECORD_COLUMN } from '#core/techniques/engagement/read-touches.ts';
import { scoreEngagement } from '#core/techniques/engagement/score.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { addOrders, createPurchases } from '#core/techniques/recommendations/aggregate.ts';
import { cellsOf } from '#core/techniques/recommendations/cells-of.ts';
import { createEngine } from '#core/techniques/recommendations/engine.ts';
import { scoreRecommendations } from '#core/techniques/recommendations/score.ts';
import { createMemoryCrmBatch } from '#test/support/memory-crm.ts';
import type { MemoryOrg } from '#test/support/memory-crm-data.ts';
import { LINES } from '#test/support/random-edits.ts';
import { idsOf } from '#test/support/technique-runs.ts';

const TODAY = parseIsoDay('2026-06-30') ?? 0;

/** Labels by the functions of core over whole tables, without ranges, parts or units. */
export async function labelsAtOnce(memory: MemoryOrg, { techniques }: Configuration, table: ColumnTable) {
  const crm = createMemoryCrmBatch(memory);
  const ids = idsOf(table);
  const index = createIdIndex(ids);
  const population = new Uint8Array(ids.length).fill(1);
  const { engagement, recommendations } = techniques;
  if (engagement == null || recommendations == null) throw new Error('every technique is chosen');
  const rows = (module: string) => [...(memory.modules.get(module)?.rows.values() ?? [])];
  const idOf = (value: unknown): bigint => (typeof value === 'string' ? BigInt(value) : NULL_ID);

  const contacts = rows('Contacts');
  const accountOfContact = new Int32Array(contacts.length);
  index.locate(
    BigInt64Array.from(contacts, (row) => idOf(row['Account_Name'])),
    contacts.length,
    accountOfContact,
  );
  const subjects = {
    accounts: index,
    contacts: createIdIndex(BigInt64Array.from(contacts, (row) => idOf(row['id']))),
    accountOfContact,
  };
  const sums = createEngagementAggregate(ids.length, { asOfDay: TODAY, counting: engagement });
  const { windowDays } = engagement;
  const times = createReachTimes(ids.length, { by: 'account', asOfDay: TODAY, windowDays });
  for (const source of engagement.sources) {
    const placer = createTouchPlacer(source, subjects, { asOfDay: TODAY, minorDigits: 2 });
    const kinds = { text: 'text', number: 'number', boolean: 'boolean', reference: 'id', instant: 'day' } as const;
    const fields = [
      { apiName: 'id', as: RECORD_COLUMN, kind: 'id' } as const,
      ...source.fields.map(({ field, kind }) => ({ apiName: field, as: `crm:${field}`, kind: kinds[kind] })),
      ...source.fields
        .filter(({ kind }) => kind === 'instant')
        .map(({ field }) => ({ apiName: field, as: hourColumn(field), kind: 'hour' }) as const),
    ];
    for await (const batch of crm.readTable({ module: source.module, fields }).batches) {
      const points = placer.place(batch);
      addTouchPoints(sums, points);
      addReachTimes(times, points);
    }
  }
  const totals = engagementTotals(sums);
  const engaged = scoreEngagement({
    totals,
    population,
    settings: engagement,
    asOfDay: TODAY,
  });

  const products = rows('Products')
    .map((row) => idOf(row['id']))
    .sort((a, b) => (a < b ? -1 : 1));
  const won = rows('Deals').filter((row) => row['Stage'] === 'Closed Won' && row['Account_Name'] !== null);
  const accountOf = new Int32Array(won.length);
  index.locate(
    BigInt64Array.from(won, (row) => idOf(row['Account_Name'])),
    won.length,
    accountOf,
  );
  const linesOf = won.map((deal) =>
    rows(LINES)
      .filter((line) => line['Parent_Id'] === deal['id'])
      .map((line) => products.indexOf(idOf(line['Product_Name']))),
  );
  const purchases = createPurchases(ids.length, products.length);
  let lines = 0;
  addOrders(purchases, {
    length: won.length,
    id: BigInt64Array.from(won, (row) => idOf(row['id'])),
    account: accountOf,
    day: Int32Array.from(won, (row) => parseIsoDay(String(row['Closing_Date'])) ?? 0),
    lineStart: Int32Array.from([0, ...linesOf.map((each) => (lines += each.length))]),
    lineProduct: Int32Array.from(linesOf.flat()),
  });
  const { horizonDays, cellFields } = recommendations;
  const cells = cellsOf(table, cellFields);
  const engine = createEngine({ purchases, cells, asOfDay: TODAY, horizonDays, seed: 1 });
  const recommended = scoreRecommendations({
    engine,
    settings: recommendations,
    population,
    productIds: products.map(String),
  });
  const named = (labels: Int16Array, of: readonly { readonly id: string }[]) =>
    Array.from(labels, (label) => of[label]?.id ?? null);
  return {
    engagement: named(engaged.label, engagement.labels),
    score: [...engaged.score].map((score) => Math.floor(score * 100) / 100),
    reach: Array.from(ids, (_, ordinal) => createAccountReach(totals, times, engagement)(ordinal)),
    half: engaged.basis.half,
    recommendations: named(recommended.label, recommendations.labels),
    scale: recommended.basis.scale,
  };
}

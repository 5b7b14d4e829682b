import { expect, test } from 'vitest';
import { createIdIndex } from '#core/columns/key-index.ts';
import { idColumn, idsOf, mergeKept } from '#core/intake/contact-shards.ts';
import type { ListedEmail } from '#core/crm/correspondence.ts';
import { textTable, touchTable, type VisitedContact } from '#server-functions/intake/intake-tables.ts';

const TIME = { dayOf: () => 100, hourOf: () => 9 };
const [ADA, BEN] = [1n, 2n];

/** One message that the CRM lists under whoever is visited. */
function visited(id: bigint): VisitedContact {
  const email: ListedEmail = {
    id: 'm1',
    at: 1,
    isSent: true,
    subject: 'Offer',
    thread: null,
    ownerId: null,
    responses: [],
  };
  return { id, visit: { emails: [email], texts: [{ email, text: 'Yes' }], newest: 1, isOwed: false, isCut: false } };
}

test('of a message to two contacts, what is read anew of the one leaves the other’s, and takes the place of its own', async () => {
  for (const tableOf of [touchTable, textTable]) {
    const former = tableOf([visited(ADA), visited(BEN)], TIME);
    expect(new Set(idsOf(former)).size).toBe(2);
    const fresh = tableOf([visited(ADA)], TIME);
    const isThere = createIdIndex(BigInt64Array.of(ADA, BEN));
    const kept = await mergeKept([former], [fresh], { isThere, fromDay: 0 });
    const contacts = kept === null ? [] : [...idColumn(kept, 'contact').values];
    expect(contacts).toEqual([BEN, ADA]);
    if (tableOf === textTable && kept !== null) expect(new Set(idColumn(kept, 'message').values).size).toBe(1);
  }
});

import { expect, test } from 'vitest';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { formatIsoDay, parseIsoDay } from '#core/crm/days.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { createRefreshWorld, REFRESH_MORNING } from '#test/support/refresh-world.ts';
import { publishedIn, textsOf } from '#test/support/technique-runs.ts';
import { shippedTexts } from '#test/support/techniques-org.ts';
import { publishTexts, type SaidText } from '#test/support/published-intake.ts';
import { createVoiceOrg } from '#test/support/voice-runs.ts';

const TODAY = parseIsoDay('2026-06-30') ?? 0;

const idsOf = (table: ColumnTable): BigInt64Array => columnOf(table, 'id', 'id').values.subarray(0, table.length);

test('notes and e-mails count as far as the intake has read them, by whom their contact belongs to', async () => {
  const { memory, withVoice } = await createVoiceOrg(30);
  const world = await createRefreshWorld(memory, withVoice({ sources: ['emails', 'notes'].map(shippedTexts) }), {
    ms: REFRESH_MORNING,
  });
  const contact = [...(memory.modules.get('Contacts')?.rows.values() ?? [])].find(
    (row) => row['Account_Name'] !== null,
  );
  const account = BigInt(String(contact?.['Account_Name']));
  const others = [...(memory.modules.get('Accounts')?.rows.keys() ?? [])].map(BigInt);
  const other = others.find((id) => id !== account) ?? 0n;
  const leaving = 'Please cancel our contract, we are leaving.';
  const glad = 'Thank you so much, the new release is wonderful!';
  await publishTexts(world, {
    emails: [0, 1, 2].map((ago) => ({
      contact: BigInt(String(contact?.['id'])),
      account: 0n,
      day: TODAY - ago,
      text: leaving,
    })),
    notes: [
      ...[0, 179].map((ago) => ({ contact: 0n, account: other, day: TODAY - ago, text: glad })),
      // Neither yet, nor any more.
      { contact: 0n, account: other, day: TODAY + 1, text: glad },
      { contact: 0n, account: other, day: TODAY - 180, text: glad },
      // A note without a word is no text, or this account had three.
      { contact: 0n, account: other, day: TODAY, text: ' \n' },
    ],
  });
  await world.run('full');
  const { record, table } = await publishedIn(world);
  const labels = textsOf(table, 'abm:voice.label');
  const labelOf = (id: bigint) => labels[idsOf(table).indexOf(id)];
  expect([labelOf(account), labelOf(other)]).toEqual(['leaving', null]);
  expect(record.voice?.warnings.map(({ code, params }) => [code, params['count'] ?? params['texts']])).toEqual([
    ['voice.judged', 5],
    ['voice.afterAsOf', 1],
    ['voice.tooFew', 1],
  ]);
  // What the intake has read costs a run nothing.
  expect(record.reads.filter(({ module }) => module === 'Emails' || module === 'Notes')).toEqual([]);
  expect(formatIsoDay(TODAY)).toBe(record.asOf);
});

test('a message that several contacts of one account have in their lists is one text of that account, and one of each other account', async () => {
  const { memory, withVoice } = await createVoiceOrg(30);
  const world = await createRefreshWorld(memory, withVoice({ sources: [shippedTexts('emails')] }), {
    ms: REFRESH_MORNING,
  });
  const contactsOf = new Map<string, bigint[]>();
  for (const row of memory.modules.get('Contacts')?.rows.values() ?? []) {
    const account = String(row['Account_Name']);
    if (account !== 'null') contactsOf.set(account, [...(contactsOf.get(account) ?? []), BigInt(String(row['id']))]);
  }
  const [one, other] = [...contactsOf].filter(([, contacts]) => contacts.length > 1);
  const [first = '', [ada = 0n, ben = 0n] = []] = one ?? [];
  const [second = '', [cyd = 0n] = []] = other ?? [];
  const said = (contact: bigint, message: bigint, ago: number): SaidText => ({
    contact,
    account: 0n,
    day: TODAY - ago,
    text: 'Please cancel our contract, we are leaving.',
    message,
  });
  // Three rows each; the first account has heard two messages, the second one three.
  const emails = [
    said(ada, 9_001n, 1),
    said(ben, 9_001n, 1),
    said(ada, 9_002n, 2),
    said(cyd, 9_001n, 1),
    said(cyd, 9_002n, 2),
    said(cyd, 9_003n, 3),
    said(ben, 9_004n, -1),
    said(ada, 9_004n, -1),
  ];
  await publishTexts(world, { emails, notes: [] });
  await world.run('full');
  const { record, table } = await publishedIn(world);
  const labels = textsOf(table, 'abm:voice.label');
  const labelOf = (id: string) => labels[idsOf(table).indexOf(BigInt(id))];
  expect([labelOf(first), labelOf(second)]).toEqual([null, 'leaving']);
  expect(record.voice?.warnings.map(({ code, params }) => [code, params['count'] ?? params['texts']])).toEqual([
    ['voice.judged', 5],
    ['voice.afterAsOf', 1],
    ['voice.tooFew', 1],
  ]);
});

test('texts in other languages count and are told to be unjudged, and emails say of how many contacts they are', async () => {
  const { memory, withVoice } = await createVoiceOrg(30);
  const world = await createRefreshWorld(memory, withVoice({ sources: ['emails', 'notes'].map(shippedTexts) }), {
    ms: REFRESH_MORNING,
  });
  const contact = [...(memory.modules.get('Contacts')?.rows.values() ?? [])].find(
    (row) => row['Account_Name'] !== null,
  );
  const said = (text: string, ago: number): SaidText => ({
    contact: BigInt(String(contact?.['id'])),
    account: 0n,
    day: TODAY - ago,
    text,
  });
  const emails = [
    said('Wir möchten unseren Vertrag kündigen, weil die Lieferungen immer zu spät kommen.', 1),
    said('Die neue Version funktioniert leider nicht, bitte schicken Sie uns einen Techniker.', 2),
    said('Please cancel our contract, we are leaving.', 3),
    said('Por favor, cancelen nuestro contrato: nos vamos.', 4),
    // Of no day that counts.
    said('Please cancel our contract, we are leaving.', 400),
  ];
  await publishTexts(world, { emails, notes: [], coverage: { withAddress: 8, read: 3 } });
  const { readSoFar } = await world.run('full');
  const { record } = await publishedIn(world);
  expect(record.voice?.warnings).toEqual([
    { code: 'engagement.emailsPartly', params: { readShare: 0.37, read: 3, contacts: 8 } },
    { code: 'voice.judged', params: { found: 5, texts: 4, days: 180, judged: 2, other: 2 } },
  ]);
  // Which its log goes on telling when another run has published.
  expect(readSoFar).toEqual(record.voice?.warnings);
});

test('where notes have been read and no email yet, emails are left out by name', async () => {
  const { memory, withVoice } = await createVoiceOrg(30);
  const world = await createRefreshWorld(memory, withVoice({ sources: ['emails', 'notes'].map(shippedTexts) }), {
    ms: REFRESH_MORNING,
  });
  const [account = ''] = memory.modules.get('Accounts')?.rows.keys() ?? [];
  const note = { contact: 0n, account: BigInt(account), day: TODAY, text: 'Please cancel our contract.' };
  await publishTexts(world, { emails: [], notes: [note], coverage: { withAddress: 8, read: 0 } });
  await world.run('full');
  const { record } = await publishedIn(world);
  expect(record.voice?.warnings.map(({ code, params }) => [code, params['source'] ?? params['texts']])).toEqual([
    ['engagement.nothingRead', 'Emails'],
    ['voice.judged', 1],
    ['voice.tooFew', undefined],
  ]);
});

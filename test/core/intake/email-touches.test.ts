import { expect, test } from 'vitest';
import type { ListedEmail } from '#core/crm/correspondence.ts';
import { emailTouches } from '#core/intake/email-touches.ts';
import { TOUCHES } from '#core/techniques/engagement/touches.ts';

const sent: ListedEmail = {
  id: 'a',
  at: 1_000,
  isSent: true,
  subject: 'Offer',
  thread: null,
  ownerId: null,
  responses: [],
};
const told = (emails: readonly ListedEmail[]): readonly string[] =>
  emailTouches(emails).map(({ email, touch, at }) => `${email.id} ${TOUCHES[touch]?.response} ${at}`);

test('what was sent and what came back, on the day the CRM says or that it was sent', () => {
  const responses = [
    { response: 'opened', at: 5_000 },
    { response: 'bounced', at: null },
  ] as const;
  expect(told([{ ...sent, responses }])).toEqual(['a sent 1000', 'a opened 5000', 'a bounced 1000']);
});

test('who clicked has opened', () => {
  expect(told([{ ...sent, responses: [{ response: 'clicked', at: 7_000 }] }])).toEqual([
    'a sent 1000',
    'a clicked 7000',
    'a opened 7000',
  ]);
});

test('an answer is the reply of what it answers, by subject or by thread, once', () => {
  const answer = { ...sent, id: 'b', at: 2_000, isSent: false, subject: 'RE: Re: offer' };
  expect(told([answer, sent])).toEqual(['a sent 1000', 'a replied 2000']);
  expect(told([{ ...answer, id: 'c', at: 3_000 }, answer, sent])).toHaveLength(2);
  expect(told([answer, { ...sent, responses: [{ response: 'replied', at: null }] }])).toEqual([
    'a sent 1000',
    'a replied 1000',
  ]);
  expect(
    told([
      { ...answer, subject: 'Hello', thread: 't' },
      { ...sent, thread: 't' },
    ]),
  ).toEqual(['a sent 1000', 'a replied 2000']);
});

test('what answers nothing that is listed is no touch point', () => {
  const inbound = { ...sent, id: 'b', at: 2_000, isSent: false };
  expect(told([inbound, sent])).toEqual(['a sent 1000']);
  expect(told([{ ...inbound, subject: 'Re: Something else' }, sent])).toEqual(['a sent 1000']);
  expect(told([{ ...inbound, subject: 'Re: Offer', at: 500 }, sent])).toEqual(['a sent 1000']);
});

import { expect, test } from 'vitest';
import type { BestTime } from '#core/techniques/engagement/reach-times.ts';
import type { WeakestTouch } from '#core/techniques/engagement/weakest-touch.ts';
import { loadReady } from '#test/support/load-panel.ts';
import { createTechniquesWorld } from '#test/support/panel-techniques.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';
import { loadMore } from '#widgets/account-360/more/load-more.ts';
import { sayEngagement } from '#widgets/account-360/more/say-engagement.ts';
import { sayReach } from '#widgets/account-360/more/say-reach.ts';
import { createWords } from '#widgets/account-360/more/words.ts';

const [en, es] = [translatorIn('en'), translatorIn('es')];
const PLAIN = /[\u00a0\u202f]/g;
const weakest: WeakestTouch = { channel: 'meeting', points: -5, touches: 1, channels: 3 };
const often: BestTime = { hour: 16, hourCalls: 5, weekday: 2, weekdayCalls: 4, calls: 12 };

function said(m: typeof en, reach: { weakest?: WeakestTouch | null; bestTime?: BestTime | null }): string[] {
  const whole = { weakest: null, bestTime: null, ...reach };
  return sayReach(whole, { windowDays: 365 }, m).map((text) => text.replaceAll(PLAIN, ' '));
}

test('the weakest touch point and the best time say what they rest on', () => {
  expect(said(en, { weakest, bestTime: often })).toEqual([
    'Weakest touch point: Meetings, -5 points from 1 touch point',
    'Best hour to call: 4:00 PM to 5:00 PM (5 of 12 answered calls)',
    'Best weekday to call: Tuesday (4 of 12 answered calls)',
  ]);
  expect(said(es, { weakest, bestTime: often })).toEqual([
    'Punto de contacto más débil: Reuniones, -5 puntos por 1 punto de contacto',
    'Mejor hora para llamar: de 16:00 a 17:00 (5 de 12 llamadas atendidas)',
    'Mejor día de la semana para llamar: martes (4 de 12 llamadas atendidas)',
  ]);
});

test('every weekday has its name, and the last hour ends at midnight', () => {
  const weekdays = [1, 2, 3, 4, 5, 6, 7].map((weekday) => said(en, { bestTime: { ...often, weekday } })[1] ?? '');
  expect(weekdays.map((text) => /: (\w+) /.exec(text)?.[1])).toEqual([
    'Monday',
    'Tuesday',
    'Wednesday',
    'Thursday',
    'Friday',
    'Saturday',
    'Sunday',
  ]);
  expect(said(en, { bestTime: { ...often, hour: 23 } })[0]).toContain('11:00 PM to 12:00 AM');
});

test('few calls are called few, none are told, and one channel alone is not the weakest', () => {
  const one = { hour: 9, hourCalls: 1, weekday: 1, weekdayCalls: 1, calls: 1 };
  expect(said(en, { bestTime: one }).at(-1)).toBe('One answered call is a hint, and no habit yet.');
  const apart = said(en, { bestTime: { ...one, calls: 4 } });
  expect(apart[0]).toBe('Best hour to call: none stands out among 4 answered calls');
  expect(apart[1]).toBe('Best weekday to call: none stands out among 4 answered calls');
  expect(said(en, { bestTime: { ...one, hourCalls: 2, calls: 4 } })[0]).toContain('9:00 AM');
  expect(apart.at(-1)).toBe('4 answered calls are a hint, and no habit yet.');
  expect(said(en, { bestTime: { ...one, calls: 5 } })).toHaveLength(2);
  expect(said(en, { bestTime: { ...often, hour: null, hourCalls: 0 } })[0]).toContain('not known');
  expect(said(en, {})).toEqual(['Best time to call: not known, for want of an answered call in the last 365 days']);
  expect(said(en, { weakest: { ...weakest, channels: 1 } })[0]).toContain('Only one channel so far');
});

test('an hour is best among the calls that say a time, and no hour or weekday is among equals', () => {
  const spread = { timed: 5, hours: 1, weekdays: 1 };
  expect(said(en, { bestTime: { ...often, spread } })[0]).toBe(
    'Best hour to call: 4:00 PM to 5:00 PM (5 of 5 answered calls with a time of day)',
  );
  expect(said(es, { bestTime: { ...often, hourCalls: 3, spread } })[0]).toBe(
    'Mejor hora para llamar: de 16:00 a 17:00 (3 de 5 llamadas atendidas con hora)',
  );
  const single = { ...often, hourCalls: 1, spread: { timed: 1, hours: 1, weekdays: 1 } };
  expect(said(en, { bestTime: single })).toEqual([
    'Best hour to call: 4:00 PM to 5:00 PM (1 of 1 answered call with a time of day)',
    'Best weekday to call: Tuesday (4 of 12 answered calls)',
    'One answered call with a time of day is a hint, and no habit yet.',
  ]);
  const equal = { ...often, hourCalls: 2, spread: { timed: 6, hours: 2, weekdays: 3 } };
  expect(said(en, { bestTime: equal })).toEqual([
    'Best hour to call: none stands out among 6 answered calls with a time of day',
    'Best weekday to call: none stands out among 12 answered calls',
  ]);
  const all = { ...often, hourCalls: 4, spread: { timed: 12, hours: 3, weekdays: 1 } };
  expect(said(en, { bestTime: all })[0]).toBe('Best hour to call: none stands out among 12 answered calls');
});

test('of a run that kept neither the card says so, and names the weakest of the channels that it can sum', async () => {
  const sayOf = async (reach: { readonly reach?: 'older' }) => {
    const { more } = await loadReady(createTechniquesWorld({ touches: TOUCHES, ...reach }));
    if (more === null) throw new Error('the panel has more to say');
    const [card] = (await loadMore(more)).view.cards;
    if (card === undefined || !('technique' in card.state) || card.state.technique !== 'engagement')
      throw new Error('engagement is explained');
    return sayEngagement(card.state, createWords(en, en, [], new Map()));
  };
  const kept = await sayOf({});
  const older = await sayOf({ reach: 'older' });
  expect(kept.reach.length).toBeGreaterThan(2);
  expect(kept.notes.at(-1)).toContain('Europe/Madrid');
  expect(kept.channels.join()).not.toContain('Weakest');
  expect(older.reach).toEqual([]);
  expect(older.notes.at(-1)).toContain('kept neither the best time to call nor the weakest touch point');
  expect(older.channels.at(-1)).toContain('Weakest of these');
  expect({ ...kept, reach: [], notes: [], channels: [] }).toEqual({ ...older, notes: [], channels: [] });
});

const TOUCHES = [
  { channel: 'call', response: 'answeredOutbound', hour: 10 },
  { channel: 'email', response: 'opened' },
] as const;

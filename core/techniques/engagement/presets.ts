import type { TouchPointRecipe } from './recipe.ts';
import type { EngagementLabel, EngagementSettings } from './settings.ts';

/** ENG-2: five bands of 20. Names agree with "cuentas" in Spanish; colours as in the other presets. */
const BANDS = [
  { id: 'cold', en: 'Cold', es: 'Frías', colour: '#75777C' },
  { id: 'cool', en: 'Cool', es: 'Poco activas', colour: '#2F72D6' },
  { id: 'warm', en: 'Warm', es: 'Tibias', colour: '#A8701A' },
  { id: 'engaged', en: 'Engaged', es: 'Comprometidas', colour: '#1E874B' },
  { id: 'highly-engaged', en: 'Highly engaged', es: 'Muy comprometidas', colour: '#C2378F' },
] as const;
const BAND_WIDTH = 20;
/** ENG-2. Days. */
const WINDOW_DAYS = 365;
/** A working week and a weekend for an email; messengers are read at once. Days. */
const WAITING_DAYS = { email: 7, sms: 3, whatsapp: 3 } as const;

/** ENG-2: the five labels as they ship, of 20 points of score each. */
export function presetEngagementLabels(): EngagementLabel[] {
  return BANDS.map(({ id, en, es, colour }, index) => ({
    id,
    names: { en, es },
    colour,
    optionId: null,
    from: index * BAND_WIDTH,
    to: (index + 1) * BAND_WIDTH,
  }));
}

/**
 * ENG-1, ENG-2 as proposed. The documents name three figures: an answered call +6, a response on social media +5, a replied email +6;
 * the rest is set between: what costs a person more effort gives more, what one's own side does gives little or nothing.
 */
export function presetEngagementSettings(sources: readonly TouchPointRecipe[] = []): EngagementSettings {
  return {
    windowDays: WINDOW_DAYS,
    halfLifeDays: null,
    waitingDays: WAITING_DAYS,
    sources: [...sources],
    channels: {
      email: {
        on: true,
        points: { opened: 1, clicked: 3, bounced: -3, replied: 6, unsubscribed: -8, ignored: -1 },
      },
      call: {
        on: true,
        points: {
          answeredInbound: 6,
          answeredOutbound: 6,
          longInbound: 8,
          longOutbound: 8,
          missedInbound: -1,
          missedOutbound: -2,
          voicemail: -1,
        },
      },
      sms: { on: true, points: { failed: -1, replied: 5, ignored: -1 } },
      meeting: { on: true, points: { scheduled: 2, held: 8, cancelled: -2, noShow: -5 } },
      task: { on: true, points: { completed: 1 } },
      note: { on: true, points: { added: 1 } },
      campaign: {
        on: true,
        points: { opened: 1, clicked: 3, responded: 5, bounced: -3, unsubscribed: -8 },
      },
      survey: { on: true, points: { visited: 1, partial: 3, completed: 6 } },
      webinar: { on: true, points: { registered: 3, attended: 7, absent: -2, cancelled: -2 } },
      event: { on: true, points: { ticket: 4, checkIn: 8, cancelled: -3 } },
      chat: { on: true, points: { visit: 1, chat: 4, missed: -2 } },
      social: { on: true, points: { liked: 1, commented: 5, shared: 5, mentioned: 5, messaged: 5 } },
      whatsapp: { on: true, points: { received: 5, answered: 5, ignored: -1 } },
      document: { on: true, points: { viewed: 3, signed: 10, declined: -6, expired: -3 } },
      ticket: { on: true, points: { opened: 1, closed: 1, happy: 4, unhappy: -4 } },
    },
    half: null,
    labels: presetEngagementLabels(),
  };
}

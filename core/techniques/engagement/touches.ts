/**
 * ENG-1: channels, and what may come back on each. Evidence and stored counts name a response by its place in `TOUCHES`: new channels
 * go to the end of this list, new responses to the end of the last channel, never between.
 */
export const RESPONSES = {
  /** `ignored`: neither opened nor replied to after n days. */
  email: ['sent', 'opened', 'clicked', 'bounced', 'replied', 'unsubscribed', 'ignored'],
  /** `long..`: answered, and at least as long as the recipe says. */
  call: [
    'answeredInbound',
    'answeredOutbound',
    'longInbound',
    'longOutbound',
    'missedInbound',
    'missedOutbound',
    'voicemail',
  ],
  sms: ['sent', 'delivered', 'failed', 'replied', 'ignored'],
  meeting: ['scheduled', 'held', 'cancelled', 'noShow'],
  task: ['created', 'completed'],
  note: ['added'],
  campaign: ['sent', 'opened', 'clicked', 'responded', 'bounced', 'unsubscribed'],
  survey: ['sent', 'visited', 'partial', 'completed'],
  webinar: ['invited', 'registered', 'attended', 'absent', 'cancelled'],
  event: ['ticket', 'checkIn', 'cancelled'],
  chat: ['visit', 'chat', 'missed'],
  social: ['liked', 'commented', 'shared', 'mentioned', 'messaged'],
  whatsapp: ['sent', 'received', 'answered', 'ignored'],
  document: ['sent', 'viewed', 'signed', 'declined', 'expired'],
  ticket: ['opened', 'closed', 'happy', 'unhappy'],
} as const;

export type Channel = keyof typeof RESPONSES;

/** One response on one channel. */
export interface Touch {
  readonly channel: Channel;
  readonly response: string;
}

export const CHANNELS = [
  'email',
  'call',
  'sms',
  'meeting',
  'task',
  'note',
  'campaign',
  'survey',
  'webinar',
  'event',
  'chat',
  'social',
  'whatsapp',
  'document',
  'ticket',
] as const satisfies readonly Channel[];

/** Every response in its fixed place: what a touch number means. */
export const TOUCHES: readonly Touch[] = CHANNELS.flatMap((channel) =>
  RESPONSES[channel].map((response) => ({ channel, response })),
);

/** `email.opened` */
export function touchName({ channel, response }: Touch): string {
  return `${channel}.${response}`;
}

const NUMBERS: ReadonlyMap<string, number> = new Map(TOUCHES.map((touch, number) => [touchName(touch), number]));

/** Place in `TOUCHES`; -1 when the channel has no such response. */
export function touchNumber(channel: Channel, response: string): number {
  return NUMBERS.get(`${channel}.${response}`) ?? -1;
}

/** Channels on which silence is a response of its own: what waits, what ends the waiting, and what comes of it. */
export const WAITING_CHANNELS = ['email', 'sms', 'whatsapp'] as const satisfies readonly Channel[];
export type WaitingChannel = (typeof WAITING_CHANNELS)[number];

/** Silence is derived, never recorded: a recipe cannot claim it. */
export const SILENCE = 'ignored';
const SENT = 'sent';
/** A message that never arrived was not ignored. */
const ANSWERS: Readonly<Record<WaitingChannel, readonly string[]>> = {
  email: ['opened', 'clicked', 'replied', 'bounced', 'unsubscribed'],
  sms: ['replied', 'failed'],
  whatsapp: ['answered'],
};

export interface WaitingTouch {
  readonly channel: number;
  readonly role: 'sent' | 'answer';
}

/** By touch number: the part it plays in waiting, with the place of its channel in `WAITING_CHANNELS`. */
export const WAITING_TOUCHES: readonly (WaitingTouch | null)[] = TOUCHES.map(({ channel, response }) => {
  const place = WAITING_CHANNELS.findIndex((each) => each === channel);
  const waiting = WAITING_CHANNELS[place];
  if (waiting === undefined) return null;
  if (response === SENT) return { channel: place, role: 'sent' };
  return ANSWERS[waiting].includes(response) ? { channel: place, role: 'answer' } : null;
});

import * as z from 'zod/mini';
import { labelSchema } from '#core/labels/label.ts';
import { MAX_LABELS, MAX_SCORE } from './limits.ts';
import { touchPointRecipeSchema } from './recipe.ts';
import { CHANNELS, RESPONSES, TOUCHES, touchNumber } from './touches.ts';

export { MAX_LABELS, MAX_SCORE };
/** ENG-2. */
export const MIN_LABELS = 5;
/** A month says nothing yet; three years is the longest that sales remember. Days. */
export const MIN_WINDOW_DAYS = 30;
export const MAX_WINDOW_DAYS = 1_095;
export const MAX_HALF_LIFE_DAYS = 3_650;
/** Silence is a matter of days; after a quarter nobody waits. Days. */
export const MAX_WAITING_DAYS = 90;
/** ENG-1 says plus or minus and names 5 and 6: two digits leave room to tell channels apart. */
export const MAX_POINTS = 99;
/** The shipped recipes twice over. */
export const MAX_SOURCES = 40;

const points = z.int().check(z.gte(-MAX_POINTS), z.lte(MAX_POINTS));
/** Points by response; one that is not named has 0. */
const channelOf = <R extends string>(responses: readonly R[]) =>
  z.optional(z.strictObject({ on: z.boolean(), points: z.partialRecord(z.enum(responses), points) }));
const waiting = z.nullable(z.int().check(z.gte(1), z.lte(MAX_WAITING_DAYS)));
const cut = z.int().check(z.gte(0), z.lte(MAX_SCORE));

/** ENG-2: scores of `[from, to)`, where `to` is 100 that end too. */
export const engagementLabelSchema = z.extend(labelSchema, { from: cut, to: cut });
export type EngagementLabel = z.infer<typeof engagementLabelSchema>;

/**
 * ENG-1, ENG-2. Aggregation settings (recount on the server): windowDays, halfLifeDays, waitingDays, sources. Labelling settings (live
 * in the browser): channels, half, labels; the score is linear in points before it is bent to 0-100.
 */
export const engagementSettingsSchema = z.strictObject({
  /** Touch points of the last n days count, the as-of day included. */
  windowDays: z.int().check(z.gte(MIN_WINDOW_DAYS), z.lte(MAX_WINDOW_DAYS)),
  /** A touch point of that age counts half; null = all count alike. */
  halfLifeDays: z.nullable(z.int().check(z.gte(1), z.lte(MAX_HALF_LIFE_DAYS))),
  /** After so many days without an answer a message is ignored; null = silence says nothing. */
  waitingDays: z.strictObject({ email: waiting, sms: waiting, whatsapp: waiting }),
  sources: z.array(touchPointRecipeSchema).check(z.maxLength(MAX_SOURCES)),
  /** A channel that is not named is off. */
  channels: z.strictObject({
    email: channelOf(RESPONSES.email),
    call: channelOf(RESPONSES.call),
    sms: channelOf(RESPONSES.sms),
    meeting: channelOf(RESPONSES.meeting),
    task: channelOf(RESPONSES.task),
    note: channelOf(RESPONSES.note),
    campaign: channelOf(RESPONSES.campaign),
    survey: channelOf(RESPONSES.survey),
    webinar: channelOf(RESPONSES.webinar),
    event: channelOf(RESPONSES.event),
    chat: channelOf(RESPONSES.chat),
    social: channelOf(RESPONSES.social),
    whatsapp: channelOf(RESPONSES.whatsapp),
    document: channelOf(RESPONSES.document),
    ticket: channelOf(RESPONSES.ticket),
  }),
  /** Points at which the score is 50. null = proposed from the accounts of the run (`proposeHalf`), until a publish freezes it. */
  half: z.nullable(z.number().check(z.gt(0), z.lte(1_000_000_000))),
  labels: z.array(engagementLabelSchema).check(z.minLength(MIN_LABELS), z.maxLength(MAX_LABELS)),
});
export type EngagementSettings = z.infer<typeof engagementSettingsSchema>;

/** What counting needs to know. */
export type EngagementCounting = Pick<EngagementSettings, 'windowDays' | 'halfLifeDays' | 'waitingDays'>;

/** What these sources can give, ascending touch numbers: a channel may be on that none of them fills. */
export function touchesOfSources(sources: EngagementSettings['sources']): number[] {
  const given = sources.flatMap(({ channel, events }) => events.map(({ response }) => touchNumber(channel, response)));
  return [...new Set(given)].filter((touch) => touch >= 0).sort((a, b) => a - b);
}

/** Points by touch number; a channel that is off gives none. */
export function pointsByTouch({ channels }: Pick<EngagementSettings, 'channels'>): Float64Array {
  const given = new Map<string, number>();
  for (const channel of CHANNELS) {
    const settings = channels[channel];
    if (settings?.on !== true) continue;
    for (const [response, value] of Object.entries(settings.points)) given.set(`${channel}.${response}`, value ?? 0);
  }
  return Float64Array.from(TOUCHES, ({ channel, response }) => given.get(`${channel}.${response}`) ?? 0);
}

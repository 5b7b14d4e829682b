import { TECHNIQUES } from '#core/labels/label.ts';
import * as z from 'zod';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import { DATA_CENTRES } from '#core/crm/org-key.ts';
import { mappingSchema } from '#core/mapping/mapping.ts';
import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import { segmentSchema } from '#core/segments/segment.ts';
import { firmographicsSettingsSchema } from '#core/techniques/firmographics/settings.ts';
import { rfmSettingsSchema } from '#core/techniques/rfm/settings.ts';
import { DISTRIBUTIONS } from '../../segments/insights/group-rows.ts';
import { ACCOUNT_SORTS } from '../../segments/insights/sort-rows.ts';
import { draftTechniqueSchema } from '../../setup/technique-preview/draft-technique.ts';
import { accountViewSchema } from '../sharing/account-view.ts';

const org = z.strictObject({ dc: z.enum(DATA_CENTRES), orgId: z.string() });

/** Column keys that the viewer may not see. */
const hidden = z.array(z.string());
/** Blob of member ids; null = all accounts in ABM. */
const members = z.string().nullable();
const technique = z.enum(TECHNIQUES);
/** The viewer wrote the criteria: how many they catch outside the view would answer any question about what is there. */
const isOwn = z.boolean();
/** What the answer is cut to; null = every account (PER-3). */
const view = accountViewSchema.nullable();

/** What the answering thread asks of the one that works. Rights are decided before: a question says what to leave out. */
export const workQuestionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('accountCount'),
    org,
    /** Whose question it is: their next one ends it. */
    asker: z.string(),
    mapping: mappingSchema,
    criteria: criteriaSchema,
    asOfDay: z.int(),
  }),
  z.strictObject({
    kind: z.literal('snapshotPreview'),
    org,
    snapshotId: z.string(),
    techniques: z.strictObject({
      rfm: z.union([rfmSettingsSchema, z.null()]),
      firmographics: z.union([firmographicsSettingsSchema, z.null()]),
    }),
    hideWon: z.boolean(),
    hideMonetary: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('techniquePreview'),
    org,
    draft: draftTechniqueSchema,
    /** Which accounts and records it is meant for. */
    scope: z.string(),
  }),
  z.strictObject({
    kind: z.literal('segmentPreview'),
    org,
    view,
    hidden,
    segment: segmentSchema,
    parent: z.union([segmentSchema, z.null()]),
    parentMembers: z.string().nullable(),
    /** To compare with. */
    members,
  }),
  z.strictObject({
    kind: z.literal('segmentAccounts'),
    org,
    view,
    isOwn,
    hidden,
    members,
    page: z.int().min(1),
    sort: z.strictObject({ by: z.enum(ACCOUNT_SORTS), descending: z.boolean() }).nullable(),
    filter: z.strictObject({ by: z.enum(DISTRIBUTIONS), technique, value: z.string().nullable() }).nullable(),
  }),
  z.strictObject({ kind: z.literal('segmentPerformance'), org, view, isOwn, hidden, members, hideDeals: z.boolean() }),
  z.strictObject({
    kind: z.literal('segmentDistribution'),
    org,
    view,
    isOwn,
    hidden,
    members,
    by: z.enum(DISTRIBUTIONS),
  }),
  z.strictObject({
    kind: z.literal('segmentCards'),
    org,
    view: accountViewSchema,
    segments: z.array(z.strictObject({ members: z.string(), formerMembers: z.string().nullable() })),
  }),
  z.strictObject({
    kind: z.literal('labelHistory'),
    org,
    view,
    technique,
    /** Epoch days, both included. */
    from: z.int(),
    to: z.int(),
    by: z.enum(['day', 'week']),
  }),
  z.strictObject({ kind: z.literal('accountHistory'), org, view, account: z.string() }),
  z.strictObject({ kind: z.literal('overview'), org, view: accountViewSchema }),
]);
export type WorkQuestion = z.infer<typeof workQuestionSchema>;

/** Expected ways not to be answered; `crm.<reason>` and `store.<code>` where those failed. */
export interface WorkRefusal {
  readonly reason: string;
  readonly problems: readonly Problem[];
}

/** Answers as JSON text, which the answering thread passes on unread. */
export type AskWork = (question: WorkQuestion) => Promise<Result<string, WorkRefusal>>;

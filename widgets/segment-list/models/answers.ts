import * as z from 'zod/mini';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import { fieldReferenceSchema } from '#core/mapping/field-reference.ts';
import { segmentNatureSchema } from '#core/segments/segment.ts';
import { messageSchema } from '#widgets/shared/schemas/problem.ts';
import { engagementSchema, labelledSchema } from '#widgets/shared/schemas/labelled.ts';

/** Minor units of the home currency; null = not for this viewer's eyes, in whatever shape the server says so (PER-4). */
const amountSchema = z.catch(z.nullable(z.int()), null);
const countSchema = z.int().check(z.gte(0));
/** PER-3: accounts outside the viewer's view; null = not for them to know how many, absent = nothing is cut. */
const outsideSchema = z.optional(z.nullable(countSchema));
/** One text, or one per language. */
const textSchema = z.union([z.string(), z.object({ en: z.string(), es: z.string() })]);
export type Text = z.infer<typeof textSchema>;

export const TECHNIQUES = ['rfm', 'firmographics', 'engagement', 'recommendations', 'voice'] as const;
/** Those that only full runs read for. */
export const FULL_RUN_TECHNIQUES = ['engagement', 'recommendations', 'voice'] as const;
export const techniqueSchema = z.enum(TECHNIQUES);
export type Technique = z.infer<typeof techniqueSchema>;

const labelSchema = z.object({
  technique: techniqueSchema,
  id: z.string(),
  names: z.object({ en: z.string(), es: z.string() }),
  colour: z.string().check(z.regex(/^#[0-9A-Fa-f]{6}$/)),
});
export type Label = z.infer<typeof labelSchema>;

export const overviewAnswerSchema = z.object({
  /** null = nothing was published yet. */
  overview: z.nullable(
    z.object({
      asOf: z.string(),
      publishedAt: z.string(),
      accounts: countSchema,
      included: countSchema,
      outside: outsideSchema,
      wonMinor: amountSchema,
      pipelineMinor: amountSchema,
      topAccounts: z.array(z.object({ id: z.string(), name: z.nullable(z.string()), wonMinor: amountSchema })),
      /** SEG-6; null = the org does not say, or not to this viewer. */
      newAccounts: z.catch(z.nullable(z.object({ since: z.string(), accounts: countSchema })), null),
      closingThisMonth: z.catch(z.nullable(z.object({ accounts: countSchema, pipelineMinor: amountSchema })), null),
      rfm: z.nullable(z.extend(labelledSchema, { withoutPurchases: countSchema })),
      firmographics: z.nullable(labelledSchema),
      /** Absent = not in use; of the last full run, whose instant `fullAt` is. */
      engagement: z.optional(engagementSchema),
      recommendations: z.optional(labelledSchema),
      /** `surges`: accounts whose negative texts rise; absent = no run has looked for it. */
      voice: z.optional(z.extend(labelledSchema, { surges: z.optional(countSchema) })),
      fullAt: z.optional(z.nullable(z.string())),
      /** What the last full run went without. */
      leftOut: z.catch(z.optional(z.array(messageSchema)), undefined),
    }),
  ),
  labels: z.catch(z.array(labelSchema), []),
  /** Api name of the module whose records an account's link opens. */
  accountsModule: z.catch(z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/)), 'Accounts'),
});
export type OverviewAnswer = z.infer<typeof overviewAnswerSchema>;

export const segmentCardSchema = z.object({
  id: z.string(),
  /** Of the definition: a change names the one that it was made over. */
  version: z.int(),
  name: z.string(),
  module: z.string(),
  nature: segmentNatureSchema,
  parent: z.nullable(z.string()),
  /** null = they ask about a field that this viewer may not see (PER-4). */
  criteria: z.nullable(criteriaSchema),
  createdAt: z.string(),
  evaluatedAt: z.string(),
  asOf: z.string(),
  accounts: countSchema,
  outside: outsideSchema,
  entered: z.catch(countSchema, 0),
  exited: z.catch(countSchema, 0),
  wonMinor: amountSchema,
  pipelineMinor: amountSchema,
});
export type SegmentCard = z.infer<typeof segmentCardSchema>;

export const segmentsAnswerSchema = z.object({ segments: z.array(segmentCardSchema) });
export const segmentAnswerSchema = z.object({ segment: segmentCardSchema });

/** What deleting or changing a segment would touch (SEG-5). */
const usedInSchema = z.object({
  exports: countSchema,
  children: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type UsedIn = z.infer<typeof usedInSchema>;
export const segmentDetailSchema = z.object({
  segment: segmentCardSchema,
  usedIn: z.catch(usedInSchema, { exports: 0, children: [] }),
});

export const fieldsAnswerSchema = z.object({
  fields: z.array(
    z.object({
      reference: fieldReferenceSchema,
      label: textSchema,
      kind: z.enum(['id', 'text', 'number', 'money', 'day', 'boolean']),
      options: z.catch(z.array(z.object({ value: z.string(), label: textSchema })), []),
    }),
  ),
});
export type FieldsAnswer = z.infer<typeof fieldsAnswerSchema>;

const accountLabelsSchema = z.object({
  rfm: z.optional(z.nullable(z.string())),
  firmographics: z.optional(z.nullable(z.string())),
  engagement: z.optional(z.nullable(z.string())),
  recommendations: z.optional(z.nullable(z.string())),
  voice: z.optional(z.nullable(z.string())),
});
export type AccountLabels = z.infer<typeof accountLabelsSchema>;
const namedSchema = z.object({ id: z.string(), name: z.nullable(z.string()) });

export const previewAnswerSchema = z.object({
  accounts: countSchema,
  outside: outsideSchema,
  wonMinor: amountSchema,
  pipelineMinor: amountSchema,
  members: z.array(z.extend(namedSchema, { labels: accountLabelsSchema, wonMinor: amountSchema })),
  difference: z.catch(
    z.nullable(
      z.object({
        entered: countSchema,
        exited: countSchema,
        firstEntered: z.array(namedSchema),
        firstExited: z.array(namedSchema),
      }),
    ),
    null,
  ),
});
export type Preview = z.infer<typeof previewAnswerSchema>;

const scoreSchema = z.nullable(z.int());
const accountRowSchema = z.extend(namedSchema, {
  labels: accountLabelsSchema,
  scores: z.catch(z.nullable(z.object({ r: scoreSchema, f: scoreSchema, m: scoreSchema })), null),
  owner: z.catch(z.nullable(z.string()), null),
  wonMinor: amountSchema,
  pipelineMinor: amountSchema,
  /** Negative texts of seven days where they rise. */
  surge: z.catch(z.optional(z.nullable(countSchema)), null),
  /** By scoring rules; absent where accounts have none. */
  points: z.catch(z.optional(z.nullable(z.int())), null),
});
export type AccountRow = z.infer<typeof accountRowSchema>;
export const accountsAnswerSchema = z.object({
  accounts: z.array(accountRowSchema),
  total: countSchema,
  page: z.int(),
  pageSize: z.int().check(z.gte(1)),
});
export type AccountsPage = z.infer<typeof accountsAnswerSchema>;

export const performanceAnswerSchema = z.object({
  wonMinor: amountSchema,
  pipelineMinor: amountSchema,
  deals: z.catch(z.nullable(z.object({ won: countSchema, lost: countSchema, open: countSchema })), null),
  /** Org months, oldest first; null = this generation does not keep them. */
  trend: z.catch(
    z.nullable(
      z.array(
        z.object({ month: z.string().check(z.regex(/^\d{4}-\d{2}$/)), wonMinor: amountSchema, won: countSchema }),
      ),
    ),
    null,
  ),
});
export type Performance = z.infer<typeof performanceAnswerSchema>;

const barSchema = z.object({
  /** null = the accounts without one. */
  key: z.nullable(z.string()),
  name: z.nullable(z.string()),
  technique: z.optional(techniqueSchema),
  accounts: countSchema,
  wonMinor: amountSchema,
});
export type DistributionBar = z.infer<typeof barSchema>;
export const distributionAnswerSchema = z.object({
  /** null = runs do not read the field. */
  bars: z.nullable(z.array(barSchema)),
  more: z.catch(countSchema, 0),
});
export type Distribution = z.infer<typeof distributionAnswerSchema>;

export const exportFieldsSchema = z.object({
  fields: z.array(
    z.object({ name: z.string(), label: textSchema, source: z.enum(['abm', 'crm']), hidden: z.boolean() }),
  ),
});
export type ExportField = z.infer<typeof exportFieldsSchema>['fields'][number];

const exportRowSchema = z.object({
  id: z.string(),
  /** Text: a state that a later version adds is shown as "at work". */
  state: z.string(),
  requestedAt: z.string(),
  endedAt: z.catch(z.nullable(z.string()), null),
  segmentId: z.nullable(z.string()),
  segmentName: z.nullable(z.string()),
  /** So far, while it is at work. */
  records: z.nullable(z.int()),
  total: z.catch(z.nullable(z.int()), null),
  outside: outsideSchema,
  /** Made while the org did not respect record sharing yet: not given out any more. */
  beforeSharing: z.catch(z.boolean(), false),
  hiddenFields: z.catch(z.array(z.string()), []),
  file: z.catch(z.nullable(z.object({ bytes: z.int(), sha256: z.catch(z.string(), '') })), null),
  fileName: z.catch(z.nullable(z.string()), null),
  downloadUntil: z.nullable(z.string()),
  reason: z.catch(z.nullable(z.string()), null),
  invalid: z.catch(z.boolean(), false),
});
export type ExportRow = z.infer<typeof exportRowSchema>;
export const exportsAnswerSchema = z.object({ exports: z.array(exportRowSchema) });
export const exportLinkSchema = z.object({ url: z.string() });
export const exportAnswerSchema = z.object({ export: exportRowSchema });

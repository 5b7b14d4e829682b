import * as z from 'zod';
import { DATA_CENTRES } from '#core/crm/org-key.ts';
import { jobSchema } from './job-schema.ts';

/** An org in which the extension is installed: how the server reaches it as its installer. */
const installationSchema = z.strictObject({
  dc: z.enum(DATA_CENTRES),
  orgId: z.string().regex(/^\d{1,19}$/),
  accountsUrl: z.url(),
  clientId: z.string(),
  clientSecret: z.string(),
  refreshToken: z.string(),
});
export type Installation = z.infer<typeof installationSchema>;

const dataCentreSchema = z.strictObject({ dc: z.enum(DATA_CENTRES), apiUrl: z.url(), contentUrl: z.url() });

/** What pages in a browser need: who may call, and how their users sign in (decision 7). */
const webSchema = z.strictObject({
  /** Exact origins of the widgets' pages. */
  widgetOrigins: z.array(z.url()).min(1),
  clientId: z.string(),
  clientSecret: z.string(),
  /** Accounts server of each data centre; the first one is asked first. */
  accounts: z.array(z.strictObject({ dc: z.enum(DATA_CENTRES), accountsUrl: z.url() })).min(1),
});

/** What the local platform is started with. Secrets travel over the parent's channel, never in arguments or the environment. */
export const settingsSchema = z.strictObject({
  /** 0 = any free port. */
  port: z.int().min(0).max(65_535),
  /** Store, blobs. */
  folder: z.string(),
  dataCentres: z.array(dataCentreSchema).min(1),
  installations: z.array(installationSchema),
  /** Absent = no page may call, callers bring their own OAuth token. */
  web: webSchema.optional(),
  /** Added to the system's time: the sandbox's day is not today's. Milliseconds. */
  clockOffsetMs: z.number(),
  /** First pause before a bulk job is asked for; each poll costs a credit. Absent = the product's own schedule. Milliseconds. */
  firstPollMs: z.int().min(1).optional(),
  /** Modules of at most so many rows are read by queries. Absent = the product's own figure. */
  queryUpToRows: z.int().min(0).optional(),
  /** From so many changed accounts on, labels are written by bulk jobs. Absent = the product's own figure. */
  bulkWriteFromRows: z.int().min(1).optional(),
  /** Jobs are handed to whoever started this process, as a platform's queue does; absent = they are done here. */
  handsOnJobs: z.literal(true).optional(),
  /** Pause between two looks at what is due; absent = nothing happens by itself. Milliseconds. */
  refreshTickMs: z.int().min(1).optional(),
  /** People look at pages meanwhile: jobs are less urgent than their questions, where the system knows that of a thread. */
  jobsGiveWay: z.boolean().optional(),
  retryDelay: z.strictObject({ initialMs: z.number(), maxMs: z.number() }).optional(),
});
export type LocalSettings = z.infer<typeof settingsSchema>;

/** What the functions' process says to whoever started it. */
export const startAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('listening'), url: z.url() }),
  z.strictObject({ kind: z.literal('failed'), reason: z.enum(['portInUse', 'other']), message: z.string() }),
  z.strictObject({ kind: z.literal('job'), job: jobSchema }),
]);
export type StartAnswer = z.infer<typeof startAnswerSchema>;

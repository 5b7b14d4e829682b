import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { createParts, type Parts } from '../shared/runs/parts.ts';
import { readJson, type JsonItem } from '../shared/stores/json-items.ts';
import { coverageSchema, shardSchema } from './intake-row.ts';

/** Whatever intakes keep as objects. */
export const INTAKE_BLOBS = 'intake/';
/** Where everything lies that was published; what no manifest names is removed. */
export const INTAKE_OBJECTS = 'intake/objects';
const CURRENT_INTAKE = 'intake/current';
/** Notes lie by their ids in so many objects: of a million notes some thirty thousand each. */
export const NOTE_BUCKETS = 32;
/** Of how many days it is remembered how far reading had come. Days. */
export const SHOWN_DAYS = 60;

const manifestSchema = z.strictObject({
  format: z.literal('lodestar.intake/1'),
  /** Whose it was, so that an object of another org is not taken for this one's. */
  org: z.string(),
  shards: z.array(shardSchema),
  /** By bucket; null = empty. */
  notes: z.array(z.string().nullable()),
  /** Notes that changed from then on were not asked for yet; epoch milliseconds of the CRM's clock. */
  notesSince: z.number(),
  /** Likewise of notes that were deleted; absent = the same. */
  goneSince: z.number().optional(),
});
export type IntakeManifest = z.infer<typeof manifestSchema>;

const daySchema = z.strictObject({
  /** Day of UTC. */
  day: z.string(),
  credits: z.int(),
  visited: z.int(),
  read: z.int(),
  withAddress: z.int(),
});
export type IntakeDay = z.infer<typeof daySchema>;

const currentSchema = z.strictObject({
  runId: z.string(),
  publishedAt: z.string(),
  manifest: z.string(),
  /** The one before, whose readers may not be done; null = there was none. */
  former: z.string().nullable(),
  coverage: coverageSchema,
  /** Newest first. */
  days: z.array(daySchema),
});
export type CurrentIntake = z.infer<typeof currentSchema>;

/** The pointer that publishes; null before the first intake. */
export function readCurrentIntake(
  { store }: Pick<WorkPorts, 'store'>,
  org: OrgKey,
): Promise<JsonItem<CurrentIntake> | null> {
  return readJson(store, org, CURRENT_INTAKE, currentSchema);
}

export function currentIntakeKey(): string {
  return CURRENT_INTAKE;
}

export function intakeObjects({ blob }: Pick<WorkPorts, 'blob'>, org: OrgKey): Parts {
  return createParts(blob, org, INTAKE_OBJECTS);
}

/** Throws `StoreError` `blobDamaged` where it is gone or another one. */
export async function readManifest(parts: Parts, name: string, org: string): Promise<IntakeManifest> {
  const parsed = manifestSchema.safeParse(JSON.parse(new TextDecoder().decode(await parts.read(name))));
  if (!parsed.success || parsed.data.org !== org)
    throw new StoreError('blobDamaged', 'what intake published is gone or another one');
  return parsed.data;
}

export function writeManifest(parts: Parts, manifest: IntakeManifest): Promise<string> {
  return parts.write(Buffer.from(JSON.stringify(manifest)));
}

/** Objects that a manifest names, itself included. */
export function namesOf(name: string, { shards, notes }: IntakeManifest): readonly string[] {
  const lists = shards.flatMap(({ contacts, touches, texts }) => [contacts, touches, texts]);
  return [name, ...lists, ...notes].filter((each) => each !== null);
}

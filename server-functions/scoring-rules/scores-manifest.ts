import * as z from 'zod';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import { SCORED_MODULES, type ScoredModule } from '#core/scoring-rules/scoring-rules.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { createParts, type Parts } from '../shared/runs/parts.ts';
import { readJson, type JsonItem } from '../shared/stores/json-items.ts';
import { shardSchema } from './rules-run-row.ts';

/** Where everything lies that was published; what no manifest names is removed. */
export const SCORE_OBJECTS = 'scoring-rules/objects';
export const CURRENT_SCORES = 'scoring-rules/scores';

const scoredModuleSchema = z.strictObject({
  module: z.enum(SCORED_MODULES),
  /** By ascending ids. */
  shards: z.array(shardSchema),
  /** Records in their order by score, so many to each but the last. */
  ranked: z.array(z.string()),
  records: z.int(),
});
export type ModuleScores = z.infer<typeof scoredModuleSchema>;

const manifestSchema = z.strictObject({
  format: z.literal('lodestar.scores/1'),
  /** Whose it was, so that an object of another org is not taken for this one's. */
  org: z.string(),
  rulesVersion: z.int(),
  /** When reading began: later changes were not judged yet. Epoch milliseconds. */
  readAt: z.number(),
  modules: z.array(scoredModuleSchema),
});
export type ScoresManifest = z.infer<typeof manifestSchema>;

const currentSchema = z.strictObject({
  runId: z.string(),
  publishedAt: z.string(),
  rulesVersion: z.int(),
  manifest: z.string(),
  /** The one before, whose readers may not be done; null = there was none. */
  former: z.string().nullable(),
});
export type CurrentScores = z.infer<typeof currentSchema>;

/** The pointer that publishes; null before the first run of the rules. */
export function readCurrentScores(
  { store }: Pick<WorkPorts, 'store'>,
  org: OrgKey,
): Promise<JsonItem<CurrentScores> | null> {
  return readJson(store, org, CURRENT_SCORES, currentSchema);
}

export function scoreObjects({ blob }: Pick<WorkPorts, 'blob'>, org: OrgKey): Parts {
  return createParts(blob, org, SCORE_OBJECTS);
}

/** Throws `StoreError` `blobDamaged` where it is gone or another one. */
export async function readScoresManifest(parts: Parts, name: string, org: OrgKey): Promise<ScoresManifest> {
  const parsed = manifestSchema.safeParse(JSON.parse(new TextDecoder().decode(await parts.read(name))));
  if (!parsed.success || parsed.data.org !== formatOrgKey(org))
    throw new StoreError('blobDamaged', 'the scores are gone or another ones');
  return parsed.data;
}

export function writeScoresManifest(parts: Parts, manifest: ScoresManifest): Promise<string> {
  return parts.write(Buffer.from(JSON.stringify(manifest)));
}

export function scoresOf(manifest: ScoresManifest | null, module: ScoredModule): ModuleScores | null {
  return manifest?.modules.find((each) => each.module === module) ?? null;
}

/** Modules of which some record has a ledger. */
export function scoredModules(manifest: ScoresManifest | null): readonly ScoredModule[] {
  return (manifest?.modules ?? []).flatMap(({ module, records }) => (records > 0 ? [module] : []));
}

/** Objects that a manifest names, itself included. */
export function namesOfScores(name: string, { modules }: ScoresManifest): readonly string[] {
  return [
    name,
    ...modules.flatMap(({ shards, ranked }) => [
      ...shards.flatMap(({ summary, ledger }) => [summary, ledger]),
      ...ranked,
    ]),
  ];
}

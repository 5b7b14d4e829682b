import { formatOrgKey } from '#core/crm/org-key.ts';
import { createJson, replaceJson } from '../shared/stores/json-items.ts';
import { moveOn, type RulesContext, type RulesUnit } from './rules-context.ts';
import { isRulesRunOver, RULES_RUNS } from './rules-run-row.ts';
import { StoppedError } from '../shared/runs/stopped-error.ts';
import {
  CURRENT_SCORES,
  namesOfScores,
  readCurrentScores,
  readScoresManifest,
  SCORE_OBJECTS,
  writeScoresManifest,
  type CurrentScores,
} from './scores-manifest.ts';

/** One pointer flips: until then nobody sees anything of it. Its own flip is recognised. */
export const publishScores: RulesUnit = async (context, row) => {
  const { ports, org, objects } = context;
  const { frozen, standing } = await context.inputs(row);
  const { modules } = row.job.cursor;
  // A module that could not be read this time keeps what it has.
  const unread = (standing?.modules ?? []).filter(({ module }) => modules.every((each) => each.module !== module));
  const manifest = await writeScoresManifest(objects, {
    format: 'lodestar.scores/1',
    org: formatOrgKey(org),
    rulesVersion: frozen.rules.version,
    readAt: frozen.now,
    modules: [
      ...modules.map(({ module, shards, ranked, records }) => ({ module, shards, ranked, records })),
      ...unread,
    ],
  });
  const present = await readCurrentScores(ports, org);
  const next = moveOn('clean', {});
  if (present?.value.runId === row.id) return next;
  if ((present?.revision ?? null) !== (frozen.standing?.revision ?? null)) throw new StoppedError('publishedMeanwhile');
  const value: CurrentScores = {
    runId: row.id,
    publishedAt: new Date(ports.clock.now()).toISOString(),
    rulesVersion: frozen.rules.version,
    manifest,
    former: present?.value.manifest ?? null,
  };
  const written =
    present === null
      ? await createJson(ports.store, org, CURRENT_SCORES, value)
      : await replaceJson(ports.store, org, present, value);
  if (written.outcome !== 'written' && (await readCurrentScores(ports, org))?.value.runId !== row.id)
    throw new StoppedError('publishedMeanwhile');
  return next;
};

/** What neither these scores nor the ones before name, and what only the work needed. */
export const cleanScores: RulesUnit = async (context) => {
  await removeLoose(context);
  const endedAt = new Date(context.ports.clock.now()).toISOString();
  return (present) => (isRulesRunOver(present) ? present : { ...present, state: 'done', endedAt });
};

/** Of all runs, since they follow each other: what one left that never ended well goes with it. */
export async function removeLoose({ ports, org, objects }: Pick<RulesContext, 'ports' | 'org' | 'objects'>) {
  const current = await readCurrentScores(ports, org);
  const kept = new Set<string>();
  for (const name of [current?.value.manifest ?? null, current?.value.former ?? null]) {
    if (name === null) continue;
    for (const each of namesOfScores(name, await readScoresManifest(objects, name, org))) kept.add(each);
  }
  for (const { key } of await ports.blob.list(org, `${SCORE_OBJECTS}/`))
    if (!kept.has(key.slice(SCORE_OBJECTS.length + 1))) await ports.blob.remove(org, key);
  for (const { key } of await ports.blob.list(org, RULES_RUNS)) await ports.blob.remove(org, key);
}

import {
  CONFIGURED_TECHNIQUES,
  isSameContent,
  techniqueEdits,
  type ConfiguredTechnique,
} from '#core/configuration/technique-edits.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Problem } from '#core/message.ts';
import { StoreError } from '#core/store/store-error.ts';
import { hashSettings } from '#core/techniques/settings-hash.ts';
import { readLatestRun } from '../score/latest-run.ts';
import { readCurrentGeneration } from '../score/load-generation.ts';
import { ENDED } from '../score/run-row.ts';
import { SEGMENT_PREFIX, segmentRowSchema } from '../segments/segment-row.ts';
import { RefusedError } from '../shared/http/function-app.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { editsOf } from '../shared/quotas/quotas.ts';
import {
  readQuota,
  releaseQuota,
  reserveQuota,
  settleQuota,
  type QuotaPlace,
  type QuotaUse,
} from '../shared/quotas/reserve-quota.ts';
import { listJson } from '../shared/stores/json-items.ts';
import { readStanding, type Standing } from './configuration-store.ts';

type Ports = Pick<WorkPorts, 'store' | 'clock'>;

export interface JudgedEdits {
  /** What stands against publishing, whatever the day's quota (SET-7). */
  readonly problems: readonly Problem[];
  /** Techniques that the publish counts an edit of (SET-6). */
  readonly counted: readonly ConfiguredTechnique[];
}

const UNLIMITED: JudgedEdits = { problems: [], counted: [] };

/**
 * SET-6 and SET-7 over a publish. Until labels were given for the first time everything may be edited; afterwards not a technique
 * that waits for its labels, nor one that a segment is made of. Going back to the version before is always allowed: a bad
 * publish can be undone at once.
 */
export async function judgeEdits(
  ports: Ports,
  org: OrgKey,
  standing: Standing | null,
  next: Configuration,
): Promise<JudgedEdits> {
  if (standing === null) return UNLIMITED;
  const generation = (await readCurrentGeneration(ports, org))?.value ?? null;
  if (generation === null) return UNLIMITED;
  if (standing.former !== null && isSameContent(standing.former, next)) return UNLIMITED;
  const edits = techniqueEdits(standing.configuration.techniques, next.techniques);
  if (edits.length === 0) return UNLIMITED;
  const users = await segmentsByTechnique(ports, org);
  const problems: Problem[] = [];
  for (const { technique, edit } of edits) {
    const where = `techniques.${technique}`;
    const segments = users.get(technique) ?? [];
    if (edit !== 'activated' && segments.length > 0) {
      const params = { technique, edit, segments: segments.join(', '), count: segments.length };
      problems.push({ code: 'configuration.techniqueInUse', params, where });
    }
    const edited = standing.edited[technique];
    if (
      edit === 'edited' &&
      edited !== null &&
      edited.version > generation.configurationVersion &&
      !(await endedWithoutLabels(ports, org, edited.at))
    )
      problems.push({ code: 'configuration.techniqueRefreshing', params: { technique, remedy: 'runFirst' }, where });
  }
  return { problems, counted: edits.flatMap(({ technique, edit }) => (edit === 'deactivated' ? [] : [technique])) };
}

/** A run that the edit led to has ended and published nothing: waiting for another would be for ever. */
async function endedWithoutLabels(ports: Ports, org: OrgKey, editedAt: string): Promise<boolean> {
  const run = await readLatestRun(ports, org);
  return run !== null && run.requestedAt >= editedAt && ENDED.has(run.state) && run.generation === null;
}

/** Names of the segments whose criteria ask about a technique's labels or scores. */
async function segmentsByTechnique(
  { store }: Ports,
  org: OrgKey,
): Promise<ReadonlyMap<ConfiguredTechnique, readonly string[]>> {
  const rows = await listJson(store, org, SEGMENT_PREFIX, segmentRowSchema);
  const alive = rows.flatMap(({ value }) => (value.deletedAt === null ? [value.segment] : []));
  return new Map(
    CONFIGURED_TECHNIQUES.map((technique) => {
      const asks = (field: string): boolean => field.startsWith(`abm:${technique}.`);
      const users = alive.filter(({ criteria }) => criteria.conditions.some(({ field }) => asks(field)));
      return [technique, users.map(({ name }) => name)] as const;
    }),
  );
}

export interface CountedPublish extends Pick<JudgedEdits, 'counted'> {
  readonly configuration: Configuration;
  readonly timeZone: string;
}

/**
 * Publishes within the day's edits: all of them are reserved first, counted once it is published, and given back where it is not.
 * A publish that was killed half-way has used its edits; the same document published again uses the same ones.
 */
export async function withEditQuota<T>(
  ports: Ports & Pick<WorkPorts, 'ids'>,
  org: OrgKey,
  { configuration, counted, timeZone }: CountedPublish,
  publish: () => Promise<T>,
): Promise<T> {
  const place: QuotaPlace = { store: ports.store, org, now: ports.clock.now(), timeZone };
  const { version, author, mapping, criteria, techniques } = configuration;
  const key = `${version}/${hashSettings({ author, mapping, criteria, techniques })}`;
  const holder = ports.ids.next('edit');
  // Whatever it follows is the answer, not what the store says to it.
  const release = (): Promise<void> =>
    softly(async () => {
      for (const technique of counted) await releaseQuota(place, editsOf(technique), { key, holder });
    });
  const usedUp: Problem[] = [];
  for (const technique of counted) {
    const taken = await reserveQuota(place, { quota: editsOf(technique), amount: 1, key, holder });
    if (taken.outcome === 'exhausted') usedUp.push(toProblem(technique, taken));
  }
  if (usedUp.length > 0) {
    await release();
    throw new RefusedError(422, { code: 'configuration.editsUsedUp', problems: usedUp });
  }
  let published: T;
  try {
    published = await publish();
  } catch (error) {
    // Refused, by us or by the CRM: surely not published. After anything else it may be, and counts.
    if (error instanceof RefusedError || error instanceof CrmError) await release();
    throw error;
  }
  // An edit that is still reserved counts as one: the publish is done, whether or not this is.
  await softly(async () => {
    for (const technique of counted) await settleQuota(place, editsOf(technique), { key });
  });
  return published;
}

async function softly(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}

export interface ForeseenEdit extends QuotaUse {
  readonly technique: ConfiguredTechnique;
}

/** SET-6 before publishing: the techniques that it would count an edit of, with what their day has left; nothing is taken. */
export async function foreseeEdits(
  ports: Ports,
  org: OrgKey,
  next: Configuration,
  timeZone: string,
): Promise<{ readonly edits: readonly ForeseenEdit[]; readonly problems: readonly Problem[] }> {
  const judged = await judgeEdits(ports, org, await readStanding(ports.store, org), next);
  const place: QuotaPlace = { store: ports.store, org, now: ports.clock.now(), timeZone };
  const edits = await Promise.all(
    judged.counted.map(async (technique) => ({ technique, ...(await readQuota(place, editsOf(technique))) })),
  );
  const usedUp = edits.flatMap(({ technique, ...use }) => (use.used < use.limit ? [] : [toProblem(technique, use)]));
  return { edits, problems: [...judged.problems, ...usedUp] };
}

function toProblem(technique: ConfiguredTechnique, { limit, used, resetsAt }: QuotaUse): Problem {
  return {
    code: 'configuration.editsUsedUp',
    params: { technique, limit, used, resetsAt: new Date(resetsAt).toISOString() },
    where: `techniques.${technique}`,
  };
}

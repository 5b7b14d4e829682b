import * as z from 'zod';
import { isHidden, conditionsOnHidden } from '#core/permissions/mask-fields.ts';
import { MAX_ITEM_BYTES } from '#core/store/store.ts';
import { firmographicsSettingsSchema } from '#core/techniques/firmographics/settings.ts';
import { rfmSettingsSchema } from '#core/techniques/rfm/settings.ts';
import { installedCrm } from '../configuration/handler.ts';
import { readCurrentGeneration } from '../score/load-generation.ts';
import {
  pathId,
  readBody,
  RefusedError,
  requireRight,
  type FunctionApp,
  type FunctionContext,
} from '../shared/http/function-app.ts';
import type { Caller } from '../shared/identity/caller.ts';
import { wishJob } from '../shared/jobs/job-control.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { answerFrom } from '../shared/work/answer-from.ts';
import { createJson, readJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';
import { checkAccountCriteria, rulesFor, today } from './handler.ts';
import { isAggregatedAs } from './preview-snapshot.ts';
import {
  SNAPSHOT_MS,
  snapshotId,
  snapshotKey,
  snapshotRowSchema,
  snapshotScopeSchema,
  type SnapshotRow,
  type SnapshotScope,
} from './snapshot-row.ts';

/** For what a job says of its end beside the scope. Bytes. */
const ROOM_FOR_OUTCOME_BYTES = 16_384;

const previewBody = z.strictObject({
  rfm: z.union([rfmSettingsSchema, z.null()]),
  firmographics: z.union([firmographicsSettingsSchema, z.null()]),
});

/** SET-10, decision 4: pull and aggregate once, then every what-if is computed from the snapshot's columns. */
export function addSnapshotRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.post('/v1/setup/snapshots', async (c) => {
    const caller = requireRight(c, 'setup');
    const { org } = caller;
    const scope = await readBody(c, snapshotScopeSchema);
    refuseTooLarge(scope);
    await checkAccountCriteria(installedCrm(ports, org), caller, scope.mapping, scope.criteria);
    const rules = await rulesFor(caller, scope.mapping, scope.rfm);
    const hidden = scope.rfm === null ? [] : conditionsOnHidden(scope.rfm.contributing, 'deals', rules);
    if (hidden.length > 0) throw new RefusedError(403, { code: 'permission.fieldHidden', problems: hidden });
    const asOfDay = today(ports, caller);
    const current = (await readCurrentGeneration(ports, org))?.value ?? null;
    const fullAt = current === null ? null : (current.fullAt ?? current.publishedAt);
    const id = snapshotId(scope, { asOfDay, userId: caller.userId, fullAt });
    const present = await readJson(ports.store, org, snapshotKey(id), snapshotRowSchema);
    if (present !== null && !['failed', 'cancelled'].includes(present.value.state)) return c.json({ id }, 200);
    const home = caller.crmOrg.currencies.find((currency) => currency.isHome);
    const row: SnapshotRow = {
      id,
      state: 'queued',
      scope,
      asOfDay,
      minorDigits: home?.decimalPlaces ?? 2,
      progress: { accounts: 0, deals: 0 },
      problems: [],
      warnings: [],
      expiresAt: ports.clock.now() + SNAPSHOT_MS,
    };
    await wishJob(ports.store, org, id, 'run', ports.clock.now());
    // A conflict is the same question twice at the same moment: one job answers both.
    const begun =
      present === null
        ? await createJson(ports.store, org, snapshotKey(id), row, row.expiresAt)
        : await replaceJson(ports.store, org, present, row, row.expiresAt);
    if (begun.outcome === 'written') await ports.queue.enqueue({ kind: 'snapshot', org, snapshotId: id });
    return c.json({ id }, 202);
  });

  app.get('/v1/setup/snapshots/:id', async (c) => {
    const caller = requireRight(c, 'setup');
    const { value } = await existing(c, ports, caller);
    const { id, state, progress, problems } = value;
    return c.json({ id, state: state === 'queued' ? 'running' : state, progress, problems });
  });

  app.delete('/v1/setup/snapshots/:id', async (c) => {
    const caller = requireRight(c, 'setup');
    const { value } = await existing(c, ports, caller);
    await wishJob(ports.store, caller.org, value.id, 'cancel', ports.clock.now());
    await endAsCancelled(ports, caller, value.id);
    return c.body(null, 204);
  });

  app.post('/v1/setup/snapshots/:id/preview', async (c) => {
    const caller = requireRight(c, 'setup');
    const { value } = await existing(c, ports, caller);
    const techniques = await readBody(c, previewBody);
    if (value.state !== 'ready') throw new RefusedError(409, { code: 'snapshot.notReady' });
    if (techniques.rfm !== null && !isAggregatedAs(value.scope, techniques.rfm)) {
      throw new RefusedError(409, { code: 'snapshot.ofOtherSettings' });
    }
    const rules = await rulesFor(caller, value.scope.mapping, value.scope.rfm);
    const hidden = (techniques.firmographics?.labels ?? []).flatMap(({ criteria }) =>
      conditionsOnHidden(criteria, 'accounts', rules),
    );
    if (hidden.length > 0) throw new RefusedError(403, { code: 'permission.fieldHidden', problems: hidden });
    return answerFrom(c, ports, {
      kind: 'snapshotPreview',
      org: caller.org,
      snapshotId: value.id,
      techniques,
      hideWon: isHidden('abm:deals.won', 'accounts', rules),
      hideMonetary: isHidden('abm:rfm.monetary', 'accounts', rules),
    });
  });
}

/** Conditions within their limits can be more than the store holds: twice 25 of 100 values each. */
function refuseTooLarge(scope: SnapshotScope): void {
  const bytes = Buffer.byteLength(JSON.stringify(scope));
  const most = MAX_ITEM_BYTES - ROOM_FOR_OUTCOME_BYTES;
  if (bytes <= most) return;
  const problem = { code: 'configuration.tooLarge', params: { bytes, most }, where: 'criteria' };
  throw new RefusedError(422, { code: 'snapshot.tooLarge', problems: [problem] });
}

/** Looks at a row that its job writes to as well; after so many, the job's own end will do. */
const CANCEL_ATTEMPTS = 3;

/**
 * Ends the row at once, since the job hears of it a moment later: who asks the same again in between gets a job of their own,
 * and what the former one still writes about itself is refused by the row's revision.
 */
async function endAsCancelled({ store }: FunctionPorts, { org }: Caller, id: string): Promise<void> {
  for (let attempt = 0; attempt < CANCEL_ATTEMPTS; attempt++) {
    const present = await readJson(store, org, snapshotKey(id), snapshotRowSchema);
    if (present === null || !['queued', 'running'].includes(present.value.state)) return;
    const ended: SnapshotRow = { ...present.value, state: 'cancelled' };
    const result = await replaceJson(store, org, present, ended, ended.expiresAt);
    if (result.outcome === 'written') return;
  }
}

async function existing(c: FunctionContext, ports: FunctionPorts, { org }: Caller): Promise<JsonItem<SnapshotRow>> {
  const item = await readJson(ports.store, org, snapshotKey(pathId(c, 'snapshot.unknown')), snapshotRowSchema);
  if (item === null) throw new RefusedError(404, { code: 'snapshot.unknown' });
  return item;
}

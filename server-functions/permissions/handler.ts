import * as z from 'zod';
import { formatGridChanges, gridChanges } from '#core/permissions/grid-changes.ts';
import { profileGridSchema, type ProfileGrid } from '#core/permissions/profile-grid.ts';
import { readBody, RefusedError, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { createJson, replaceJson } from '../shared/stores/json-items.ts';
import { addAuditRoutes } from './audit-handler.ts';
import { GRID_KEY, readGrid, type GridSaved } from './grid-store.ts';

/** Stores make revisions of their own; none is longer. Characters. */
const MAX_REVISION_LENGTH = 200;
/** Body of `PUT /v1/permissions`. */
export const permissionsBody = z.strictObject({
  grid: z.custom<ProfileGrid>((value) => profileGridSchema.safeParse(value).success),
  /** Of the grid that the change was made from; null = there was none. */
  revision: z.string().max(MAX_REVISION_LENGTH).nullable(),
});

/** PER-5: the grid of orgs without the native ABM section, for administrators alone. It takes effect within five minutes. */
export function addPermissionRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/permissions', async (c) => {
    const caller = requireRight(c, 'permissions');
    const [stored, profiles] = await Promise.all([readGrid(ports.store, caller.org), caller.profiles()]);
    return c.json({
      native: caller.nativeRights,
      profiles,
      grid: stored?.grid ?? null,
      revision: stored?.revision ?? null,
      saved: stored?.saved ?? null,
    });
  });

  app.put('/v1/permissions', async (c) => {
    const { org, nativeRights, userName } = requireRight(c, 'permissions');
    const { grid, revision } = await readBody(c, permissionsBody);
    // Kept, it would come into force the day that the CRM takes its section away, and nobody would know of it.
    if (nativeRights) throw new RefusedError(409, { code: 'permissions.keptByCrm' });
    // Which profiles gained and lost what, for the audit: of the grid that the revision is of, or nothing is written.
    const before = await readGrid(ports.store, org);
    const saved: GridSaved = { author: userName, at: new Date(ports.clock.now()).toISOString() };
    const value = { ...grid, saved };
    const result =
      revision === null
        ? await createJson(ports.store, org, GRID_KEY, value)
        : await replaceJson(ports.store, org, { key: GRID_KEY, revision }, value);
    if (result.outcome !== 'written') throw new RefusedError(409, { code: 'permissions.changedMeanwhile' });
    c.set('subject', formatGridChanges(gridChanges(before?.grid ?? null, grid)) || null);
    ports.logger.info('permissions.changed', { dc: org.dc, orgId: org.orgId });
    return c.json({ grid, revision: result.revision, saved });
  });

  addAuditRoutes(app, ports);
}

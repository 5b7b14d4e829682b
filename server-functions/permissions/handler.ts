import * as z from 'zod';
import { profileGridSchema, type ProfileGrid } from '#core/permissions/profile-grid.ts';
import { readBody, RefusedError, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { createJson, replaceJson } from '../shared/stores/json-items.ts';
import { GRID_KEY, readGrid } from './grid-store.ts';

const gridBody = z.custom<ProfileGrid>((value) => profileGridSchema.safeParse(value).success);

/** PER-5: the grid of orgs without the native ABM section, for administrators alone. It takes effect within five minutes. */
export function addPermissionRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/permissions', async (c) => {
    const { org } = requireRight(c, 'permissions');
    return c.json({ grid: (await readGrid(ports.store, org))?.grid ?? null });
  });

  app.put('/v1/permissions', async (c) => {
    const { org } = requireRight(c, 'permissions');
    const grid = await readBody(c, gridBody);
    const present = await readGrid(ports.store, org);
    const result =
      present === null
        ? await createJson(ports.store, org, GRID_KEY, grid)
        : await replaceJson(ports.store, org, { key: GRID_KEY, revision: present.revision }, grid);
    if (result.outcome !== 'written') throw new RefusedError(409, { code: 'permissions.changedMeanwhile' });
    ports.logger.info('permissions.changed', { dc: org.dc, orgId: org.orgId });
    return c.json({ grid });
  });
}

import type { FunctionApp } from '../shared/http/function-app.ts';
import { RefusedError } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { readJson } from '../shared/stores/json-items.ts';
import { parseExportLink } from './export-link.ts';
import { exportKey, exportRowSchema } from './export-row.ts';
import { giveFile } from './give-file.ts';

/** Where the browser takes an export's file by itself, without a token in its hands and without holding the file in memory. */
export const LINK_PATH = '/v1/export-links';

/**
 * The link is the permission: it was given to somebody who had every right a moment ago. Whatever is wrong with it is one and
 * the same 404; a file whose days are over, or whose segment is deleted since, is 410.
 */
export function addExportLinkRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get(`${LINK_PATH}/:link`, async (c) => {
    const unknown = new RefusedError(404, { code: 'export.unknown' });
    const link = parseExportLink(ports.links.signer, c.req.param('link'), ports.clock.now());
    if (link === null) throw unknown;
    const item = await readJson(ports.store, link.org, exportKey(link.exportId), exportRowSchema);
    if (item === null || item.value.requestedBy !== link.userId) throw unknown;
    return giveFile(c, ports, link.org, item.value);
  });
}

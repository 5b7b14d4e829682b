import * as z from 'zod';
import { DATA_CENTRES, type OrgKey } from '#core/crm/org-key.ts';
import type { LinkSigner } from '../shared/links/link-signer.ts';

/** Long enough for a browser to begin, too short to be passed on. The longest that a signed address may live. Seconds. */
export const LINK_SECONDS = 60;
const MS_PER_SECOND = 1_000;

const claimsSchema = z.tuple([
  z.literal('export'),
  z.enum(DATA_CENTRES),
  z.string(),
  z.string(),
  z.string(),
  z.number(),
]);

/** Whose file of which export a link gives. */
export interface ExportLink {
  readonly org: OrgKey;
  readonly exportId: string;
  readonly userId: string;
}

export function formatExportLink(signer: LinkSigner, { org, exportId, userId }: ExportLink, now: number): string {
  return signer.sign(
    JSON.stringify(['export', org.dc, org.orgId, exportId, userId, now + LINK_SECONDS * MS_PER_SECOND]),
  );
}

/** null = forged, altered, or its time is over: nobody outside can tell which. */
export function parseExportLink(signer: LinkSigner, link: string, now: number): ExportLink | null {
  const text = signer.open(link);
  if (text === null) return null;
  const [, dc, orgId, exportId, userId, until] = claimsSchema.parse(JSON.parse(text));
  // One that reaches further was made under a clock that has been set back since.
  if (now >= until || until > now + LINK_SECONDS * MS_PER_SECOND) return null;
  return { org: { dc, orgId }, exportId, userId };
}

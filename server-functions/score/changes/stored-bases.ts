import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import { firmographicsBasisSchema, type FirmographicsBasis } from '#core/techniques/firmographics/basis.ts';
import { rfmBasisSchema, type RfmBasis } from '#core/techniques/rfm/basis.ts';
import type { WorkPorts } from '../../shared/ports.ts';
import { readBytes } from '../../shared/stores/blob-bytes.ts';
import { generationBlob } from '../generation-record.ts';
import { moreBasesSchema, type MoreBases } from '../techniques/more-records.ts';

/** What a generation was scored by; null = without that technique. */
export interface Bases extends MoreBases {
  readonly rfm: RfmBasis | null;
  readonly firmographics: FirmographicsBasis | null;
}

const basesSchema = moreBasesSchema.extend({
  rfm: z.nullable(rfmBasisSchema),
  firmographics: z.nullable(firmographicsBasisSchema),
});

/** The bases of a published generation. Throws `StoreError` where they are gone or unreadable. */
export async function readBases({ blob }: Pick<WorkPorts, 'blob'>, org: OrgKey, generation: string): Promise<Bases> {
  const key = generationBlob(generation, 'basis');
  const bytes = await readBytes(blob, org, key);
  const parsed = bytes === null ? null : basesSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (parsed?.success !== true) throw new StoreError('blobDamaged', `${key} is gone or of another shape`);
  return parsed.data;
}

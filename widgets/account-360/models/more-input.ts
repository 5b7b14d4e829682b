import type { CrmRecord } from '#core/crm/crm-client.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { AccountEvidence } from '#core/labels/evidence.ts';
import type { PublishedBasis } from '#core/labels/published-basis.ts';
import type { RecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import type { ZoneDay } from './record-values.ts';

/** What the first screen has read already and hands to the cards that are fetched after it. */
export interface MoreInput {
  readonly crm: RecordReader;
  readonly modulePrefix: string;
  readonly record: CrmRecord;
  readonly published: PublishedBasis;
  readonly evidence: AccountEvidence;
  /** Those that the viewer's profile shows. */
  readonly accountFields: readonly FieldMetadata[];
  readonly zoneDay: ZoneDay;
}

import type { ColumnTable } from '#core/columns/column-table.ts';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { MoreTechnique } from '../../score/generation.ts';
import type { GenerationRecord } from '../../score/generation-record.ts';
import { readManifest } from '../../score/ledger/ledger-manifest.ts';
import { createLedgerObjects } from '../../score/ledger/ledger-objects.ts';
import { readCurrentGeneration } from '../../score/load-generation.ts';
import { sampleAboutSchema, type AboutOf, type SampleAbout } from '../../score/techniques/samples/kept-sample.ts';
import type { WorkPorts } from '../../shared/ports.ts';

/** What a run kept of some accounts. */
export type Sample = { [T in MoreTechnique]: SampleOf<T> }[MoreTechnique];
export interface SampleOf<T extends MoreTechnique> {
  readonly technique: T;
  readonly about: AboutOf<T>;
  /** Rows by the accounts' places. */
  readonly table: ColumnTable;
}

export interface SampleShelf {
  /** Of what is published now; null = nothing is, or its last full run did not score the technique. */
  find(
    org: OrgKey,
    technique: MoreTechnique,
  ): Promise<{ readonly record: GenerationRecord; readonly sample: Sample } | null>;
}

/** Samples decoded; the last one stays: a what-if asks at every move of a slider. */
export function createSampleShelf({ store, blob }: Pick<WorkPorts, 'store' | 'blob'>): SampleShelf {
  let kept: { readonly key: string; readonly sample: Sample | null } | null = null;
  return {
    async find(org, technique) {
      const record = (await readCurrentGeneration({ store }, org))?.value;
      if (record === undefined) return null;
      // The ledger's digest stands for everything that it names.
      const key = `${formatOrgKey(org)} ${record.ledger} ${technique}`;
      if (kept?.key !== key) kept = { key, sample: await load({ blob }, org, record, technique) };
      const { sample } = kept;
      return sample === null ? null : { record, sample };
    },
  };
}

async function load(
  ports: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  record: GenerationRecord,
  technique: MoreTechnique,
): Promise<Sample | null> {
  const named = (await readManifest(ports, org, record))?.samples?.[technique];
  if (named === undefined) return null;
  const objects = createLedgerObjects(ports, org, record.id);
  const about = sampleAboutSchema.safeParse(JSON.parse(await objects.readText(named.about)));
  if (!about.success || about.data.technique !== technique)
    throw new StoreError('blobDamaged', `${named.about} is no sample of ${technique}`);
  return toSample(about.data, await objects.read(named.rows));
}

function toSample(about: SampleAbout, table: ColumnTable): Sample {
  switch (about.technique) {
    case 'engagement':
      return { technique: about.technique, about, table };
    case 'recommendations':
      return { technique: about.technique, about, table };
    case 'voice':
      return { technique: about.technique, about, table };
  }
}

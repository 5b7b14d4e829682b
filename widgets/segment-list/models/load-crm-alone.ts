import * as z from 'zod/mini';
import { CrmError } from '#core/crm/crm-error.ts';
import { LABEL_FIELD_NAMES } from '#core/labels/label-fields.ts';
import { BASIS_RECORD, parsePublishedBasis, type PublishedBasis } from '#core/labels/published-basis.ts';
import type { RecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import type { Label, Technique } from './answers.ts';

export interface LabelShare {
  readonly label: Label;
  /** Accounts that the viewer may see in the CRM; null where the CRM would not count. */
  readonly accounts: number | null;
}

/** What the tab shows before anybody signs in: what the last run wrote into the CRM, read as the viewer (decision 6). */
export interface CrmAlone {
  readonly asOfDay: number;
  readonly publishedAtMs: number;
  readonly timeZone: string;
  readonly techniques: readonly { readonly technique: Technique; readonly labels: readonly LabelShare[] }[];
}

export interface CrmAlonePorts {
  readonly crm: Pick<RecordReader, 'query' | 'record'>;
  /** Rows of a COQL query that groups: they have no id, so a record reader does not take them. */
  readonly countRows: (selectQuery: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Namespace under which the CRM stores the extension's modules; empty where they were made by hand. */
  readonly modulePrefix: string;
}

const TECHNIQUES = [
  { technique: 'rfm', field: LABEL_FIELD_NAMES.rfmLabel },
  { technique: 'firmographics', field: LABEL_FIELD_NAMES.firmographicsLabel },
] as const;

export const countedRowsSchema = z.object({ data: z.array(z.record(z.string(), z.unknown())) });

/** null = the CRM holds nothing published that this viewer may read; the sign-in stands alone then. Never throws `CrmError`. */
export async function loadCrmAlone(ports: CrmAlonePorts): Promise<CrmAlone | null> {
  try {
    const published = await readBasis(ports);
    if (published === null) return null;
    const techniques = await Promise.all(
      TECHNIQUES.map(async ({ technique, field }) => ({
        technique,
        labels: await countLabels(technique, field, published, ports),
      })),
    );
    return {
      asOfDay: published.asOfDay,
      publishedAtMs: Date.parse(published.publishedAt),
      timeZone: published.timeZone,
      techniques: techniques.filter(({ labels }) => labels.length > 0),
    };
  } catch (error) {
    if (error instanceof CrmError) return null;
    throw error;
  }
}

async function readBasis({ crm, modulePrefix }: CrmAlonePorts): Promise<PublishedBasis | null> {
  const module = modulePrefix + BASIS_RECORD.module;
  const found = await crm.query(
    `select id from ${module} where ${BASIS_RECORD.name} = '${BASIS_RECORD.current}' limit 1`,
  );
  const id = found.records[0]?.id;
  const record = id === undefined ? null : await crm.record(module, id, []);
  const basis = record?.[BASIS_RECORD.basis];
  if (typeof basis !== 'string') return null;
  const parsed = parsePublishedBasis(basis, null);
  return parsed.ok ? parsed.value : null;
}

async function countLabels(
  technique: Technique,
  field: string,
  { labels, fieldPrefix, mapping }: PublishedBasis,
  ports: CrmAlonePorts,
): Promise<readonly LabelShare[]> {
  const own = labels.filter((label) => label.technique === technique).map((label): Label => ({ ...label, technique }));
  if (own.length === 0) return [];
  const name = fieldPrefix + field;
  const query = `select ${name}, COUNT(id) from ${mapping.accounts.module} where ${name} is not null group by ${name}`;
  const rows = await ports.countRows(query).catch((error: unknown) => {
    if (error instanceof CrmError) return null;
    throw error;
  });
  const accountsOf = (label: Label): number | null => {
    if (rows === null) return null;
    // The option's text is the label's name in the language that the org was set up in.
    const row = rows.find((candidate) => candidate[name] === label.names.en || candidate[name] === label.names.es);
    const count = Object.entries(row ?? {}).find(([key]) => /^count/i.test(key))?.[1] ?? 0;
    return Number.isSafeInteger(Number(count)) ? Number(count) : null;
  };
  return own.map((label) => ({ label, accounts: accountsOf(label) }));
}

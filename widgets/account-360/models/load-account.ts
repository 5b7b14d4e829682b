import { NULL_DAY } from '#core/columns/column-table.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { decodeEvidence } from '#core/labels/evidence.ts';
import { LABEL_FIELD_NAMES, type LabelFieldRole } from '#core/labels/label-fields.ts';
import { BASIS_RECORD, parsePublishedBasis, type PublishedBasis } from '#core/labels/published-basis.ts';
import { can } from '#core/permissions/can.ts';
import type { PageContext } from '#widgets/shared/sdk/connect-zoho.ts';
import type { RecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import type { AccountState } from './account-view.ts';
import { deriveView } from './derive-view.ts';
import { readDeals } from './read-deals.ts';
import { dayOf } from './record-values.ts';

export interface LoadPorts {
  readonly crm: RecordReader;
  /** Namespace under which the CRM stores the extension's fields and modules; empty where they were made by hand. */
  readonly fieldPrefix: string;
  /** Today's epoch day in a zone. */
  readonly today: (timeZone: string) => number;
}

/** ACC-1, ACC-2, PER-6: everything the panel shows, by the Embedded SDK alone (decision 6). Never throws. */
export async function loadAccount(page: PageContext, ports: LoadPorts): Promise<AccountState> {
  const accountId = page.recordIds[0];
  if (page.entity === null || accountId === undefined) return { kind: 'noRecord' };
  try {
    return await load(page.entity, accountId, ports);
  } catch (error) {
    return { kind: 'failed', reason: error instanceof CrmError ? error.reason : 'unavailable' };
  }
}

async function load(entity: string, accountId: string, ports: LoadPorts): Promise<AccountState> {
  const { crm } = ports;
  const [right, published, record] = await Promise.all([
    readAccess(crm),
    readBasis(ports),
    crm.record(entity, accountId, []),
  ]);
  if (right !== null) return { kind: 'refused', missing: right };
  if (published === 'missing') return { kind: 'notConfigured' };
  if (published === 'unreadable') return { kind: 'unreadable' };
  if (record === null || entity !== published.mapping.accounts.module) return { kind: 'noRecord' };

  const accountFields = await crm.fields(entity);
  const evidenceText = record[fieldName('evidence', ports.fieldPrefix)];
  if (typeof evidenceText !== 'string' || evidenceText === '') {
    // Most accounts have labels: the code that judges criteria is fetched for the few that have none.
    const { judgeCriteria } = await import('./judge-criteria.ts');
    return judgeCriteria(record, published, accountFields);
  }
  const evidence = decodeEvidence(evidenceText, accountId);
  if (!evidence.ok) return { kind: 'unreadable' };

  const dealFields = await crm.fields(published.mapping.deals.module);
  const read = await readDeals(crm, accountId, published.mapping, dealFields, published.minorDigits);
  const since = (role: LabelFieldRole): number | null => {
    const day = dayOf(record[fieldName(role, ports.fieldPrefix)]);
    return day === NULL_DAY ? null : day;
  };
  const view = deriveView({
    record,
    published,
    evidence: evidence.value,
    read,
    accountFields,
    todayDay: ports.today(published.timeZone),
    sinceDays: { rfm: since('rfmSince'), firmographics: since('firmographicsSince') },
  });
  return { kind: 'ready', view };
}

/** The missing right, or null. A profile that cannot be read denies (facts/crm-api.md: fail closed). */
async function readAccess(crm: RecordReader): Promise<string | null> {
  const user = await crm.currentUser();
  const profile = await crm.profile(user.profileId).catch((error: unknown) => {
    if (error instanceof CrmError && (error.reason === 'noPermission' || error.reason === 'notFound')) {
      return { administrator: false, granted: new Set<string>() };
    }
    throw error;
  });
  const decision = can(profile, 'view');
  return decision.allowed ? null : decision.missing;
}

async function readBasis({ crm, fieldPrefix }: LoadPorts): Promise<PublishedBasis | 'missing' | 'unreadable'> {
  const module = fieldPrefix + BASIS_RECORD.module;
  try {
    const found = await crm.query(`select id from ${module} where ${BASIS_RECORD.name} = '${BASIS_RECORD.current}' limit 1`);
    const id = found.records[0]?.id;
    const record = id === undefined ? null : await crm.record(module, id, []);
    const basis = record?.[BASIS_RECORD.basis];
    if (typeof basis !== 'string') return 'missing';
    const money = record?.[BASIS_RECORD.money];
    const parsed = parsePublishedBasis(basis, typeof money === 'string' ? money : null);
    return parsed.ok ? parsed.value : 'unreadable';
  } catch (error) {
    // Before the first configuration the extension's module may not exist for this user.
    if (error instanceof CrmError && (error.reason === 'invalidModule' || error.reason === 'invalidQuery')) return 'missing';
    throw error;
  }
}

function fieldName(role: LabelFieldRole, prefix: string): string {
  return prefix + LABEL_FIELD_NAMES[role];
}

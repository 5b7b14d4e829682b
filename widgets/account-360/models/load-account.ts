import { NULL_DAY } from '#core/columns/column-table.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { decodeEvidence } from '#core/labels/evidence.ts';
import { LABEL_FIELD_NAMES, type PanelFieldRole } from '#core/labels/label-fields.ts';
import { BASIS_RECORD, parsePublishedBasis, type PublishedBasis } from '#core/labels/published-basis.ts';
import { can } from '#core/permissions/can.ts';
import type { PageContext } from '#widgets/shared/sdk/connect-zoho.ts';
import type { RecordReader } from '#widgets/shared/sdk/sdk-record-reader.ts';
import type { AccountState } from './account-view.ts';
import { deriveView } from './derive-view.ts';
import { readDeals } from './read-deals.ts';
import { dayOf, type ZoneDay } from './record-values.ts';

/** Of any technique: a label field without a card, or a part of the evidence, has to be spoken of. */
const LABEL_FIELD = /ABM_\w+_Label$/;

export interface LoadPorts {
  readonly crm: RecordReader;
  /** Namespace under which the CRM stores the extension's modules; empty where they were made by hand. */
  readonly modulePrefix: string;
  readonly nowMs: () => number;
  /** How a zone counts days. */
  readonly zoneDay: (timeZone: string) => ZoneDay;
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
  // Asked for at once, judged in order: what the viewer may not know about is not said.
  const access = readAccess(crm);
  const basis = readBasis(ports);
  const account = crm.record(entity, accountId, []);
  const fields = crm.fields(entity);
  for (const early of [basis, account, fields]) early.catch(() => undefined);

  const missing = await access;
  if (missing !== null) return { kind: 'refused', missing };
  const found = await basis;
  if (typeof found === 'string') return { kind: found };
  const { published } = found;
  if (entity !== published.mapping.accounts.module) return { kind: 'noRecord' };
  const record = await account;
  if (record === null) return { kind: 'recordGone' };

  const accountFields = await fields;
  const zoneDay = ports.zoneDay(published.timeZone);
  const evidenceField = fieldName('evidence', published);
  const evidenceText = record[evidenceField];
  if (typeof evidenceText !== 'string' || evidenceText === '') {
    if (accountFields.every(({ apiName }) => apiName !== evidenceField)) {
      return { kind: 'evidenceHidden', field: evidenceField };
    }
    // Most accounts have labels: the code that judges criteria is fetched for the few that have none.
    const { judgeCriteria } = await import('./judge-criteria.ts');
    return judgeCriteria(record, published, accountFields, zoneDay);
  }
  const evidence = decodeEvidence(evidenceText, accountId);
  // A run under way writes accounts one after another: bits of other rules than the published ones say nothing.
  if (!evidence.ok || !fits(evidence.value.firmographics, published)) return { kind: 'unreadable' };

  const evidenceIds = evidence.value.rfm?.purchases?.dealIds ?? [];
  const read = await readDeals({ crm, accountId, published, evidenceIds, zoneDay });
  const since = (role: PanelFieldRole): number | null => {
    const day = dayOf(record[fieldName(role, published)], zoneDay);
    return day === NULL_DAY ? null : day;
  };
  const known = { record, published, evidence: evidence.value, accountFields, zoneDay };
  const view = deriveView({
    ...known,
    moneyBasis: found.moneyBasis,
    read,
    todayDay: zoneDay(ports.nowMs()),
    sinceDays: { rfm: since('rfmSince'), firmographics: since('firmographicsSince') },
  });
  const cards = view.labels.length;
  const isAll =
    accountFields.filter(({ apiName }) => LABEL_FIELD.test(apiName)).length === cards &&
    evidenceText.split('|').filter(Boolean).length === cards + 1;
  return { kind: 'ready', view: { ...view, more: isAll ? null : { ...ports, ...known } } };
}

function fits(
  evidence: { readonly conditionBits: readonly number[] } | null,
  { firmographics }: PublishedBasis,
): boolean {
  return evidence === null || firmographics === null || evidence.conditionBits.length === firmographics.labels.length;
}

/** The missing right, or null. A profile that cannot be read denies (Zoho CRM API v8: fail closed). */
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

type FoundBasis = { readonly published: PublishedBasis; readonly moneyBasis: boolean };

async function readBasis({ crm, modulePrefix }: LoadPorts): Promise<FoundBasis | 'notConfigured' | 'unreadable'> {
  const module = modulePrefix + BASIS_RECORD.module;
  try {
    const found = await crm.query(
      `select id from ${module} where ${BASIS_RECORD.name} = '${BASIS_RECORD.current}' limit 1`,
    );
    const id = found.records[0]?.id;
    const record = id === undefined ? null : await crm.record(module, id, []);
    const basis = record?.[BASIS_RECORD.basis];
    if (typeof basis !== 'string') return 'notConfigured';
    const money = record?.[BASIS_RECORD.money];
    const moneyText = typeof money === 'string' ? money : null;
    const parsed = parsePublishedBasis(basis, moneyText);
    return parsed.ok ? { published: parsed.value, moneyBasis: moneyText !== null } : 'unreadable';
  } catch (error) {
    // Before the first configuration the extension's module may not exist for this user.
    if (error instanceof CrmError && (error.reason === 'invalidModule' || error.reason === 'invalidQuery')) {
      return 'notConfigured';
    }
    throw error;
  }
}

function fieldName(role: PanelFieldRole, { fieldPrefix }: PublishedBasis): string {
  return fieldPrefix + LABEL_FIELD_NAMES[role];
}

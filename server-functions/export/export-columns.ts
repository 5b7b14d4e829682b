import type { Configuration } from '#core/configuration/configuration.ts';
import type { FieldRead } from '#core/crm/crm-batch.ts';
import type { FieldMetadata, FieldType } from '#core/crm/metadata.ts';
import type { ExportColumn } from '#core/export/encode-csv.ts';
import { labelFields, type FieldLanguage } from '#core/labels/label-fields.ts';
import { TECHNIQUES } from '#core/labels/label.ts';
import { isHidden, type MaskRules } from '#core/permissions/mask-fields.ts';
import { GENERATION_COLUMNS as C } from '../score/generation.ts';
import { ACCOUNT_POINTS } from '../scoring-rules/account-points.ts';

/** Computed columns in the order of the file, after the id; what the generation says, not what the CRM's fields happen to hold. */
const ABM_COLUMNS = {
  rfm: [
    { key: C.rfmLabel, en: 'RFM label', es: 'Etiqueta RFM' },
    { key: C.r, en: 'Recency score', es: 'Puntuación de recencia' },
    { key: C.f, en: 'Frequency score', es: 'Puntuación de frecuencia' },
    { key: C.m, en: 'Monetary score', es: 'Puntuación monetaria' },
    { key: C.recencyDays, en: 'Days since last deal', es: 'Días desde el último trato' },
    { key: C.frequency, en: 'Frequency', es: 'Frecuencia' },
    { key: C.monetary, en: 'Monetary', es: 'Importe' },
    { key: C.rfmSince, en: 'RFM label since', es: 'Etiqueta RFM desde' },
  ],
  firmographics: [
    { key: C.firmographicsLabel, en: 'Firmographics label', es: 'Etiqueta firmográfica' },
    { key: C.firmographicsSince, en: 'Firmographics label since', es: 'Etiqueta firmográfica desde' },
  ],
  engagement: [
    { key: C.engagementLabel, en: 'Engagement label', es: 'Etiqueta de interacción' },
    { key: C.engagementScore, en: 'Engagement score', es: 'Puntuación de interacción' },
    { key: C.engagementSince, en: 'Engagement label since', es: 'Etiqueta de interacción desde' },
  ],
  recommendations: [
    { key: C.recommendationsLabel, en: 'Recommendations label', es: 'Etiqueta de recomendaciones' },
    { key: C.recommendationsSince, en: 'Recommendations label since', es: 'Etiqueta de recomendaciones desde' },
  ],
  voice: [
    { key: C.voiceLabel, en: 'Voice of the customer label', es: 'Etiqueta de voz del cliente' },
    { key: C.voiceSince, en: 'Voice of the customer label since', es: 'Etiqueta de voz del cliente desde' },
  ],
} as const;

/** ENG-4: after the techniques, where accounts have been scored. */
const POINTS_COLUMN = {
  key: ACCOUNT_POINTS,
  en: 'Points by scoring rules',
  es: 'Puntos por reglas de puntuación',
} as const;

/** Types without a value of their own in a row: lists and files of other records. */
const NOT_IN_A_CELL: ReadonlySet<FieldType> = new Set(['subform', 'other']);

/** What there is to choose from. */
export interface FieldsToExport {
  readonly configuration: Configuration;
  readonly metadata: readonly FieldMetadata[];
  /** Whether accounts have been scored by rules. */
  readonly hasPoints: boolean;
}

export interface FieldCut {
  readonly fields: readonly string[];
  readonly hidden: readonly string[];
  readonly unknown: readonly string[];
}

/** EXP-1: all fields, or the selected ones, cut to what the user may see. Order: computed columns, then the org's own order. */
export function cutFields(selected: readonly string[] | 'all', choice: FieldsToExport, rules: MaskRules): FieldCut {
  const available = [
    ...abmColumns(choice).map(({ key }) => key),
    ...crmFields(choice.configuration, choice.metadata).map((field) => field.apiName),
  ];
  const known = new Set<string>(available);
  const wanted =
    selected === 'all'
      ? available
      : selected.filter((name, index) => known.has(name) && selected.indexOf(name) === index);
  const visible = (name: string): boolean =>
    !isHidden(name.startsWith('abm:') ? name : `crm:${name}`, 'accounts', rules);
  return {
    fields: wanted.filter(visible),
    hidden: wanted.filter((name) => !visible(name)),
    unknown: selected === 'all' ? [] : selected.filter((name) => !known.has(name)),
  };
}

export interface ListedField {
  /** What a request names it by. */
  readonly name: string;
  readonly label: string | { readonly en: string; readonly es: string };
  readonly source: 'abm' | 'crm';
  /** Left out of this user's files. */
  readonly hidden: boolean;
}

/** EXP-1: what may be chosen, in the file's order. */
export function listFields(choice: FieldsToExport, rules: MaskRules): readonly ListedField[] {
  const own = abmColumns(choice).map(({ key, en, es }) => ({
    name: key,
    label: { en, es },
    source: 'abm' as const,
  }));
  const crm = crmFields(choice.configuration, choice.metadata).map(({ apiName, label }) => ({
    name: apiName,
    label,
    source: 'crm' as const,
  }));
  const hidden = (name: string): boolean => isHidden(name.startsWith('abm:') ? name : `crm:${name}`, 'accounts', rules);
  return [...own, ...crm].map((field) => ({ ...field, hidden: hidden(field.name) }));
}

/** A column of names made from a column of ids. */
export interface NamedColumn {
  readonly key: string;
  /** The column read from the CRM. */
  readonly from: string;
  readonly what: 'users' | 'accounts';
}

export interface ExportPlan {
  /** Read from the CRM at job start. */
  readonly reads: readonly FieldRead[];
  /** Taken from the generation. */
  readonly computed: readonly string[];
  /** Made of what was read. */
  readonly named: readonly NamedColumn[];
  /** Columns read that hold ids of accounts. */
  readonly accountLookups: readonly string[];
  readonly columns: readonly ExportColumn[];
}

/**
 * How the cut fields are read and headed. A field that has disappeared since the request is left out. A record's owner is the
 * name, with the id beside it: people read the one, whatever takes the file back into a CRM matches by the other.
 */
export function planColumns(
  fields: readonly string[],
  configuration: Configuration,
  metadata: readonly FieldMetadata[],
  {
    language,
    minorDigits,
    homeCurrency,
  }: { readonly language: FieldLanguage; readonly minorDigits: number; readonly homeCurrency: string },
): ExportPlan {
  const byName = new Map(crmFields(configuration, metadata).map((field) => [field.apiName, field] as const));
  const abm = new Map<string, { readonly en: string; readonly es: string }>(
    // Chosen while there were points: the column stays, empty where they are gone.
    abmColumns({ configuration, hasPoints: true }).map((column) => [column.key, column]),
  );
  const reads: FieldRead[] = [];
  const computed: string[] = [];
  const named: NamedColumn[] = [];
  const accountLookups: string[] = [];
  const columns: ExportColumn[] = [{ key: 'id', header: 'Id' }];
  for (const name of fields) {
    const own = abm.get(name);
    const field = byName.get(name);
    if (own !== undefined) {
      computed.push(name);
      const isMoney = name === C.monetary;
      columns.push({ key: name, header: isMoney ? `${own[language]} (${homeCurrency})` : own[language], minorDigits });
    } else if (field !== undefined) {
      reads.push({ apiName: name, as: name, kind: kindOf(field.type) });
      if (pointsToAccounts(field, configuration)) accountLookups.push(name);
      const what = namesOf(field, fields, configuration);
      if (what === null) {
        columns.push({ key: name, header: field.label });
        continue;
      }
      const key = `name:${name}`;
      named.push({ key, from: name, what });
      columns.push({ key, header: field.label }, { key: name, header: `${field.label} Id` });
    }
  }
  return { reads, computed, named, accountLookups, columns };
}

/** Other accounts are called by name in files that show accounts' names: whoever may not see those gets none by this way either. */
function namesOf(
  field: FieldMetadata,
  fields: readonly string[],
  configuration: Configuration,
): NamedColumn['what'] | null {
  if (field.type === 'user') return 'users';
  const name = configuration.mapping.accounts.fields['name'];
  return field.type === 'lookup' &&
    pointsToAccounts(field, configuration) &&
    name !== undefined &&
    fields.includes(name)
    ? 'accounts'
    : null;
}

function pointsToAccounts({ type, lookupModule }: FieldMetadata, { mapping }: Configuration): boolean {
  return (type === 'lookup' || type === 'lookups') && lookupModule === mapping.accounts.module;
}

/** As the CRM states them: amounts in the record's own currency beside its Currency field, instants as text with their offset. */
function kindOf(type: FieldType): FieldRead['kind'] {
  switch (type) {
    case 'decimal':
    case 'percent':
    case 'money':
      return 'number';
    case 'date':
      return 'day';
    case 'boolean':
      return 'boolean';
    default:
      // Integers too: Zoho's long ones do not fit a double, as texts they come out as they came in.
      return 'text';
  }
}

function abmColumns({
  configuration: { techniques },
  hasPoints,
}: Pick<FieldsToExport, 'configuration' | 'hasPoints'>): readonly {
  readonly key: string;
  readonly en: string;
  readonly es: string;
}[] {
  const chosen = TECHNIQUES.filter((technique) => techniques[technique] != null);
  return [...chosen.flatMap((technique) => [...ABM_COLUMNS[technique]]), ...(hasPoints ? [POINTS_COLUMN] : [])];
}

function crmFields({ techniques }: Configuration, metadata: readonly FieldMetadata[]): readonly FieldMetadata[] {
  const labels = labelFields({
    rfm: techniques.rfm?.labels ?? [],
    firmographics: techniques.firmographics?.labels ?? [],
    engagement: [],
    recommendations: [],
    voice: [],
  });
  const ours = new Set(labels.map(({ field }) => field.apiName));
  return metadata.filter(
    (field) => field.apiName !== 'id' && !NOT_IN_A_CELL.has(field.type) && !ours.has(field.apiName),
  );
}

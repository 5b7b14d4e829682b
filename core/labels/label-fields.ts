import type { NewField } from '#core/crm/crm-batch.ts';
import type { Label } from './label.ts';
import { MORE_LABEL_FIELD_NAMES } from './more-label-fields.ts';

/** TEC-4: what each own field of the account module holds; here what the account panel reads first. */
export type PanelFieldRole =
  | 'rfmLabel'
  | 'rfmR'
  | 'rfmF'
  | 'rfmM'
  | 'rfmSince'
  | 'firmographicsLabel'
  | 'firmographicsSince'
  | 'evidence';
export type LabelFieldRole = PanelFieldRole | keyof typeof MORE_LABEL_FIELD_NAMES;

export type FieldLanguage = 'en' | 'es';

export interface LabelField {
  readonly role: LabelFieldRole;
  readonly field: NewField;
}

/**
 * Our CRM fields, with those beside it in more-label-fields.ts. Without the extension's namespace. A field's label is its name with spaces, the
 * same in every language: Zoho documents the label alone and derives the api name from it, so that a translated label would
 * be another field.
 */
export const LABEL_FIELD_NAMES: Readonly<Record<PanelFieldRole, string>> = {
  rfmLabel: 'ABM_RFM_Label',
  rfmR: 'ABM_RFM_R',
  rfmF: 'ABM_RFM_F',
  rfmM: 'ABM_RFM_M',
  rfmSince: 'ABM_RFM_Since',
  firmographicsLabel: 'ABM_Firmographics_Label',
  firmographicsSince: 'ABM_Firmographics_Since',
  evidence: 'ABM_Evidence',
};

/** All of them. */
const NAMES: Readonly<Record<LabelFieldRole, string>> = { ...LABEL_FIELD_NAMES, ...MORE_LABEL_FIELD_NAMES };

const TYPES: Readonly<Record<LabelFieldRole, NewField['type']>> = {
  rfmLabel: 'choice',
  rfmR: 'integer',
  rfmF: 'integer',
  rfmM: 'integer',
  rfmSince: 'date',
  firmographicsLabel: 'choice',
  firmographicsSince: 'date',
  engagementLabel: 'choice',
  engagementScore: 'integer',
  engagementSince: 'date',
  recommendationsLabel: 'choice',
  recommendationsSince: 'date',
  voiceLabel: 'choice',
  voiceSince: 'date',
  evidence: 'longText',
};

const RFM_ROLES: readonly LabelFieldRole[] = ['rfmLabel', 'rfmR', 'rfmF', 'rfmM', 'rfmSince'];
const FIRMOGRAPHICS_ROLES: readonly LabelFieldRole[] = ['firmographicsLabel', 'firmographicsSince'];
const ENGAGEMENT_ROLES: readonly LabelFieldRole[] = ['engagementLabel', 'engagementScore', 'engagementSince'];
const RECOMMENDATIONS_ROLES: readonly LabelFieldRole[] = ['recommendationsLabel', 'recommendationsSince'];
const VOICE_ROLES: readonly LabelFieldRole[] = ['voiceLabel', 'voiceSince'];

/**
 * The fields that the chosen techniques need on the account module, coloured options included. `prefix` is the namespace under
 * which the CRM stores an extension's fields ("lodestar__"); `language` names the options for the org.
 */
export function labelFields({
  rfm,
  firmographics,
  engagement = null,
  recommendations = null,
  voice = null,
  prefix = '',
  language = 'en',
}: {
  /** Labels of the technique, null = not chosen. */
  readonly rfm: readonly Label[] | null;
  readonly firmographics: readonly Label[] | null;
  readonly engagement?: readonly Label[] | null;
  readonly recommendations?: readonly Label[] | null;
  readonly voice?: readonly Label[] | null;
  readonly prefix?: string;
  readonly language?: FieldLanguage;
}): LabelField[] {
  const build = (roles: readonly LabelFieldRole[], labels: readonly Label[]): LabelField[] =>
    roles.map((role) => ({
      role,
      field: {
        apiName: prefix + NAMES[role],
        label: NAMES[role].replaceAll('_', ' '),
        type: TYPES[role],
        options:
          TYPES[role] === 'choice'
            ? labels.map((label) => ({ value: label.names[language], colour: label.colour }))
            : [],
      },
    }));
  return [
    ...(rfm === null ? [] : build(RFM_ROLES, rfm)),
    ...(firmographics === null ? [] : build(FIRMOGRAPHICS_ROLES, firmographics)),
    ...(engagement === null ? [] : build(ENGAGEMENT_ROLES, engagement)),
    ...(recommendations === null ? [] : build(RECOMMENDATIONS_ROLES, recommendations)),
    ...(voice === null ? [] : build(VOICE_ROLES, voice)),
    ...build(['evidence'], []),
  ];
}

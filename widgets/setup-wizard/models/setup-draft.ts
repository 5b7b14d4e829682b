import * as z from 'zod/mini';
import { CONFIGURATION_FORMAT, type Configuration } from '#core/configuration/configuration.ts';
import { criteriaSchema, EVERYTHING } from '#core/criteria/criteria.ts';
import { moduleMappingSchema, productSourceSchema, type Mapping } from '#core/mapping/mapping.ts';
import { MODULE_ROLES, type ModuleRole } from '#core/mapping/targets.ts';
import { engagementSettingsSchema } from '#core/techniques/engagement/settings.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { firmographicsSettingsSchema } from '#core/techniques/firmographics/settings.ts';
import { recommendationsSettingsSchema } from '#core/techniques/recommendations/settings.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { rfmSettingsSchema } from '#core/techniques/rfm/settings.ts';
import { voiceSettingsSchema } from '#core/techniques/voice/settings.ts';
import { mendDraft } from './mend-draft.ts';

export const STEPS = ['welcome', 'mapping', 'criteria', 'techniques', 'review', 'configure'] as const;
export type Step = (typeof STEPS)[number];

const DRAFT_FORMAT = 'lodestar.setup-draft/1';

const draftSchema = z.strictObject({
  format: z.literal(DRAFT_FORMAT),
  /** Where to take up again. */
  step: z.enum(STEPS),
  /** The furthest step that was looked at. */
  reached: z.enum(STEPS),
  /** The published version this draft was made from; null = there was none. */
  replaces: z.nullable(z.int()),
  /** Modules as they were saved, each on its own (SET-1); null = not yet. */
  modules: z.strictObject({
    accounts: z.nullable(moduleMappingSchema),
    contacts: z.nullable(moduleMappingSchema),
    products: z.nullable(moduleMappingSchema),
    deals: z.nullable(moduleMappingSchema),
  }),
  /** Left out on purpose; only contacts and products may be. */
  leftOut: z.array(z.enum(['contacts', 'products'])),
  dealProducts: productSourceSchema,
  criteria: criteriaSchema,
  /** "All accounts" was confirmed (SET-4). */
  everyAccount: z.boolean(),
  /** A technique keeps its settings while it is not chosen. */
  chosen: z.strictObject({
    rfm: z.boolean(),
    firmographics: z.boolean(),
    engagement: z.boolean(),
    recommendations: z.boolean(),
    voice: z.boolean(),
  }),
  rfm: rfmSettingsSchema,
  firmographics: firmographicsSettingsSchema,
  /** null = never chosen yet: what they start from comes with their editor. */
  engagement: z.nullable(engagementSettingsSchema),
  recommendations: z.nullable(recommendationsSettingsSchema),
  voice: z.nullable(voiceSettingsSchema),
  /** RFM-3: values between manual bands were looked at and accepted. */
  gapsConfirmed: z.boolean(),
});
/** Everything the wizard has been told so far. Kept on the server as the admin goes; the server does not read it. */
export type SetupDraft = z.infer<typeof draftSchema>;

/** What the wizard knows before anybody has said anything: presets, with RFM and firmographics chosen. */
export function startDraft(): SetupDraft {
  return {
    format: DRAFT_FORMAT,
    step: 'welcome',
    reached: 'welcome',
    replaces: null,
    modules: { accounts: null, contacts: null, products: null, deals: null },
    leftOut: [],
    dealProducts: { kind: 'none' },
    criteria: EVERYTHING,
    everyAccount: false,
    chosen: { rfm: true, firmographics: true, engagement: false, recommendations: false, voice: false },
    rfm: presetRfmSettings(),
    firmographics: presetFirmographicsSettings(),
    engagement: null,
    recommendations: null,
    voice: null,
    gapsConfirmed: false,
  };
}

/** A draft that changes what is published: everything starts as it stands. */
export function draftOfConfiguration(configuration: Configuration): SetupDraft {
  const { mapping, criteria, techniques, version } = configuration;
  const { rfm, firmographics, engagement = null, recommendations = null, voice = null } = techniques;
  const start = startDraft();
  return {
    ...start,
    replaces: version,
    modules: {
      accounts: mapping.accounts,
      contacts: mapping.contacts,
      products: mapping.products,
      deals: mapping.deals,
    },
    leftOut: (['contacts', 'products'] as const).filter((role) => mapping[role] === null),
    dealProducts: mapping.dealProducts,
    criteria,
    everyAccount: criteria.conditions.length === 0,
    chosen: {
      rfm: rfm !== null,
      firmographics: firmographics !== null,
      engagement: engagement !== null,
      recommendations: recommendations !== null,
      voice: voice !== null,
    },
    rfm: rfm ?? start.rfm,
    firmographics: firmographics ?? start.firmographics,
    engagement,
    recommendations,
    voice,
  };
}

/**
 * A stored draft. Half-typed parts (a condition without a value, a label without a name) are mended, since a draft is saved
 * at any moment; null = it is of another version or was changed by hand.
 */
export function parseDraft(value: unknown): SetupDraft | null {
  const parsed = draftSchema.safeParse(mendDraft(value));
  return parsed.success ? parsed.data : null;
}

/**
 * What the saved modules make together; null while accounts or deals are not saved. A module that is left out takes the
 * lookups to it along; one that is mapped without its lookup stays, and core's check says what is missing (SET-3).
 */
export function mappingOf(draft: SetupDraft): Mapping | null {
  const { accounts, contacts, products, deals } = draft.modules;
  if (accounts === null || deals === null) return null;
  const fields = Object.entries(deals.fields).filter(([name]) => name !== 'contact' || contacts !== null);
  return {
    accounts,
    contacts,
    products,
    deals: { module: deals.module, fields: Object.fromEntries(fields) },
    dealProducts: products === null ? { kind: 'none' } : draft.dealProducts,
  };
}

/** Every role is saved or left out on purpose. */
export function isMapped(draft: SetupDraft): boolean {
  return MODULE_ROLES.every((role) => draft.modules[role] !== null || isLeftOut(draft, role));
}

/** On purpose; a role that nobody has mapped yet is not. */
export function isLeftOut(draft: SetupDraft, role: ModuleRole): boolean {
  return draft.leftOut.some((left) => left === role);
}

/** The document to publish; author, time and version are the server's to set. */
export function configurationOf(draft: SetupDraft, mapping: Mapping, nowIso: string): Configuration {
  const { chosen } = draft;
  return {
    format: CONFIGURATION_FORMAT,
    version: (draft.replaces ?? 0) + 1,
    author: '',
    at: nowIso,
    reason: '',
    mapping,
    criteria: draft.criteria,
    techniques: {
      rfm: chosen.rfm ? draft.rfm : null,
      firmographics: chosen.firmographics ? draft.firmographics : null,
      engagement: chosen.engagement ? draft.engagement : null,
      recommendations: chosen.recommendations ? draft.recommendations : null,
      voice: chosen.voice ? draft.voice : null,
    },
  };
}

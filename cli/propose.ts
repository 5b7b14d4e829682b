import type { Cancellation } from '#core/cancellation.ts';
import type { Clock } from '#core/clock.ts';
import { proposeConfiguration } from '#core/configuration/propose-configuration.ts';
import type { CountedProblem } from '#core/crm/crm-batch.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import { suggestMapping } from '#core/mapping/suggest-mapping.ts';
import type { Problem } from '#core/message.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import type { RecommendationsSettings } from '#core/techniques/recommendations/settings.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import { InputError } from './input-error.ts';
import { openInput, type OpenData } from './open-input.ts';
import type { ProposeCommand } from './parse-arguments.ts';
import { shippedSources, shippedTexts } from './shipped-sources.ts';
import { writeNewFile } from './write-results.ts';

/** Alike by what is mapped alone. */
function presetFor({ accounts }: Mapping): RecommendationsSettings {
  const preset = presetRecommendationsSettings();
  return { ...preset, cellFields: preset.cellFields.filter((field) => Object.hasOwn(accounts.fields, field)) };
}

/**
 * Settings to start from, as the setup wizard proposes them, for what the files hold. Gives the columns that the files may
 * lack and do, and what stays without a use (missing modules and lookups). Never replaces a file: settings are somebody's work.
 */
export async function propose(
  command: ProposeCommand,
  openData: OpenData,
  clock: Clock,
  cancellation: Cancellation,
): Promise<{
  readonly notes: readonly CountedProblem[];
  readonly missing: readonly Problem[];
  readonly made: string | null;
}> {
  const { known, columnNotes, folder } = await openInput(command.data, command.recipe, openData);
  const suggested = suggestMapping(known.modules, known.fieldsOf);
  const { mapping } = suggested;
  // Products that a recipe finds need no lookup.
  const missing = suggested.missing.filter(({ where }) => where !== 'dealProducts' || !known.productsElsewhere);
  if (mapping === null) throw new InputError([...missing, { code: 'cli.noMapping', where: command.data, params: {} }]);
  const presets = { rfm: presetRfmSettings(), firmographics: presetFirmographicsSettings() };
  const at = new Date(clock.now()).toISOString();
  const proposed = proposeConfiguration({ mapping, presets, at, author: 'abm propose' });
  const sources = await shippedSources(folder);
  const engagement = sources.length === 0 ? {} : { engagement: presetEngagementSettings(sources) };
  const texts = await shippedTexts(folder);
  const voice = texts.length === 0 ? {} : { voice: { ...presetVoiceSettings(), sources: [...texts] } };
  const recommendations =
    known.productsElsewhere || mapping.dealProducts.kind === 'lookup' ? { recommendations: presetFor(mapping) } : {};
  const techniques = { ...proposed.techniques, ...engagement, ...recommendations, ...voice };
  const configuration = { ...proposed, techniques };
  const made = await writeNewFile(command.out, `${JSON.stringify(configuration, null, 2)}\n`, cancellation);
  return { notes: columnNotes, missing, made };
}

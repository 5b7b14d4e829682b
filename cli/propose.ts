import type { Cancellation } from '#core/cancellation.ts';
import type { Clock } from '#core/clock.ts';
import { proposeConfiguration } from '#core/configuration/propose-configuration.ts';
import type { CountedProblem } from '#core/crm/crm-batch.ts';
import { suggestMapping } from '#core/mapping/suggest-mapping.ts';
import type { Problem } from '#core/message.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import { InputError } from './input-error.ts';
import { openInput, type OpenData } from './open-input.ts';
import type { ProposeCommand } from './parse-arguments.ts';
import { shippedSources, shippedTexts } from './shipped-sources.ts';
import { writeNewFile } from './write-results.ts';

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
  const { mapping, missing } = suggestMapping(known.modules, known.fieldsOf);
  if (mapping === null) throw new InputError([...missing, { code: 'cli.noMapping', where: command.data, params: {} }]);
  const presets = { rfm: presetRfmSettings(), firmographics: presetFirmographicsSettings() };
  const at = new Date(clock.now()).toISOString();
  const proposed = proposeConfiguration({ mapping, presets, at, author: 'abm propose' });
  const sources = await shippedSources(folder);
  const engagement = sources.length === 0 ? {} : { engagement: presetEngagementSettings(sources) };
  const texts = await shippedTexts(folder);
  const voice = texts.length === 0 ? {} : { voice: { ...presetVoiceSettings(), sources: [...texts] } };
  const configuration = { ...proposed, techniques: { ...proposed.techniques, ...engagement, ...voice } };
  const made = await writeNewFile(command.out, `${JSON.stringify(configuration, null, 2)}\n`, cancellation);
  return { notes: columnNotes, missing, made };
}

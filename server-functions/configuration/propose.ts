import type { Configuration } from '#core/configuration/configuration.ts';
import { proposeConfiguration } from '#core/configuration/propose-configuration.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { suggestMapping } from '#core/mapping/suggest-mapping.ts';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { readKnownMetadata } from './org-metadata.ts';

/** A first configuration for the org as it is: mapping by itself, presets for the techniques; or what is missing for one. */
export async function proposeFor(
  crm: CrmBatch,
  { at, author }: { readonly at: string; readonly author: string },
): Promise<Result<Configuration, readonly Problem[]>> {
  const known = await readKnownMetadata(crm);
  const { mapping, missing } = suggestMapping(known.modules, known.fieldsOf);
  if (mapping === null) return fail(missing);
  const presets = { rfm: presetRfmSettings(), firmographics: presetFirmographicsSettings() };
  return ok(proposeConfiguration({ mapping, presets, at, author }));
}
